public import LabCore
public import LabPolicy
public import LabService

/// `CreateUser`: a new user, without credentials and without permissions.
///
/// - SeeAlso: IAM API Reference, "CreateUser"
public enum CreateUser: AccountWideOperation, IAMMutation {
    /// `CreateUser`.
    public static let name = "CreateUser"

    /// What the user should be.
    public struct Input: AuditedInput {
        /// The name.
        public var userName: String
        /// The path; `/` for `nil`.
        public var path: String?
        /// The ARN of the permissions boundary.
        public var boundary: String?
        /// The tags.
        public var tags: [IdentityTag]

        /// What the user should be.
        public init(_ userName: String, path: String? = nil, boundary: String? = nil, tags: [IdentityTag] = []) {
            self.userName = userName
            self.path = path
            self.boundary = boundary
            self.tags = tags
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            path = members.path()
            userName = members.name(of: UserRecord.self, isNew: true)
            boundary = members.boundary()
            tags = members.tags()
        }

        /// Everything that was asked for.
        public var parameters: JSONObject {
            JSONObject(present: [
                "path": .text(path), "userName": .string(userName), "permissionsBoundary": .text(boundary),
                "tags": tags.auditValue,
            ])
        }
    }

    /// The user.
    public typealias Output = EntityOutput<UserRecord>

    /// The ARN that the user will have.
    public static func resource(_ input: Input, in call: Call) -> String {
        UserRecord.arn(call.account, path: input.path ?? "/", name: input.userName)
    }

    /// Boundary and tags.
    public static func setConditions(
        _ input: Input, on target: Void, state: IdentityState, in context: inout ConditionContext
    ) {
        context.set("iam:PermissionsBoundary", input.boundary)
        context.setRequestTags(input.tags)
    }

    /// Tags take `iam:TagUser`, a boundary `iam:PutUserPermissionsBoundary`.
    public static func furtherActions(_ input: Input) -> [String] {
        (input.tags.isEmpty ? [] : ["TagUser"]) + (input.boundary == nil ? [] : ["PutUserPermissionsBoundary"])
    }

    /// The name must be free, the tags in order, the boundary there.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        try NewEntity.check(UserRecord.self, input.userName, in: call, state)
        try NewEntity.check(boundary: input.boundary, in: call, state)
        try TagRules.check(input.tags)
    }

    /// Makes the user.
    public static func apply(
        _ input: Input, on target: Void, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> Output {
        let user = UserRecord(
            account: call.account, path: input.path ?? "/", name: input.userName,
            uniqueID: try UniqueID.make(.user, from: call.random), createdAt: call.now, tags: input.tags,
            boundary: input.boundary)
        state.users.put(user)
        return Output(entity: user)
    }
}
