public import LabCore
public import LabPolicy
public import LabService

/// `UpdatePrimaryRegion`: makes a replica the primary, and the primary a replica.
///
/// - SeeAlso: AWS KMS API Reference, "UpdatePrimaryRegion"
public enum UpdatePrimaryRegion: KeyMutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `UpdatePrimaryRegion`.
    public static let name = "UpdatePrimaryRegion"
    /// The primary must be enabled.
    public static let stateRule = KeyStateRule.movePrimary

    /// Which key, and where to.
    public struct Input: KeyInput {
        /// The primary.
        public var keyID: String
        /// The Region of the replica that becomes the primary.
        public var primaryRegion: String

        /// Which key, and where to.
        public init(keyID: String, primaryRegion: String) {
            self.keyID = keyID
            self.primaryRegion = primaryRegion
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            primaryRegion = members.region("PrimaryRegion")
        }

        /// The Region, which the pattern has proved to be one.
        var region: Region { Region(primaryRegion) ?? .standard }
    }

    /// Where to.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:PrimaryRegion", input.primaryRegion)
    }

    /// `kms:UpdatePrimaryRegion` on the old and on the new primary.
    public static func demands(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) -> [AccessDemand] {
        let replica = state.keys[target.key.address.inRegion(input.region)]
        return [target.key, replica].compactMap { $0 }.map { key in
            KeyDemand.make(action, on: KeyTarget(key: key, requestAlias: nil), in: call, state: state) { context in
                setConditions(input, key: key, in: &context)
            }
        }
    }

    /// Only primaries move, to where there is a replica that could be used.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try key.requirePrimary()
        guard input.region != key.address.region else {
            throw KMSError.unsupported("\(key.arn) is already the multi-region primary key.")
        }
        let address = key.address.inRegion(input.region)
        guard let replica = state.keys[address] else { throw KMSError.notFound(address) }
        try replica.require(.movePrimary)
    }

    /// Exchanges the roles. Both keys are settled a moment later.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        let old = target.key
        guard var primary = state.keys[old.address.inRegion(input.region)], var role = old.multiRegion else {
            throw KMSError.notFound(old.address.inRegion(input.region))
        }
        role.primaryRegion = input.region
        role.replicaRegions.removeAll { $0 == input.region }
        role.replicaRegions.append(old.address.region)
        primary.multiRegion = role
        primary.beginUpdate(until: call.now + KMSLimits.multiRegionChange)
        state.putSharing(primary)
        state.keys[old.address]?.beginUpdate(until: call.now + KMSLimits.multiRegionChange)
        return EmptyOutput()
    }

    /// Key and Region.
    public static func parameters(_ input: Input) -> JSONObject? {
        ["keyId": .string(input.keyID), "primaryRegion": .string(input.primaryRegion)]
    }
}

extension KeyRecord {
    /// Changes for a moment.
    fileprivate mutating func beginUpdate(until date: Timestamp) {
        state = .updating
        transitionDate = date
    }
}
