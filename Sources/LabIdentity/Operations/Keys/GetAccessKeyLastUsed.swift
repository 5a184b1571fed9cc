public import LabCore
public import LabService

/// `GetAccessKeyLastUsed`: when, where and for what a key last signed.
///
/// - SeeAlso: IAM API Reference, "GetAccessKeyLastUsed"
public enum GetAccessKeyLastUsed: IAMQuery {
    /// `GetAccessKeyLastUsed`.
    public static let name = "GetAccessKeyLastUsed"
    /// The key, if it is the account's, and the ARN of the user that has it.
    public struct Target: Sendable {
        let key: AccessKeyRecord?
        let arn: String
    }

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
            accessKeyID = members.accessKeyID()
        }

        /// The key's id.
        public var parameters: JSONObject { ["accessKeyId": .string(accessKeyID)] }
    }

    /// Whose key, and its last use.
    public struct Output: JSONOutput {
        /// The key.
        public let key: AccessKeyRecord
        /// When, where and for what it last signed; `nil` when the trail remembers nothing.
        public let lastUse: AccessKeyUse?

        /// The members.
        public var json: JSONObject {
            let use = JSONObject(present: [
                "LastUsedDate": lastUse.map { .date($0.time) },
                "ServiceName": .string(lastUse?.serviceName ?? "N/A"),
                "Region": .string(lastUse?.region.code ?? "N/A"),
            ])
            return ["UserName": .string(key.shownUserName), "AccessKeyLastUsed": .object(use)]
        }
    }

    /// The account's key of this id. Policies see its user; `*` when nobody has it.
    public static func find(
        _ input: Input, in call: Call, on state: IdentityState
    ) throws(ServiceError) -> Target {
        guard let key = state.accessKeys[AccessKeyID(input.accessKeyID)], key.account == call.account else {
            return Target(key: nil, arn: "*")
        }
        let user = key.userName.flatMap { state.entity(UserRecord.self, named: $0, in: call.account) }
        return Target(key: key, arn: user?.arn ?? call.account.root.description)
    }

    /// The user that has the key.
    public static func resource(_ input: Input, _ target: Target, in call: Call) -> String { target.arn }

    /// Reads it.
    public static func perform(
        _ input: Input, on target: Target, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        guard let key = target.key else { throw IAMError.accessKeyNotFound(input.accessKeyID) }
        return Output(key: key, lastUse: call.usage?.accessKeys.lastUse(of: input.accessKeyID))
    }
}
