public import LabCore
import LabPolicy
public import LabService

/// `GetCallerIdentity`: who asks. It takes no permission and cannot be denied.
///
/// - SeeAlso: STS API Reference, "GetCallerIdentity"
public enum GetCallerIdentity: STSOperation, Query {
    /// Nothing.
    public typealias Input = NoInput
    /// Nothing.
    public typealias Target = Void
    /// `GetCallerIdentity`.
    public static let name = "GetCallerIdentity"
    /// All of them.
    public static let servesEverySession = true

    /// Who asks.
    public struct Output: JSONOutput {
        /// The unique id.
        public let userID: String
        /// The account.
        public let account: AccountID
        /// The ARN.
        public let arn: String

        /// The members.
        public var json: JSONObject {
            ["UserId": .string(userID), "Account": .string(account.digits), "Arn": .string(arn)]
        }
    }

    /// Nothing to find.
    public static func find(_ input: Input, in call: Call, on state: IdentityState) throws(ServiceError) {}

    /// None.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) -> [AccessDemand] { [] }

    /// Answers.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let session = call.caller.accessKeyID.flatMap { state.sessions[AccessKeyID($0)] }
        if case .federated(let name)? = session?.kind {
            let user = FederatedUser(account: call.account, name: name)
            return Output(userID: user.id, account: call.account, arn: user.arn)
        }
        let principal = call.caller.principal
        return Output(userID: principal.userID, account: call.account, arn: principal.arn)
    }
}

/// `GetAccessKeyInfo`: the account of an access key, whether the key is active or not.
///
/// - SeeAlso: STS API Reference, "GetAccessKeyInfo"
public enum GetAccessKeyInfo: STSOperation, Query {
    /// Nothing.
    public typealias Target = Void
    /// `GetAccessKeyInfo`.
    public static let name = "GetAccessKeyInfo"

    /// Which key.
    public struct Input: AuditedInput {
        /// The key's id.
        public var accessKeyID: String

        /// Which key.
        public init(_ accessKeyID: String) {
            self.accessKeyID = accessKeyID
        }

        /// Reads the member.
        public init(_ members: MemberReader) {
            accessKeyID = members.requiredString(
                "AccessKeyId", IdentityLimits.accessKeyIDLength, pattern: "[\\w]*")
        }

        /// The key's id.
        public var parameters: JSONObject { ["accessKeyId": .string(accessKeyID)] }
    }

    /// An account.
    public struct Output: JSONOutput {
        /// The account.
        public let account: AccountID
        /// The member.
        public var json: JSONObject { ["Account": .string(account.digits)] }
    }

    /// Nothing to find.
    public static func find(_ input: Input, in call: Call, on state: IdentityState) throws(ServiceError) {}

    /// `sts:GetAccessKeyInfo`.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) -> [AccessDemand] {
        [AccessDemand(action: "sts:GetAccessKeyInfo", resource: "*", rules: .identityOnly)]
    }

    /// The account of a key that is here, or that its id carries.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let id = AccessKeyID(input.accessKeyID)
        let known = state.accessKeys[id]?.account ?? state.sessions[id]?.principal.account
        guard let account = known ?? id.account else { throw STSError.unknownAccessKey(id.text) }
        return Output(account: account)
    }
}
