public import LabCore
public import LabPolicy
public import LabService

/// A KMS key: everything about it but its aliases and grants, which are rows of their own.
public struct KeyRecord: Row {
    /// The table's name in the store.
    public static let table = "kms.keys"

    /// Where it lives.
    public let address: KeyAddress
    /// When it was made.
    public let createdAt: Timestamp
    /// Who manages it.
    public let manager: KeyManager
    /// The type of its material.
    public let spec: KeySpec
    /// What it can be used for.
    public let usage: KeyUsage
    /// Where its material comes from.
    public let origin: KeyOrigin
    /// Its description; empty when none was given.
    public var description: String
    /// Its state, whatever its custom key store does.
    private var ownState: KeyState
    /// Whether its custom key store is disconnected.
    public var isStoreDisconnected = false
    /// Its key policy.
    public var policy: PolicyDocument
    /// Its tags, in the order in which they were set.
    public var tags: [Tag]
    /// Its material, oldest first.
    public var materials: [KeyMaterialRecord]
    /// Its automatic rotation.
    public var rotation: RotationSchedule
    /// When it will be deleted, while it is pending deletion.
    public var deletionDate: Timestamp?
    /// The waiting period asked for, while a primary waits for its replicas.
    public var pendingWindowInDays: Int?
    /// When it leaves a passing state: `Creating` or `Updating`.
    public var transitionDate: Timestamp?
    /// What makes it a multi-Region key.
    public var multiRegion: MultiRegionRole?
    /// The custom key store that it lives in.
    public var customKeyStore: CustomKeyStoreMembership?

    /// Where it lives.
    public var id: KeyAddress { address }
    /// Its ARN.
    public var arn: ARN { address.arn }
    /// Its state. While its custom key store is disconnected it is `Unavailable`; what is set meanwhile shows when the
    /// store is connected again.
    public var state: KeyState {
        get { isStoreDisconnected && !ownState.isPendingDeletion ? .unavailable : ownState }
        set { ownState = newValue }
    }

    /// A key as it is made.
    public init(
        address: KeyAddress, createdAt: Timestamp, manager: KeyManager, spec: KeySpec, usage: KeyUsage,
        origin: KeyOrigin, description: String, state: KeyState, policy: PolicyDocument, tags: [Tag] = [],
        materials: [KeyMaterialRecord] = [], multiRegion: MultiRegionRole? = nil,
        customKeyStore: CustomKeyStoreMembership? = nil
    ) {
        self.address = address
        self.createdAt = createdAt
        self.manager = manager
        self.spec = spec
        self.usage = usage
        self.origin = origin
        self.description = description
        self.ownState = state
        self.policy = policy
        self.tags = tags
        self.materials = materials
        self.rotation = RotationSchedule()
        self.multiRegion = multiRegion
        self.customKeyStore = customKeyStore
    }

    /// The material that encrypts now; `nil` while there is none.
    public var currentMaterial: KeyMaterialRecord? {
        materials.last { $0.state == .current }
    }

    /// The material named `id`.
    public func material(_ id: String) -> KeyMaterialRecord? {
        materials.last { $0.id == id }
    }

    /// Changes the material named `id`.
    mutating func updateMaterial(_ id: String, _ change: (inout KeyMaterialRecord) -> Void) {
        guard let index = materials.firstIndex(where: { $0.id == id }) else { return }
        change(&materials[index])
    }
}

/// A tag.
public struct Tag: Hashable, Sendable, Codable {
    /// Its key.
    public let key: String
    /// Its value.
    public let value: String

    /// A tag.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// A key's automatic rotation.
///
/// - SeeAlso: AWS KMS Developer Guide, "Rotate AWS KMS keys"
public struct RotationSchedule: Hashable, Sendable, Codable {
    /// Whether automatic rotation is on.
    public var isEnabled = false
    /// The period in days, 90 to 2560.
    public var periodInDays = KMSLimits.rotationPeriodInDays.standard
    /// When the next rotation is due, while automatic rotation is on.
    public var nextDate: Timestamp?
    /// When the on-demand rotation that was asked for is to happen.
    public var onDemandDate: Timestamp?
    /// How many on-demand rotations there have been.
    public var onDemandCount = 0

    /// Automatic rotation off.
    public init() {}
}

/// A multi-Region key's place among its relatives.
public struct MultiRegionRole: Hashable, Sendable, Codable {
    /// The Region of the primary.
    public var primaryRegion: Region
    /// The Regions of the replicas.
    public var replicaRegions: [Region]

    /// A place among relatives.
    public init(primaryRegion: Region, replicaRegions: [Region] = []) {
        self.primaryRegion = primaryRegion
        self.replicaRegions = replicaRegions
    }
}

/// A key's place in a custom key store.
public struct CustomKeyStoreMembership: Hashable, Sendable, Codable {
    /// The custom key store's id.
    public let storeID: String
    /// The id of the key inside the HSM or external key manager.
    public let backingKeyID: String
    /// The HSM's cluster; `nil` in external key stores.
    public let clusterID: String?

    /// A place in a custom key store.
    public init(storeID: String, backingKeyID: String, clusterID: String? = nil) {
        self.storeID = storeID
        self.backingKeyID = backingKeyID
        self.clusterID = clusterID
    }
}

/// An alias: a name that points to a key.
public struct AliasRecord: Row {
    /// The table's name in the store.
    public static let table = "kms.aliases"

    /// Where it lives.
    public let address: AliasAddress
    /// The id of the key that it points to, in the same account and Region.
    public var targetKeyID: String
    /// When it was made.
    public let createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp

    /// Where it lives.
    public var id: AliasAddress { address }
    /// The key that it points to.
    public var group: String? { target.rowKey }
    /// The key that it points to.
    public var target: KeyAddress {
        KeyAddress(account: address.account, region: address.region, keyID: targetKeyID)
    }

    /// An alias as it is made.
    public init(address: AliasAddress, targetKeyID: String, createdAt: Timestamp) {
        self.address = address
        self.targetKeyID = targetKeyID
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}
