public import LabCore
public import LabPolicy
public import LabService

/// A secret: everything about it but its values, which are rows of their own.
public struct SecretRecord: Row {
    /// The table's name in the store.
    public static let table = "secrets.secrets"

    /// Where it lives.
    public let address: SecretAddress
    /// The end of its ARN.
    public let suffix: String
    /// When it was made.
    public let createdAt: Timestamp
    /// What it is for.
    public var description: String?
    /// What kind of secret its owner says it is.
    public var type: String?
    /// The key that the caller named for it; `nil` for `aws/secretsmanager`.
    public var kmsKeyID: String?
    /// Its tags, in the order in which they were set.
    public var tags: [ResourceTag]
    /// Its resource policy.
    public var policy: PolicyDocument?
    /// When it was last changed.
    public var changedAt: Timestamp
    /// When it was last rotated.
    public var rotatedAt: Timestamp?
    /// Its rotation, also while that is off.
    public var rotation: SecretRotation?
    /// When it was marked for deletion.
    public var deletedAt: Timestamp?
    /// When it will go for good, once it is marked for deletion.
    public var deletionDate: Timestamp?

    /// Where it lives.
    public var id: SecretAddress { address }
    /// Its ARN.
    public var arn: ARN { address.arn(suffix: suffix) }
    /// Whether it is marked for deletion.
    public var isDeleted: Bool { deletionDate != nil }

    /// When it goes for good; otherwise when it rotates.
    public var dueDate: Timestamp? {
        deletionDate ?? rotation.flatMap { $0.isEnabled ? $0.nextDate : nil }
    }

    init(address: SecretAddress, suffix: String, createdAt: Timestamp) {
        self.address = address
        self.suffix = suffix
        self.createdAt = createdAt
        changedAt = createdAt
        tags = []
    }

    /// The key that its values go under.
    var key: ServiceKey { kmsKeyID.map { .named($0) } ?? .awsManaged }
}
