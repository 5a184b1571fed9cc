public import LabCore
public import LabService

/// A long-term access key of a user or of an account's root user. The secret is sealed.
public struct AccessKeyRecord: Row {
    /// The table's name in the store.
    public static let table = "iam.accessKeys"

    /// Whether a key may sign.
    public enum Status: String, Sendable, Codable, CaseIterable {
        /// It may.
        case active = "Active"
        /// It may not.
        case inactive = "Inactive"
        /// AWS's model knows it; no key of the lab gets there.
        case expired = "Expired"
    }

    /// When, where and for which service a key last signed.
    public struct Use: Hashable, Sendable, Codable {
        /// When.
        public let date: Timestamp
        /// For which service, such as `s3`.
        public let serviceName: String
        /// In which Region.
        public let region: Region
    }

    /// The access key id.
    public let id: AccessKeyID
    /// The account.
    public let account: AccountID
    /// The user; `nil` for the root user.
    public var userName: String?
    /// The secret, sealed.
    public let secret: SealedText
    /// Whether it may sign.
    public var status: Status
    /// When it was made.
    public let createdAt: Timestamp
    /// When, where and for which service it last signed.
    public var lastUse: Use?

    /// Whose key it is.
    public var group: String? { Self.group(userName, in: account) }

    /// The group of a user's keys; of the root user's for `nil`.
    static func group(_ userName: String?, in account: AccountID) -> String {
        "\(account)/\(userName?.lowercased() ?? "")"
    }

    /// What the secret is sealed under.
    static func sealName(_ id: AccessKeyID) -> String { "access key \(id.text)" }

    /// The user's name; AWS shows the account's id for the root user's keys.
    var shownUserName: String { userName ?? account.digits }

    /// Everything but the secret.
    var json: JSONObject {
        [
            "UserName": .string(shownUserName), "AccessKeyId": .string(id.text), "Status": .string(status.rawValue),
            "CreateDate": .date(createdAt),
        ]
    }
}

extension IdentityState {
    /// Notes that a key signed a request. The pipeline decides how often to do so: every call changes a row.
    public mutating func recordUse(
        of accessKeyID: String, for service: Service, in region: Region, at now: Timestamp
    ) {
        guard var key = accessKeys[AccessKeyID(accessKeyID)] else { return }
        key.lastUse = AccessKeyRecord.Use(date: now, serviceName: service.name, region: region)
        accessKeys.put(key)
    }
}
