public import LabCore
public import LabService

/// Where a grant lives: its key, then its own id.
public struct GrantAddress: RowID, Codable {
    /// The key.
    public let key: KeyAddress
    /// The grant's id: 64 hexadecimal digits.
    public let grantID: String

    /// An address by its parts.
    public init(key: KeyAddress, grantID: String) {
        self.key = key
        self.grantID = grantID
    }

    /// `account/region/keyID/grantID`.
    public var rowKey: String { "\(key.rowKey)/\(grantID)" }

    /// Orders by key, then by id.
    public static func < (left: GrantAddress, right: GrantAddress) -> Bool {
        if left.key != right.key { return left.key < right.key }
        return left.grantID < right.grantID
    }
}

/// A grant: some operations on one key for one grantee.
///
/// - SeeAlso: AWS KMS Developer Guide, "Grants in AWS KMS"
public struct GrantRecord: Row {
    /// The table's name in the store.
    public static let table = "kms.grants"

    /// Where it lives.
    public let address: GrantAddress
    /// What was asked for.
    public var terms: GrantTerms
    /// The account that it was made from.
    public let issuingAccount: AccountID
    /// When it was made.
    public let createdAt: Timestamp

    /// Where it lives.
    public var id: GrantAddress { address }
    /// Key and grantee, by which the grants that concern a caller are found among 50,000.
    public var group: String? { Self.group(address.key, terms.grantee.text) }

    /// A grant as it is made.
    public init(address: GrantAddress, terms: GrantTerms, issuingAccount: AccountID, createdAt: Timestamp) {
        self.address = address
        self.terms = terms
        self.issuingAccount = issuingAccount
        self.createdAt = createdAt
    }

    /// The group of the grants on `key` for `grantee`.
    static func group(_ key: KeyAddress, _ grantee: String) -> String { "\(key.rowKey) \(grantee)" }
}

/// What a grant says: two requests with the same name and the same terms make one grant.
public struct GrantTerms: Hashable, Sendable, Codable {
    /// Its name.
    public var name: String?
    /// Who may.
    public var grantee: GrantPrincipal
    /// Who may retire it.
    public var retiring: GrantPrincipal?
    /// What the grantee may.
    public var operations: [GrantOperation]
    /// Under which circumstances.
    public var constraints: GrantConstraints

    /// Terms.
    public init(
        name: String? = nil, grantee: GrantPrincipal, retiring: GrantPrincipal? = nil,
        operations: [GrantOperation], constraints: GrantConstraints = GrantConstraints()
    ) {
        self.name = name
        self.grantee = grantee
        self.retiring = retiring
        self.operations = operations
        self.constraints = constraints
    }
}

/// Whom a grant names.
public enum GrantPrincipal: Hashable, Sendable, Codable {
    /// A user, a role, a role session or an account's root, by ARN; what is left of a deleted one, by unique id.
    case aws(String)
    /// A service, such as `ec2.amazonaws.com`.
    case service(String)

    /// The ARN, unique id or service name.
    public var text: String {
        switch self {
        case .aws(let text), .service(let text): text
        }
    }
}

/// Under which circumstances a grant allows cryptographic operations.
///
/// - SeeAlso: AWS KMS API Reference, "GrantConstraints"
public struct GrantConstraints: Hashable, Sendable, Codable {
    /// The encryption context must hold these pairs.
    public var encryptionContextSubset: EncryptionContext?
    /// The encryption context must be these pairs.
    public var encryptionContextEquals: EncryptionContext?
    /// The service must act for this resource. Grants to services only.
    public var sourceARN: String?

    /// Constraints; none by default.
    public init(subset: EncryptionContext? = nil, equals: EncryptionContext? = nil, sourceARN: String? = nil) {
        encryptionContextSubset = subset
        encryptionContextEquals = equals
        self.sourceARN = sourceARN
    }

    /// Reads the members. A constraint without pairs is none: Terraform's provider sends the other one empty.
    init(_ members: MemberReader) {
        encryptionContextSubset = members.encryptionContext("EncryptionContextSubset")?.unlessEmpty
        encryptionContextEquals = members.encryptionContext("EncryptionContextEquals")?.unlessEmpty
        sourceARN = members.string(
            "SourceArn", KMSLimits.sourceARNLength,
            pattern: "^arn:aws[a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$")
    }

    /// AWS's name for the constraint on the encryption context; `nil` without one.
    var typeName: String? {
        if encryptionContextEquals != nil { return "EncryptionContextEquals" }
        return encryptionContextSubset == nil ? nil : "EncryptionContextSubset"
    }

    /// The pairs that the constraint on the encryption context names.
    var pairs: EncryptionContext { encryptionContextEquals ?? encryptionContextSubset ?? .empty }

    /// As the wire has it; `nil` when there are none.
    var json: JSONObject? {
        var json: JSONObject = [:]
        json["EncryptionContextSubset"] = encryptionContextSubset.map(\.json)
        json["EncryptionContextEquals"] = encryptionContextEquals.map(\.json)
        json["SourceArn"] = sourceARN.map(JSONValue.string)
        return json.isEmpty ? nil : json
    }
}

extension EncryptionContext {
    fileprivate var unlessEmpty: EncryptionContext? { isEmpty ? nil : self }

    /// The pairs as an object.
    var json: JSONValue { .object(JSONObject(pairs.map { ($0.key, JSONValue.string($0.value)) })) }
}
