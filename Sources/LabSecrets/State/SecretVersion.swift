public import LabCore
public import LabService

/// Where a version of a secret lives.
public struct SecretVersionAddress: RowID, Codable {
    /// The secret.
    public let secret: SecretAddress
    /// The version's id.
    public let versionID: String

    /// An address by its parts.
    public init(secret: SecretAddress, versionID: String) {
        self.secret = secret
        self.versionID = versionID
    }

    /// The secret's key, a space, the version's id: names have no spaces.
    public var rowKey: String { "\(secret.rowKey) \(versionID)" }

    /// Orders by secret, then by version.
    public static func < (left: SecretVersionAddress, right: SecretVersionAddress) -> Bool {
        if left.secret != right.secret { return left.secret < right.secret }
        return left.versionID < right.versionID
    }
}

/// A value of a secret, sealed.
public struct SecretVersion: Row {
    /// The table's name in the store.
    public static let table = "secrets.versions"

    /// Where it lives.
    public let address: SecretVersionAddress
    /// When it was made.
    public let createdAt: Timestamp
    /// Whether the value came as bytes and not as text.
    public let isBinary: Bool
    /// The value.
    public var envelope: Envelope
    /// Its stages, such as `AWSCURRENT`.
    public var stages: [String]

    /// Where it lives.
    public var id: SecretVersionAddress { address }
    /// The version's id.
    public var versionID: String { address.versionID }

    init(_ value: SealedSecret, of secret: SecretAddress, stages: [String], createdAt: Timestamp) {
        address = SecretVersionAddress(secret: secret, versionID: value.versionID)
        self.createdAt = createdAt
        isBinary = value.isBinary
        envelope = value.envelope
        self.stages = stages
    }
}

/// The stages that AWS moves by itself.
enum SecretStage {
    static let current = "AWSCURRENT"
    static let previous = "AWSPREVIOUS"
    static let pending = "AWSPENDING"
}
