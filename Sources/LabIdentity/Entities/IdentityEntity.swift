public import LabCore
public import LabPolicy
public import LabService

/// A user, a group or a role: what has a name, a path, and policies.
///
/// One protocol for the three, because a dozen operations are the same for each of them but for the words.
public protocol IdentityEntity: Row where ID == IdentityName {
    /// IAM's word, in small letters: `user`.
    static var noun: String { get }
    /// How long the name of a new one may be.
    static var nameLength: ClosedRange<Int> { get }
    /// How long a name may be where operations name an existing one.
    static var existingNameLength: ClosedRange<Int> { get }
    /// How many an account may have.
    static var quota: Int { get }
    /// The form of its inline policies.
    static var inlineForm: IdentityPolicyForm { get }
    /// Where the state keeps them.
    static var rows: WritableKeyPath<IdentityState, Table<Self>> { get }

    /// The account.
    var account: AccountID { get }
    /// The path, from `/` to `/`.
    var path: String { get }
    /// The name.
    var name: String { get }
    /// The unique id.
    var uniqueID: String { get }
    /// When it was made.
    var createdAt: Timestamp { get }
    /// The inline policies, ascending by name.
    var inlinePolicies: [InlinePolicy] { get set }
    /// The ARNs of attached managed policies, in the order of attachment.
    var attachedPolicies: [String] { get set }
    /// Everything that the wire shows of it.
    var json: JSONObject { get }
    /// What listings show of it.
    var listingJSON: JSONObject { get }

    /// Refuses to change what only AWS may change.
    func requireModifiable() throws(ServiceError)
    /// Where explanations say that a policy is attached.
    var holder: AttachedPolicy.Holder { get }
}

extension IdentityEntity {
    /// IAM's word with a capital: `User`.
    static var title: String { noun.prefix(1).uppercased() + noun.dropFirst() }
    /// What AWS calls the name: `UserName`.
    static var nameMember: String { "\(title)Name" }
    /// The name's member in events: `userName`.
    static var auditName: String { "\(noun)Name" }

    /// The ARN of one that may not exist.
    static func arn(_ account: AccountID, path: String = "/", name: String) -> String {
        "arn:aws:iam::\(account):\(noun)\(path)\(name)"
    }

    /// The row's name.
    public var id: IdentityName { IdentityName(account, name) }
    /// The ARN.
    public var arn: String { Self.arn(account, path: path, name: name) }
    /// Anybody with permission may change it.
    public func requireModifiable() throws(ServiceError) {}

    /// Path, name, id, ARN and date: what all three show.
    var commonJSON: JSONObject {
        [
            "Path": .string(path), Self.nameMember: .string(name), "\(Self.title)Id": .string(uniqueID),
            "Arn": .string(arn), "CreateDate": .date(createdAt),
        ]
    }

    /// The inline policy of exactly this name.
    func inlinePolicy(_ name: String) -> InlinePolicy? {
        inlinePolicies.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// Puts an inline policy in, replacing the one of the same name.
    mutating func putInlinePolicy(_ policy: InlinePolicy) {
        inlinePolicies.removeAll { $0.name == policy.name }
        inlinePolicies.append(policy)
        inlinePolicies.sort { $0.name < $1.name }
    }
}

/// A user or role: what can act, and so has tags and may have a permissions boundary.
public protocol ActingEntity: IdentityEntity {
    /// The tags, in the order in which they were set.
    var tags: [IdentityTag] { get set }
    /// The ARN of the managed policy that bounds it.
    var boundary: String? { get set }
}

extension ActingEntity {
    /// The members that only whole descriptions have.
    func appendTagsAndBoundary(to json: inout JSONObject) {
        if let boundary {
            json["PermissionsBoundary"] = [
                "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": .string(boundary),
            ]
        }
        if !tags.isEmpty { json["Tags"] = .array(tags.map(\.json)) }
    }
}

/// A policy that lives and dies with its user, group or role.
public struct InlinePolicy: Hashable, Sendable, Codable {
    /// Its name.
    public let name: String
    /// The document.
    public let document: PolicyDocument

    /// A document under a name.
    public init(name: String, document: PolicyDocument) {
        self.name = name
        self.document = document
    }

    /// As account authorization details show it.
    var json: JSONValue {
        ["PolicyName": .string(name), "PolicyDocument": .string(PercentText.encode(document.text))]
    }
}

/// A tag of a user, role, policy or session. IAM compares keys without regard to case.
public struct IdentityTag: Hashable, Sendable, Codable {
    /// Its key.
    public let key: String
    /// Its value.
    public let value: String

    /// A tag.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// As the wire has it.
    var json: JSONValue { ["Key": .string(key), "Value": .string(value)] }
    /// As events have it.
    var auditValue: JSONValue { ["key": .string(key), "value": .string(value)] }
}
