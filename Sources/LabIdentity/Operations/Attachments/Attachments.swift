public import LabCore
public import LabPolicy
public import LabService

/// An input that names a user, group or role and a managed policy.
public struct AttachmentInput<Entity: IdentityEntity>: EntityNamingInput {
    /// The name.
    public var entityName: String
    /// The policy's ARN.
    public var policyARN: String

    /// Whom, and which policy.
    public init(_ entityName: String, _ policyARN: String) {
        self.entityName = entityName
        self.policyARN = policyARN
    }

    /// Reads the members.
    public init(_ members: MemberReader) {
        entityName = members.name(of: Entity.self, isNew: true)
        policyARN = members.policyARN()
    }

    /// Name and ARN.
    public var parameters: JSONObject {
        [Entity.auditName: .string(entityName), "policyArn": .string(policyARN)]
    }
}

/// `AttachUserPolicy`, `AttachGroupPolicy`, `AttachRolePolicy`: a managed policy takes effect. Attaching twice is
/// attaching once.
///
/// - SeeAlso: IAM API Reference, "AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy"
public enum AttachPolicy<Entity: IdentityEntity>: EntityMutation {
    /// Whom, and which policy.
    public typealias Input = AttachmentInput<Entity>
    /// `AttachUserPolicy`, `AttachGroupPolicy`, `AttachRolePolicy`.
    public static var name: String { "Attach\(Entity.title)Policy" }

    /// The policy, and the boundary that there is.
    public static func setOwnConditions(
        _ input: Input, on target: EntityTarget<Entity>, in context: inout ConditionContext
    ) {
        context.set("iam:PolicyARN", input.policyARN)
        context.setBoundary(of: target)
    }

    /// Attaches it; ten are the most.
    public static func change(
        _ entity: inout Entity, _ input: Input, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        let policy = try PolicyTarget(input.policyARN, on: state).requireAttachable(in: call)
        guard !entity.attachedPolicies.contains(policy.arn) else { return }
        guard entity.attachedPolicies.count < IdentityLimits.attachedPoliciesPerEntity else {
            throw IAMError.quota("PoliciesPer\(Entity.title)", IdentityLimits.attachedPoliciesPerEntity)
        }
        entity.attachedPolicies.append(policy.arn)
    }
}

/// `DetachUserPolicy`, `DetachGroupPolicy`, `DetachRolePolicy`.
///
/// - SeeAlso: IAM API Reference, "DetachUserPolicy", "DetachGroupPolicy", "DetachRolePolicy"
public enum DetachPolicy<Entity: IdentityEntity>: EntityMutation {
    /// Whom, and which policy.
    public typealias Input = AttachmentInput<Entity>
    /// `DetachUserPolicy`, `DetachGroupPolicy`, `DetachRolePolicy`.
    public static var name: String { "Detach\(Entity.title)Policy" }

    /// The policy, and the boundary that there is.
    public static func setOwnConditions(
        _ input: Input, on target: EntityTarget<Entity>, in context: inout ConditionContext
    ) {
        context.set("iam:PolicyARN", input.policyARN)
        context.setBoundary(of: target)
    }

    /// Detaches it, which must be attached.
    public static func change(
        _ entity: inout Entity, _ input: Input, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        guard PolicyARN(input.policyARN) != nil else { throw IAMError.invalidARN(input.policyARN) }
        guard entity.attachedPolicies.contains(input.policyARN) else {
            throw IAMError.policyNotFound(input.policyARN)
        }
        entity.attachedPolicies.removeAll { $0 == input.policyARN }
    }
}

/// `ListAttachedUserPolicies`, `ListAttachedGroupPolicies`, `ListAttachedRolePolicies`.
///
/// - SeeAlso: IAM API Reference, "ListAttachedUserPolicies", "ListAttachedGroupPolicies", "ListAttachedRolePolicies"
public enum ListAttachedPolicies<Entity: IdentityEntity>: EntityQuery {
    /// `ListAttachedUserPolicies`, `ListAttachedGroupPolicies`, `ListAttachedRolePolicies`.
    public static var name: String { "ListAttached\(Entity.title)Policies" }

    /// Whose, under which path, and which page.
    public struct Input: EntityNamingInput {
        /// The name.
        public var entityName: String
        /// The policies' path prefix; everything for `nil`.
        public var pathPrefix: String?
        /// The page.
        public var page: PageRequest

        /// Whose, under which path, and which page.
        public init(_ entityName: String, pathPrefix: String? = nil, page: PageRequest = PageRequest()) {
            self.entityName = entityName
            self.pathPrefix = pathPrefix
            self.page = page
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            entityName = members.name(of: Entity.self, isNew: true)
            pathPrefix = members.policyPath(named: "PathPrefix")
            page = PageRequest(members)
        }

        /// Everything that was asked for.
        public var parameters: JSONObject {
            page.appended(
                to: JSONObject(present: [
                    Entity.auditName: .string(entityName), "pathPrefix": .text(pathPrefix),
                ]))
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        /// The page: ARNs, ascending.
        public let page: Listing<String>
        /// The members.
        public var json: JSONObject { page.json("AttachedPolicies", AttachmentText.json) }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: EntityTarget<Entity>, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let prefix = input.pathPrefix ?? "/"
        let arns = try target.require().attachedPolicies.filter { PolicyARN($0)?.path.hasPrefix(prefix) ?? false }
        return Output(page: try Listing(arns.sorted(), input.page, key: \.self))
    }
}

/// How answers show an attached policy.
enum AttachmentText {
    static func json(_ arn: String) -> JSONValue {
        ["PolicyName": .string(PolicyARN(arn)?.name ?? arn), "PolicyArn": .string(arn)]
    }
}

extension ConditionContext {
    /// `iam:PermissionsBoundary`: the boundary that a user or role has now.
    mutating func setBoundary(of target: EntityTarget<some IdentityEntity>) {
        set("iam:PermissionsBoundary", (target.record as? any ActingEntity)?.boundary)
    }
}

/// A managed policy for a user.
public typealias AttachUserPolicy = AttachPolicy<UserRecord>
/// A managed policy for a group.
public typealias AttachGroupPolicy = AttachPolicy<GroupRecord>
/// A managed policy for a role.
public typealias AttachRolePolicy = AttachPolicy<RoleRecord>
/// A managed policy off a user.
public typealias DetachUserPolicy = DetachPolicy<UserRecord>
/// A managed policy off a group.
public typealias DetachGroupPolicy = DetachPolicy<GroupRecord>
/// A managed policy off a role.
public typealias DetachRolePolicy = DetachPolicy<RoleRecord>
/// The managed policies of a user.
public typealias ListAttachedUserPolicies = ListAttachedPolicies<UserRecord>
/// The managed policies of a group.
public typealias ListAttachedGroupPolicies = ListAttachedPolicies<GroupRecord>
/// The managed policies of a role.
public typealias ListAttachedRolePolicies = ListAttachedPolicies<RoleRecord>
