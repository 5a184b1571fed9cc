public import LabCore
public import LabPolicy
public import LabService

/// `TagUser` and `TagRole`: tags on top of those there are.
///
/// - SeeAlso: IAM API Reference, "TagUser", "TagRole"
public enum TagEntity<Entity: ActingEntity>: EntityMutation {
    /// `TagUser`, `TagRole`.
    public static var name: String { "Tag\(Entity.title)" }

    /// Whom, and the tags.
    public struct Input: EntityNamingInput {
        /// The name.
        public var entityName: String
        /// The tags.
        public var tags: [IdentityTag]

        /// Whom, and the tags.
        public init(_ entityName: String, _ tags: [IdentityTag]) {
            self.entityName = entityName
            self.tags = tags
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            entityName = members.name(of: Entity.self)
            tags = members.requiredStructures("Tags", ...IdentityLimits.tagsPerEntity, of: IdentityTag.init)
        }

        /// Whom, and the tags.
        public var parameters: JSONObject {
            JSONObject(present: [Entity.auditName: .string(entityName), "tags": tags.auditValue])
        }
    }

    /// The tags of the request.
    public static func setOwnConditions(
        _ input: Input, on target: EntityTarget<Entity>, in context: inout ConditionContext
    ) {
        context.setRequestTags(input.tags)
    }

    /// Puts the tags on.
    public static func change(
        _ entity: inout Entity, _ input: Input, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        try TagRules.check(input.tags)
        entity.tags = TagRules.merge(input.tags, over: entity.tags)
        try TagRules.checkCount(entity.tags)
    }
}

/// `UntagUser` and `UntagRole`: takes tags off; keys that are not there are no mistake.
///
/// - SeeAlso: IAM API Reference, "UntagUser", "UntagRole"
public enum UntagEntity<Entity: ActingEntity>: EntityMutation {
    /// `UntagUser`, `UntagRole`.
    public static var name: String { "Untag\(Entity.title)" }

    /// Whom, and the tags' keys.
    public struct Input: EntityNamingInput {
        /// The name.
        public var entityName: String
        /// The tags' keys.
        public var tagKeys: [String]

        /// Whom, and the tags' keys.
        public init(_ entityName: String, _ tagKeys: [String]) {
            self.entityName = entityName
            self.tagKeys = tagKeys
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            entityName = members.name(of: Entity.self)
            tagKeys = members.tagKeys()
        }

        /// Whom, and the tags' keys.
        public var parameters: JSONObject {
            [Entity.auditName: .string(entityName), "tagKeys": .strings(tagKeys)]
        }
    }

    /// The keys of the request.
    public static func setOwnConditions(
        _ input: Input, on target: EntityTarget<Entity>, in context: inout ConditionContext
    ) {
        context.set("aws:TagKeys", input.tagKeys)
    }

    /// Takes the tags off.
    public static func change(
        _ entity: inout Entity, _ input: Input, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        entity.tags.removeAll { tag in input.tagKeys.contains { TagRules.hasSameKey(tag, $0) } }
    }
}

/// `ListUserTags` and `ListRoleTags`.
///
/// - SeeAlso: IAM API Reference, "ListUserTags", "ListRoleTags"
public enum ListEntityTags<Entity: ActingEntity>: EntityQuery {
    /// Whom, and which page.
    public typealias Input = EntityPageInput<Entity>
    /// Tags.
    public typealias Output = TagListing
    /// `ListUserTags`, `ListRoleTags`.
    public static var name: String { "List\(Entity.title)Tags" }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: EntityTarget<Entity>, in call: Call, state: IdentityState
    ) throws(ServiceError) -> TagListing {
        try TagListing(try target.require().tags, input.page)
    }
}

/// A page of tags, ascending by key.
public struct TagListing: JSONOutput {
    /// The page.
    public let page: Listing<IdentityTag>

    init(_ tags: [IdentityTag], _ request: PageRequest) throws(ServiceError) {
        let sorted = tags.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        page = try Listing(sorted, request, key: \.key)
    }

    /// The members.
    public var json: JSONObject { page.json("Tags", \.json) }
}

/// Tags for a user.
public typealias TagUser = TagEntity<UserRecord>
/// Tags for a role.
public typealias TagRole = TagEntity<RoleRecord>
/// Tags off a user.
public typealias UntagUser = UntagEntity<UserRecord>
/// Tags off a role.
public typealias UntagRole = UntagEntity<RoleRecord>
/// The tags of a user.
public typealias ListUserTags = ListEntityTags<UserRecord>
/// The tags of a role.
public typealias ListRoleTags = ListEntityTags<RoleRecord>
