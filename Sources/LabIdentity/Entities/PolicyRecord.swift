public import LabCore
public import LabPolicy
public import LabService

/// A managed policy with its versions: one of the account's own, or one of AWS's.
public struct PolicyRecord: Row {
    /// The table's name in the store.
    public static let table = "iam.policies"

    /// One version.
    public struct Version: Hashable, Sendable, Codable {
        /// Its number, from 1.
        public let number: Int
        /// When it was made.
        public let createdAt: Timestamp
        /// The document.
        public let document: PolicyDocument

        /// `v` and the number.
        public var id: String { "v\(number)" }
    }

    /// The account; `nil` for AWS's own.
    public let account: AccountID?
    /// The path, from `/` to `/`.
    public let path: String
    /// The name.
    public let name: String
    /// The unique id, `ANPA…`.
    public let uniqueID: String
    /// The description; `nil` when none was given.
    public let description: String?
    /// When it was made.
    public let createdAt: Timestamp
    /// When its default version last changed.
    public private(set) var updatedAt: Timestamp
    /// The tags.
    public var tags: [IdentityTag]
    /// The versions, oldest first.
    public private(set) var versions: [Version]
    /// The number of the version in effect.
    public private(set) var defaultNumber: Int
    /// The number of the next version; numbers are never used twice.
    private var nextNumber: Int

    /// A policy with its first version.
    public init(
        account: AccountID?, path: String = "/", name: String, uniqueID: String, createdAt: Timestamp,
        document: PolicyDocument, description: String? = nil, tags: [IdentityTag] = []
    ) {
        self.account = account
        self.path = path
        self.name = name
        self.uniqueID = uniqueID
        self.description = description
        self.createdAt = createdAt
        self.updatedAt = createdAt
        self.tags = tags
        versions = [Version(number: 1, createdAt: createdAt, document: document)]
        defaultNumber = 1
        nextNumber = 2
    }

    /// The row's name. AWS's own policies are no rows; their account counts as the standard one.
    public var id: IdentityName { IdentityName(account ?? .standard, name) }
    /// The ARN.
    public var arn: String { "arn:aws:iam::\(account?.digits ?? "aws"):policy\(path)\(name)" }
    /// The version in effect.
    public var defaultVersion: Version {
        guard let version = versions.first(where: { $0.number == defaultNumber }) else {
            preconditionFailure("a policy always has its default version")
        }
        return version
    }

    /// The version of this id.
    public func version(_ id: String) -> Version? { versions.first { $0.id == id } }

    /// Adds a version, in effect at once if asked for.
    mutating func addVersion(_ document: PolicyDocument, setsDefault: Bool, at now: Timestamp) -> Version {
        let version = Version(number: nextNumber, createdAt: now, document: document)
        nextNumber += 1
        versions.append(version)
        if setsDefault { setDefault(version, at: now) }
        return version
    }

    /// Puts a version into effect.
    mutating func setDefault(_ version: Version, at now: Timestamp) {
        defaultNumber = version.number
        updatedAt = now
    }

    /// Removes a version, which must not be the one in effect.
    mutating func removeVersion(_ version: Version) {
        precondition(version.number != defaultNumber, "the default version stays")
        versions.removeAll { $0.number == version.number }
    }

    /// The version in effect as the evaluator takes it.
    func attached(to holder: AttachedPolicy.Holder) -> AttachedPolicy {
        AttachedPolicy(defaultVersion.document, name: name, arn: arn, holder: holder)
    }
}

extension PolicyRecord {
    /// What GetPolicy and ListPolicies show.
    func json(_ usage: PolicyUsage, isListing: Bool = false) -> JSONObject {
        var json: JSONObject = [
            "PolicyName": .string(name), "PolicyId": .string(uniqueID), "Arn": .string(arn), "Path": .string(path),
            "DefaultVersionId": .string(defaultVersion.id), "AttachmentCount": .integer(Int64(usage.attachments)),
            "PermissionsBoundaryUsageCount": .integer(Int64(usage.boundaries)), "IsAttachable": true,
            "CreateDate": .date(createdAt), "UpdateDate": .date(updatedAt),
        ]
        guard !isListing else { return json }
        json["Description"] = description.map(JSONValue.string)
        json["Tags"] = .array(tags.map(\.json))
        return json
    }

    /// What the version operations show of a version; listings leave the document out.
    func json(of version: Version, withDocument: Bool) -> JSONObject {
        var json: JSONObject = [:]
        if withDocument { json["Document"] = .string(PercentText.encode(version.document.text)) }
        json["VersionId"] = .string(version.id)
        json["IsDefaultVersion"] = .bool(version.number == defaultNumber)
        json["CreateDate"] = .date(version.createdAt)
        return json
    }
}

/// How often a managed policy is in use.
public struct PolicyUsage: Hashable, Sendable {
    /// The users, groups and roles that it is attached to.
    public var attachments = 0
    /// The users and roles that it bounds.
    public var boundaries = 0
}
