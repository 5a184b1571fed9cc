public import LabCore
public import LabService

/// `GetRole`: a role.
///
/// - SeeAlso: IAM API Reference, "GetRole"
public enum GetRole: EntityQuery {
    /// A role.
    public typealias Input = EntityInput<RoleRecord>
    /// The role.
    public typealias Output = EntityOutput<RoleRecord>
    /// `GetRole`.
    public static let name = "GetRole"

    /// Reads it.
    public static func perform(
        _ input: Input, on target: EntityTarget<RoleRecord>, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        Output(entity: try target.require())
    }
}

/// `UpdateRole`: another description, another longest session.
///
/// - SeeAlso: IAM API Reference, "UpdateRole"
public enum UpdateRole: EntityMutation {
    /// `UpdateRole`.
    public static let name = "UpdateRole"

    /// Which role, and what changes.
    public struct Input: EntityNamingInput {
        /// A role.
        public typealias Entity = RoleRecord
        /// The name.
        public var entityName: String
        /// The new description; the old one for `nil`.
        public var description: String?
        /// The new longest session, in seconds; an hour for `nil`, as AWS has it.
        public var maxSessionSeconds: Int?

        /// Which role, and what changes.
        public init(_ entityName: String, description: String? = nil, maxSessionSeconds: Int? = nil) {
            self.entityName = entityName
            self.description = description
            self.maxSessionSeconds = maxSessionSeconds
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            entityName = members.name(of: RoleRecord.self)
            description = members.description()
            maxSessionSeconds = members.maxSessionSeconds()
        }

        /// Everything that was asked for.
        public var parameters: JSONObject {
            JSONObject(present: [
                "roleName": .string(entityName), "description": .text(description),
                "maxSessionDuration": .number(maxSessionSeconds),
            ])
        }
    }

    /// Changes both.
    public static func change(
        _ role: inout RoleRecord, _ input: Input, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        role.description = input.description ?? role.description
        role.maxSessionSeconds = input.maxSessionSeconds ?? IdentityLimits.standardMaxSessionSeconds
    }
}

/// `UpdateRoleDescription`: another description, in AWS's older way.
///
/// - SeeAlso: IAM API Reference, "UpdateRoleDescription"
public enum UpdateRoleDescription: EntityOperation, IAMMutation {
    /// The role.
    public typealias Output = EntityOutput<RoleRecord>
    /// `UpdateRoleDescription`.
    public static let name = "UpdateRoleDescription"

    /// Which role, and its description.
    public struct Input: EntityNamingInput {
        /// A role.
        public typealias Entity = RoleRecord
        /// The name.
        public var entityName: String
        /// The description.
        public var description: String

        /// Reads the members.
        public init(_ members: MemberReader) {
            entityName = members.name(of: RoleRecord.self)
            description = members.requiredString(
                "Description", IdentityLimits.descriptionLength, pattern: MemberReader.descriptionPattern)
        }

        /// Role and description.
        public var parameters: JSONObject {
            ["roleName": .string(entityName), "description": .string(description)]
        }
    }

    /// Changes it.
    public static func apply(
        _ input: Input, on target: EntityTarget<RoleRecord>, prepared: Void, in call: Call,
        to state: inout IdentityState
    ) throws(ServiceError) -> Output {
        var role = try target.requireModifiable()
        role.description = input.description
        state.roles.put(role)
        return Output(entity: role)
    }
}

/// `UpdateAssumeRolePolicy`: another trust policy.
///
/// - SeeAlso: IAM API Reference, "UpdateAssumeRolePolicy"
public enum UpdateAssumeRolePolicy: EntityMutation {
    /// `UpdateAssumeRolePolicy`.
    public static let name = "UpdateAssumeRolePolicy"

    /// Which role, and its trust policy.
    public struct Input: EntityNamingInput {
        /// A role.
        public typealias Entity = RoleRecord
        /// The name.
        public var entityName: String
        /// The trust policy.
        public var document: String

        /// Which role, and its trust policy.
        public init(_ entityName: String, document: String) {
            self.entityName = entityName
            self.document = document
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            entityName = members.name(of: RoleRecord.self)
            document = members.document(named: "PolicyDocument")
        }

        /// Role and document.
        public var parameters: JSONObject {
            ["roleName": .string(entityName), "policyDocument": .string(document)]
        }
    }

    /// Changes it.
    public static func change(
        _ role: inout RoleRecord, _ input: Input, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        role.trust = try Documents.parseTrust(input.document, state)
    }
}

/// `ListInstanceProfilesForRole`: none. The lab has no machines to give roles to, and an empty list is the truth.
///
/// - SeeAlso: IAM API Reference, "ListInstanceProfilesForRole"
public enum ListInstanceProfilesForRole: EntityQuery {
    /// A role and a page.
    public typealias Input = EntityPageInput<RoleRecord>
    /// `ListInstanceProfilesForRole`.
    public static let name = "ListInstanceProfilesForRole"

    /// An empty page.
    public struct Output: JSONOutput {
        /// The members.
        public var json: JSONObject { ["InstanceProfiles": [], "IsTruncated": false] }
    }

    /// Answers.
    public static func perform(
        _ input: Input, on target: EntityTarget<RoleRecord>, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        Output()
    }
}
