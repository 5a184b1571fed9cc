public import LabCore

/// One principal as a policy names it.
///
/// - SeeAlso: IAM User Guide, "AWS JSON policy elements: Principal"; AWS KMS Developer Guide, "Key policies"
public enum PrincipalPattern: Hashable, Sendable {
    /// `*`: everybody, also without credentials.
    case everyone
    /// An account, as its root ARN or its bare id: the account's own policies decide further.
    case account(AccountID)
    /// An IAM user.
    case user(account: AccountID, path: String, name: String)
    /// An IAM role, and so every session of it.
    case role(account: AccountID, path: String, name: String)
    /// One session of a role.
    case session(account: AccountID, role: String, session: String)
    /// A federated user's session.
    case federatedUser(account: AccountID, name: String)
    /// An AWS service.
    case service(String)
    /// An identity provider, by domain or ARN; only trust policies use it.
    case federated(String)
    /// An S3 canonical user id.
    case canonicalUser(String)
    /// The unique id of a user or role (`AIDA…`, `AROA…`): what is left of a deleted principal.
    case uniqueID(String)

    /// Parses `text` as the value of a principal of `type` (`AWS`, `Service`, `Federated`, `CanonicalUser`); fails when
    /// it is not well formed. Wildcards inside ARNs are not.
    public init?(type: String, text: String) {
        switch type {
        case "AWS":
            guard let pattern = Self.account(text) ?? Self.arn(text) else { return nil }
            self = pattern
        case "Service":
            guard Self.isServiceName(text) else { return nil }
            self = .service(text)
        case "Federated":
            guard !text.isEmpty else { return nil }
            self = .federated(text)
        case "CanonicalUser":
            guard text.utf8.count == 64, text.allSatisfy(\.isHexDigit) else { return nil }
            self = .canonicalUser(text)
        default:
            return nil
        }
    }

    private static func account(_ text: String) -> PrincipalPattern? {
        if text == "*" { return .everyone }
        if let account = AccountID(text) { return .account(account) }
        let isUniqueID =
            (16...128).contains(text.utf8.count) && (text.hasPrefix("AIDA") || text.hasPrefix("AROA"))
            && text.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
        return isUniqueID ? .uniqueID(text) : nil
    }

    private static func arn(_ text: String) -> PrincipalPattern? {
        guard let arn = ARN(text), arn.partition == "aws", arn.region.isEmpty, let account = AccountID(arn.account),
            !arn.resource.contains("*"), !arn.resource.contains("?")
        else { return nil }
        switch arn.service {
        case "iam": return entity(arn.resource, of: account)
        case "sts": return sessionEntity(arn.resource, of: account)
        default: return nil
        }
    }

    private static func entity(_ resource: String, of account: AccountID) -> PrincipalPattern? {
        if resource == "root" { return .account(account) }
        guard let slash = resource.firstIndex(of: "/"), let last = resource.lastIndex(of: "/") else { return nil }
        let path = String(resource[slash...last])
        let name = String(resource[resource.index(after: last)...])
        guard !name.isEmpty else { return nil }
        switch resource[..<slash] {
        case "user": return .user(account: account, path: path, name: name)
        case "role": return .role(account: account, path: path, name: name)
        default: return nil
        }
    }

    private static func sessionEntity(_ resource: String, of account: AccountID) -> PrincipalPattern? {
        let fields = resource.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard fields.allSatisfy({ !$0.isEmpty }) else { return nil }
        switch (fields[0], fields.count) {
        case ("assumed-role", 3): return .session(account: account, role: fields[1], session: fields[2])
        case ("federated-user", 2): return .federatedUser(account: account, name: fields[1])
        default: return nil
        }
    }

    private static func isServiceName(_ text: String) -> Bool {
        !text.isEmpty && text.contains(".")
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".")
                    || $0 == UInt8(ascii: "-")
            }
    }

    /// The account that the pattern names or whose principal it names.
    public var account: AccountID? {
        switch self {
        case .account(let account), .user(let account, _, _), .role(let account, _, _), .session(let account, _, _),
            .federatedUser(let account, _):
            account
        case .everyone, .service, .federated, .canonicalUser, .uniqueID: nil
        }
    }

    /// The text in its canonical form: accounts as root ARNs.
    public var text: String {
        switch self {
        case .everyone: "*"
        case .account(let account): account.root.description
        case .user(let account, let path, let name): "arn:aws:iam::\(account):user\(path)\(name)"
        case .role(let account, let path, let name): "arn:aws:iam::\(account):role\(path)\(name)"
        case .session(let account, let role, let session): "arn:aws:sts::\(account):assumed-role/\(role)/\(session)"
        case .federatedUser(let account, let name): "arn:aws:sts::\(account):federated-user/\(name)"
        case .service(let text), .federated(let text), .canonicalUser(let text), .uniqueID(let text): text
        }
    }

    /// The member of `Principal` that holds it.
    public var type: String {
        switch self {
        case .service: "Service"
        case .federated: "Federated"
        case .canonicalUser: "CanonicalUser"
        default: "AWS"
        }
    }
}
