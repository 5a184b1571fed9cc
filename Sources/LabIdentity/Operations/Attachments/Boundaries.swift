public import LabCore
public import LabPolicy
public import LabService

/// `PutUserPermissionsBoundary` and `PutRolePermissionsBoundary`: the most that a user or role may ever do.
///
/// - SeeAlso: IAM API Reference, "PutUserPermissionsBoundary", "PutRolePermissionsBoundary"
public enum PutPermissionsBoundary<Entity: ActingEntity>: EntityMutation {
    /// `PutUserPermissionsBoundary`, `PutRolePermissionsBoundary`.
    public static var name: String { "Put\(Entity.title)PermissionsBoundary" }

    /// Whose, and which policy.
    public struct Input: EntityNamingInput {
        /// The name.
        public var entityName: String
        /// The policy's ARN.
        public var boundary: String

        /// Whose, and which policy.
        public init(_ entityName: String, _ boundary: String) {
            self.entityName = entityName
            self.boundary = boundary
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            entityName = members.name(of: Entity.self, isNew: true)
            boundary = members.requiredString("PermissionsBoundary", IdentityLimits.arnLength)
        }

        /// Whose, and which policy.
        public var parameters: JSONObject {
            [Entity.auditName: .string(entityName), "permissionsBoundary": .string(boundary)]
        }
    }

    /// The boundary that shall be.
    public static func setOwnConditions(
        _ input: Input, on target: EntityTarget<Entity>, in context: inout ConditionContext
    ) {
        context.set("iam:PermissionsBoundary", input.boundary)
    }

    /// Sets it; the policy must exist.
    public static func change(
        _ entity: inout Entity, _ input: Input, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        entity.boundary = try PolicyTarget(input.boundary, on: state).requireAttachable(in: call).arn
    }
}

/// `DeleteUserPermissionsBoundary` and `DeleteRolePermissionsBoundary`.
///
/// - SeeAlso: IAM API Reference, "DeleteUserPermissionsBoundary", "DeleteRolePermissionsBoundary"
public enum DeletePermissionsBoundary<Entity: ActingEntity>: EntityMutation {
    /// `DeleteUserPermissionsBoundary`, `DeleteRolePermissionsBoundary`.
    public static var name: String { "Delete\(Entity.title)PermissionsBoundary" }

    /// Whose.
    public struct Input: EntityNamingInput {
        /// The name.
        public var entityName: String

        /// Whose.
        public init(_ entityName: String) {
            self.entityName = entityName
        }

        /// Reads the member.
        public init(_ members: MemberReader) {
            entityName = members.name(of: Entity.self, isNew: true)
        }

        /// Whose.
        public var parameters: JSONObject { [Entity.auditName: .string(entityName)] }
    }

    /// The boundary that there is.
    public static func setOwnConditions(
        _ input: Input, on target: EntityTarget<Entity>, in context: inout ConditionContext
    ) {
        context.setBoundary(of: target)
    }

    /// Takes it away, which must be there.
    public static func change(
        _ entity: inout Entity, _ input: Input, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        guard entity.boundary != nil else {
            throw IAMError.noSuchEntity("The \(Entity.noun) \(entity.name) has no permissions boundary.")
        }
        entity.boundary = nil
    }
}

/// A boundary for a user.
public typealias PutUserPermissionsBoundary = PutPermissionsBoundary<UserRecord>
/// A boundary for a role.
public typealias PutRolePermissionsBoundary = PutPermissionsBoundary<RoleRecord>
/// A boundary off a user.
public typealias DeleteUserPermissionsBoundary = DeletePermissionsBoundary<UserRecord>
/// A boundary off a role.
public typealias DeleteRolePermissionsBoundary = DeletePermissionsBoundary<RoleRecord>
