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
