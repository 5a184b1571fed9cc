public import LabCore
public import LabService

/// What a user, group, role or managed policy is found by: account and name without regard to case, because IAM lets no
/// two names of a kind differ in case alone.
///
/// - SeeAlso: IAM User Guide, "IAM identifiers", friendly names
public struct IdentityName: RowID, Codable {
    /// The account.
    public let account: AccountID
    /// The name in lower case.
    public let folded: String

    /// The key for `name`, in whatever case.
    public init(_ account: AccountID, _ name: String) {
        self.account = account
        folded = name.lowercased()
    }

    /// `account/name`.
    public var rowKey: String { "\(account)/\(folded)" }

    /// Orders by account, then by name without regard to case.
    public static func < (left: IdentityName, right: IdentityName) -> Bool {
        left.account == right.account ? left.folded < right.folded : left.account < right.account
    }
}
