public import LabCore
public import LabService

/// Whom an operation is about that need not name a user: the named one, or who asks.
public enum UserOrRoot: Sendable {
    /// The root user of the account.
    case root(AccountID)
    /// A user, there or not.
    case user(EntityTarget<UserRecord>)

    /// The ARN.
    public var arn: String {
        switch self {
        case .root(let account): account.root.description
        case .user(let target): target.arn
        }
    }

    /// The user's name as key records have it; `nil` for the root user.
    ///
    /// - Throws: `NoSuchEntity` for a user that is not there.
    func requireKeyOwner() throws(ServiceError) -> String? {
        switch self {
        case .root: nil
        case .user(let target): try target.require().name
        }
    }
}

/// An input that may name a user.
public protocol OwnUserInput: AuditedInput {
    /// The user; who asks, for `nil`.
    var userName: String? { get }
}

/// An operation on a user that may be left out when the user asks for itself.
public protocol OwnUserOperation: IAMOperation where Target == UserOrRoot, Input: OwnUserInput {}

extension OwnUserOperation {
    /// The named user, or who asks.
    public static func find(
        _ input: Input, in call: Call, on state: IdentityState
    ) throws(ServiceError) -> UserOrRoot {
        if let name = input.userName { return .user(EntityTarget(name, in: call, on: state)) }
        switch call.caller.principal {
        case .root(let account): return .root(account)
        case .user(_, _, let name, _): return .user(EntityTarget(name, in: call, on: state))
        case .assumedRole, .service, .anonymous: throw IAMError.userNameNeeded
        }
    }

    /// The ARN.
    public static func resource(_ input: Input, _ target: UserOrRoot, in call: Call) -> String { target.arn }

    /// A named user must be there.
    public static func check(
        _ input: Input, on target: UserOrRoot, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        _ = try target.requireKeyOwner()
    }
}

/// `GetUser`: a user, or who asks.
///
/// - SeeAlso: IAM API Reference, "GetUser"
public enum GetUser: OwnUserOperation, IAMQuery {
    /// `GetUser`.
    public static let name = "GetUser"

    /// Which user.
    public struct Input: OwnUserInput {
        /// The user; who asks, for `nil`.
        public var userName: String?

        /// Which user.
        public init(_ userName: String? = nil) {
            self.userName = userName
        }

        /// Reads the member.
        public init(_ members: MemberReader) {
            userName = members.optionalUserName()
        }

        /// The name, if one was given.
        public var parameters: JSONObject { JSONObject(present: ["userName": .text(userName)]) }
    }

    /// A user.
    public struct Output: JSONOutput {
        /// Its members.
        public let user: JSONObject
        /// The member.
        public var json: JSONObject { ["User": .object(user)] }
    }

    /// Reads it.
    public static func perform(
        _ input: Input, on target: UserOrRoot, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        switch target {
        case .user(let target): Output(user: try target.require().json)
        case .root(let account): Output(user: root(of: account))
        }
    }

    /// The root user has neither name nor path. The day its account was made is the lab's own invention.
    private static func root(of account: AccountID) -> JSONObject {
        [
            "UserId": .string(account.digits), "Arn": .string(account.root.description),
            "CreateDate": .date(Timestamp(millisecondsSince1970: 1_577_836_800_000)),
        ]
    }
}
