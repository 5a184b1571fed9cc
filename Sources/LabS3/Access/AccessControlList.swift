public import LabCore
import LabCrypto

/// An access control list: grants to accounts and groups, beside policies. Off on new buckets.
///
/// - SeeAlso: Amazon S3 User Guide, "Access control list (ACL) overview"
public struct AccessControlList: Sendable, Hashable, Codable {
    /// What may be done.
    public enum Permission: String, Sendable, Hashable, Codable, CaseIterable {
        /// Everything below.
        case fullControl = "FULL_CONTROL"
        /// List the bucket, or read the object.
        case read = "READ"
        /// Make, overwrite and delete objects of the bucket.
        case write = "WRITE"
        /// Read the list.
        case readACP = "READ_ACP"
        /// Change the list.
        case writeACP = "WRITE_ACP"
    }

    /// To whom.
    public enum Grantee: Sendable, Hashable, Codable {
        /// An account.
        case account(AccountID)
        /// Everybody in the world.
        case allUsers
        /// Everybody who signs.
        case authenticatedUsers
        /// The service that writes access logs.
        case logDelivery

        /// The group's URI; `nil` for accounts.
        public var groupURI: String? {
            switch self {
            case .account: nil
            case .allUsers: "http://acs.amazonaws.com/groups/global/AllUsers"
            case .authenticatedUsers: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
            case .logDelivery: "http://acs.amazonaws.com/groups/s3/LogDelivery"
            }
        }

        /// The group with this URI.
        public init?(groupURI: String) {
            let groups: [Grantee] = [.allUsers, .authenticatedUsers, .logDelivery]
            guard let group = groups.first(where: { $0.groupURI == groupURI }) else { return nil }
            self = group
        }

        /// Whether strangers are meant.
        var isPublic: Bool { self == .allUsers || self == .authenticatedUsers }
    }

    /// One line of a list.
    public struct Grant: Sendable, Hashable, Codable {
        /// To whom.
        public let grantee: Grantee
        /// What.
        public let permission: Permission

        /// A grant.
        public init(_ grantee: Grantee, _ permission: Permission) {
            self.grantee = grantee
            self.permission = permission
        }
    }

    /// The lines.
    public let grants: [Grant]

    /// A list.
    public init(_ grants: [Grant]) {
        self.grants = grants
    }

    /// The list of something that only its owner may touch.
    public static func onlyOwner(_ owner: AccountID) -> AccessControlList {
        AccessControlList([Grant(.account(owner), .fullControl)])
    }

    /// Whether strangers are granted anything.
    var isPublic: Bool { grants.contains { $0.grantee.isPublic } }

    /// Whether the list says no more than that the owner may do everything.
    func isOnly(_ owner: AccountID) -> Bool { self == .onlyOwner(owner) }
}

/// The canonical user id of an account: 64 hexadecimal digits, as owners and grantees are shown.
///
/// AWS's ids mean nothing. The lab's end in the account's digits, so that an id can be read back without a register.
public enum CanonicalUserID {
    /// The id of an account.
    public static func of(_ account: AccountID) -> String {
        let digest = DigestAlgorithm.sha256.digest(of: Array("kmslab canonical user \(account)".utf8))
        return Hex.encode(digest).prefix(52) + account.digits
    }

    /// The account of an id; `nil` when the lab did not make it.
    public static func account(of id: String) -> AccountID? {
        guard let account = AccountID(id.suffix(12)), of(account) == id.lowercased() else { return nil }
        return account
    }
}
