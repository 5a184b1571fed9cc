public import LabCore
import LabPolicy
public import LabService

/// What an account alone names a row.
public struct AccountRowID: RowID, Codable {
    /// The account.
    public let account: AccountID

    /// The row of `account`.
    public init(_ account: AccountID) {
        self.account = account
    }

    /// The account's id.
    public var rowKey: String { account.digits }

    /// Orders by account.
    public static func < (left: AccountRowID, right: AccountRowID) -> Bool { left.account < right.account }
}

/// The alias of an account, for its sign-in page.
public struct AccountAliasRecord: Row {
    /// The table's name in the store.
    public static let table = "iam.accountAliases"

    /// The account.
    public let account: AccountID
    /// The alias.
    public let alias: String

    /// The account.
    public var id: AccountRowID { AccountRowID(account) }
}

/// The policies of an organization that reach one account; a world file sets them.
public struct OrganizationRecord: Row {
    /// The table's name in the store.
    public static let table = "iam.organizations"

    /// The policies of one level: the root, a unit, the account itself.
    public struct Level: Hashable, Sendable, Codable {
        /// The level's name.
        public let name: String
        /// Its policies.
        public let policies: [InlinePolicy]

        /// A level with its policies.
        public init(name: String, policies: [InlinePolicy]) {
            self.name = name
            self.policies = policies
        }

        /// The policies as the evaluator takes them.
        var attached: [AttachedPolicy] {
            policies.map { AttachedPolicy($0.document, name: $0.name, holder: .organization(name)) }
        }
    }

    /// The account.
    public let account: AccountID
    /// Whether it is the management account, which service and resource control policies do not reach.
    public let isManagement: Bool
    /// Service control policies, the root's level first.
    public let serviceControl: [Level]
    /// Resource control policies, the root's level first.
    public let resourceControl: [Level]

    /// The account.
    public var id: AccountRowID { AccountRowID(account) }

    /// An account's place in an organization.
    public init(
        account: AccountID, isManagement: Bool = false, serviceControl: [Level] = [], resourceControl: [Level] = []
    ) {
        self.account = account
        self.isManagement = isManagement
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
    }
}

/// A user or role that was deleted: policies that named it before show its unique id from then on.
public struct DeletedPrincipalRecord: Row {
    /// The table's name in the store.
    public static let table = "iam.deletedPrincipals"

    /// The unique id.
    public struct ID: RowID, Codable {
        /// The unique id.
        public let text: String

        init(_ text: String) {
            self.text = text
        }

        /// The unique id.
        public var rowKey: String { text }

        /// Orders by unique id.
        public static func < (left: ID, right: ID) -> Bool { left.text < right.text }
    }

    /// The unique id.
    public let id: ID
    /// The ARN; many may have had it, one after the other.
    public let arn: String
    /// When it was made.
    public let createdAt: Timestamp
    /// When it was deleted.
    public let deletedAt: Timestamp

    /// Those who had the ARN.
    public var group: String? { arn }
}
