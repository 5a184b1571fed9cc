public import LabCore
public import LabPolicy
public import LabService

/// `CreateRole`: a new role, with a trust policy and without permissions.
///
/// - SeeAlso: IAM API Reference, "CreateRole"
public enum CreateRole: AccountWideOperation, IAMMutation {
    /// `CreateRole`.
    public static let name = "CreateRole"

    /// What the role should be.
    public struct Input: AuditedInput {
        /// The name.
        public var roleName: String
        /// The trust policy.
        public var trustPolicy: String
        /// The path; `/` for `nil`.
        public var path: String?
        /// The description.
        public var description: String?
        /// The longest session, in seconds; an hour for `nil`.
        public var maxSessionSeconds: Int?
        /// The ARN of the permissions boundary.
        public var boundary: String?
        /// The tags.
        public var tags: [IdentityTag]

        /// What the role should be.
        public init(
            _ roleName: String, trustPolicy: String, path: String? = nil, description: String? = nil,
            maxSessionSeconds: Int? = nil, boundary: String? = nil, tags: [IdentityTag] = []
        ) {
            self.roleName = roleName
            self.trustPolicy = trustPolicy
            self.path = path
            self.description = description
            self.maxSessionSeconds = maxSessionSeconds
            self.boundary = boundary
            self.tags = tags
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            path = members.path()
            roleName = members.name(of: RoleRecord.self, isNew: true)
            trustPolicy = members.document(named: "AssumeRolePolicyDocument")
            description = members.description()
            maxSessionSeconds = members.maxSessionSeconds()
            boundary = members.boundary()
            tags = members.tags()
        }

        /// Everything that was asked for.
        public var parameters: JSONObject {
            JSONObject(present: [
                "path": .text(path), "roleName": .string(roleName), "assumeRolePolicyDocument": .string(trustPolicy),
                "description": .text(description), "maxSessionDuration": .number(maxSessionSeconds),
                "permissionsBoundary": .text(boundary), "tags": tags.auditValue,
            ])
        }
    }

    /// The role.
    public typealias Output = EntityOutput<RoleRecord>

    /// The ARN that the role will have.
    public static func resource(_ input: Input, in call: Call) -> String {
        RoleRecord.arn(call.account, path: input.path ?? "/", name: input.roleName)
    }

    /// Boundary and tags.
    public static func setConditions(
        _ input: Input, on target: Void, state: IdentityState, in context: inout ConditionContext
    ) {
        context.set("iam:PermissionsBoundary", input.boundary)
        context.setRequestTags(input.tags)
    }

    /// Tags take `iam:TagRole`, a boundary `iam:PutRolePermissionsBoundary`.
    public static func furtherActions(_ input: Input) -> [String] {
        (input.tags.isEmpty ? [] : ["TagRole"]) + (input.boundary == nil ? [] : ["PutRolePermissionsBoundary"])
    }

    /// The name must be free, the trust policy in order, the boundary there.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        guard input.path?.hasPrefix(RoleRecord.servicePath) != true else {
            throw IAMError.invalidInput("The path \(RoleRecord.servicePath) belongs to roles that services make.")
        }
        try NewEntity.check(RoleRecord.self, input.roleName, in: call, state)
        try NewEntity.check(boundary: input.boundary, in: call, state)
        try TagRules.check(input.tags)
        _ = try Documents.parseTrust(input.trustPolicy, state)
    }

    /// Makes the role.
    public static func apply(
        _ input: Input, on target: Void, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> Output {
        let role = RoleRecord(
            account: call.account, path: input.path ?? "/", name: input.roleName,
            uniqueID: try UniqueID.make(.role, from: call.random), createdAt: call.now,
            trust: try Documents.parseTrust(input.trustPolicy, state), description: input.description,
            maxSessionSeconds: input.maxSessionSeconds ?? IdentityLimits.standardMaxSessionSeconds, tags: input.tags,
            boundary: input.boundary)
        state.roles.put(role)
        return Output(entity: role)
    }
}

extension MemberReader {
    /// `Description` of a role.
    func description() -> String? {
        string("Description", IdentityLimits.descriptionLength, pattern: Self.descriptionPattern)
    }

    /// `MaxSessionDuration`.
    func maxSessionSeconds() -> Int? { integer("MaxSessionDuration", IdentityLimits.maxSessionSeconds) }
}
