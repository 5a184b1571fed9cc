public import LabCore
public import LabPolicy
public import LabService

/// `PutUserPolicy`, `PutGroupPolicy`, `PutRolePolicy`: an inline policy, replacing the one of the same name.
///
/// - SeeAlso: IAM API Reference, "PutUserPolicy", "PutGroupPolicy", "PutRolePolicy"
public enum PutInlinePolicy<Entity: IdentityEntity>: EntityMutation {
    /// `PutUserPolicy`, `PutGroupPolicy`, `PutRolePolicy`.
    public static var name: String { "Put\(Entity.title)Policy" }

    /// Whose, under which name, and what it says.
    public struct Input: EntityNamingInput {
        /// The name.
        public var entityName: String
        /// The policy's name.
        public var policyName: String
        /// The document.
        public var document: String

        /// Whose, under which name, and what it says.
        public init(_ entityName: String, _ policyName: String, document: String) {
            self.entityName = entityName
            self.policyName = policyName
            self.document = document
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            entityName = members.name(of: Entity.self)
            policyName = members.policyName()
            document = members.document(named: "PolicyDocument")
        }

        /// Everything that was asked for.
        public var parameters: JSONObject {
            [
                Entity.auditName: .string(entityName), "policyName": .string(policyName),
                "policyDocument": .string(document),
            ]
        }
    }

    /// The boundary that there is.
    public static func setOwnConditions(
        _ input: Input, on target: EntityTarget<Entity>, in context: inout ConditionContext
    ) {
        context.setBoundary(of: target)
    }

    /// Puts it in; all inline policies together have a limit.
    public static func change(
        _ entity: inout Entity, _ input: Input, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        let kind = PolicyKind.identity(Entity.inlineForm)
        let document = try parse(input.document, kind, entity.name)
        entity.putInlinePolicy(InlinePolicy(name: input.policyName, document: document))
        let size = entity.inlinePolicies.reduce(0) { $0 + PolicyLimits.size(of: $1.document.text, as: kind) }
        guard size <= limit else { throw tooLarge(entity.name) }
    }

    private static func parse(
        _ text: String, _ kind: PolicyKind, _ name: String
    ) throws(ServiceError) -> PolicyDocument {
        do throws(PolicyError) {
            return try PolicyDocument(parsing: text, kind: kind)
        } catch {
            if case .tooLarge = error.cause { throw tooLarge(name) }
            throw IAMError.document(error)
        }
    }

    private static var limit: Int {
        switch Entity.inlineForm {
        case .managed: PolicyLimits.managedPolicyCharacters
        case .userInline: PolicyLimits.userInlineCharacters
        case .groupInline: PolicyLimits.groupInlineCharacters
        case .roleInline: PolicyLimits.roleInlineCharacters
        }
    }

    private static func tooLarge(_ name: String) -> ServiceError {
        IAMError.limitExceeded("Maximum policy size of \(limit) bytes exceeded for \(Entity.noun) \(name)")
    }
}

/// An input that names a user, group or role and one of its inline policies.
public struct InlinePolicyInput<Entity: IdentityEntity>: EntityNamingInput {
    /// The name.
    public var entityName: String
    /// The policy's name.
    public var policyName: String

    /// Whose, and which one.
    public init(_ entityName: String, _ policyName: String) {
        self.entityName = entityName
        self.policyName = policyName
    }

    /// Reads the members.
    public init(_ members: MemberReader) {
        entityName = members.name(of: Entity.self)
        policyName = members.policyName()
    }

    /// Whose, and which one.
    public var parameters: JSONObject {
        [Entity.auditName: .string(entityName), "policyName": .string(policyName)]
    }
}

/// `GetUserPolicy`, `GetGroupPolicy`, `GetRolePolicy`: an inline policy, percent-encoded.
///
/// - SeeAlso: IAM API Reference, "GetUserPolicy", "GetGroupPolicy", "GetRolePolicy"
public enum GetInlinePolicy<Entity: IdentityEntity>: EntityQuery {
    /// Whose, and which one.
    public typealias Input = InlinePolicyInput<Entity>
    /// `GetUserPolicy`, `GetGroupPolicy`, `GetRolePolicy`.
    public static var name: String { "Get\(Entity.title)Policy" }

    /// The policy.
    public struct Output: JSONOutput {
        /// Whose.
        public let entityName: String
        /// The policy.
        public let policy: InlinePolicy

        /// The members.
        public var json: JSONObject {
            [
                Entity.nameMember: .string(entityName), "PolicyName": .string(policy.name),
                "PolicyDocument": .string(PercentText.encode(policy.document.text)),
            ]
        }
    }

    /// Reads it.
    public static func perform(
        _ input: Input, on target: EntityTarget<Entity>, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let entity = try target.require()
        guard let policy = entity.inlinePolicy(input.policyName) else {
            throw IAMError.inlinePolicyNotFound(Entity.self, input.policyName)
        }
        return Output(entityName: entity.name, policy: policy)
    }
}

/// `DeleteUserPolicy`, `DeleteGroupPolicy`, `DeleteRolePolicy`.
///
/// - SeeAlso: IAM API Reference, "DeleteUserPolicy", "DeleteGroupPolicy", "DeleteRolePolicy"
public enum DeleteInlinePolicy<Entity: IdentityEntity>: EntityMutation {
    /// Whose, and which one.
    public typealias Input = InlinePolicyInput<Entity>
    /// `DeleteUserPolicy`, `DeleteGroupPolicy`, `DeleteRolePolicy`.
    public static var name: String { "Delete\(Entity.title)Policy" }

    /// The boundary that there is.
    public static func setOwnConditions(
        _ input: Input, on target: EntityTarget<Entity>, in context: inout ConditionContext
    ) {
        context.setBoundary(of: target)
    }

    /// Removes it, which must be there.
    public static func change(
        _ entity: inout Entity, _ input: Input, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        guard entity.inlinePolicy(input.policyName) != nil else {
            throw IAMError.inlinePolicyNotFound(Entity.self, input.policyName)
        }
        entity.inlinePolicies.removeAll { $0.name == input.policyName }
    }
}

/// `ListUserPolicies`, `ListGroupPolicies`, `ListRolePolicies`: the names of inline policies.
///
/// - SeeAlso: IAM API Reference, "ListUserPolicies", "ListGroupPolicies", "ListRolePolicies"
public enum ListInlinePolicies<Entity: IdentityEntity>: EntityQuery {
    /// Whose, and which page.
    public typealias Input = EntityPageInput<Entity>
    /// `ListUserPolicies`, `ListGroupPolicies`, `ListRolePolicies`.
    public static var name: String { "List\(Entity.title)Policies" }

    /// A page.
    public struct Output: JSONOutput {
        /// The page: names, ascending.
        public let page: Listing<String>
        /// The members.
        public var json: JSONObject { page.json("PolicyNames", JSONValue.string) }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: EntityTarget<Entity>, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let names = try target.require().inlinePolicies.map(\.name)
        return Output(page: try Listing(names.sorted(), input.page, key: \.self))
    }
}

/// An inline policy for a user.
public typealias PutUserPolicy = PutInlinePolicy<UserRecord>
/// An inline policy for a group.
public typealias PutGroupPolicy = PutInlinePolicy<GroupRecord>
/// An inline policy for a role.
public typealias PutRolePolicy = PutInlinePolicy<RoleRecord>
/// An inline policy of a user.
public typealias GetUserPolicy = GetInlinePolicy<UserRecord>
/// An inline policy of a group.
public typealias GetGroupPolicy = GetInlinePolicy<GroupRecord>
/// An inline policy of a role.
public typealias GetRolePolicy = GetInlinePolicy<RoleRecord>
/// An inline policy off a user.
public typealias DeleteUserPolicy = DeleteInlinePolicy<UserRecord>
/// An inline policy off a group.
public typealias DeleteGroupPolicy = DeleteInlinePolicy<GroupRecord>
/// An inline policy off a role.
public typealias DeleteRolePolicy = DeleteInlinePolicy<RoleRecord>
/// The inline policies of a user.
public typealias ListUserPolicies = ListInlinePolicies<UserRecord>
/// The inline policies of a group.
public typealias ListGroupPolicies = ListInlinePolicies<GroupRecord>
/// The inline policies of a role.
public typealias ListRolePolicies = ListInlinePolicies<RoleRecord>
