/// Who makes a request, as proved by its credentials.
///
/// This is identity only; what the principal may do is decided from policies elsewhere.
///
/// - SeeAlso: IAM User Guide, "AWS JSON policy elements: Principal"
public enum Principal: Hashable, Sendable, Codable {
    /// The root user of an account.
    case root(AccountID)
    /// An IAM user. `id` is its unique id (`AIDA…`), `path` starts and ends with `/`.
    case user(account: AccountID, path: String, name: String, id: String)
    /// A session of a role. `roleID` is the role's unique id (`AROA…`), `path` the role's path.
    case assumedRole(account: AccountID, path: String, role: String, roleID: String, session: String)
    /// An AWS service acting for itself, such as `cloudtrail.amazonaws.com`.
    case service(String)
    /// Nobody: a request without credentials.
    case anonymous

    /// The account that the principal belongs to; `nil` for services and anonymous requests.
    public var account: AccountID? {
        switch self {
        case .root(let account), .user(let account, _, _, _), .assumedRole(let account, _, _, _, _): account
        case .service, .anonymous: nil
        }
    }

    /// The ARN that AWS shows for the caller: the *session's* ARN for a role session.
    public var arn: String {
        switch self {
        case .root(let account): "arn:aws:iam::\(account):root"
        case .user(let account, let path, let name, _): "arn:aws:iam::\(account):user\(path)\(name)"
        case .assumedRole(let account, _, let role, _, let session):
            "arn:aws:sts::\(account):assumed-role/\(role)/\(session)"
        case .service(let name): name
        case .anonymous: "anonymous"
        }
    }

    /// The value of `aws:PrincipalArn`: the *role's* ARN for a role session, otherwise as ``arn``.
    public var policyARN: String {
        guard case .assumedRole(let account, let path, let role, _, _) = self else { return arn }
        return "arn:aws:iam::\(account):role\(path)\(role)"
    }

    /// The value of `aws:userid` and of a CloudTrail record's `principalId`.
    public var userID: String {
        switch self {
        case .root(let account): account.digits
        case .user(_, _, _, let id): id
        case .assumedRole(_, _, _, let roleID, let session): "\(roleID):\(session)"
        case .service(let name): name
        case .anonymous: "anonymous"
        }
    }

    /// The value of `aws:username`: present for IAM users only.
    public var userName: String? {
        guard case .user(_, _, let name, _) = self else { return nil }
        return name
    }

    /// The value of `aws:PrincipalType`.
    public var typeName: String {
        switch self {
        case .root: "Account"
        case .user: "User"
        case .assumedRole: "AssumedRole"
        case .service: "Service"
        case .anonymous: "Anonymous"
        }
    }
}
