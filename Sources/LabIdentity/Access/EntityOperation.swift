public import LabCore
public import LabPolicy
public import LabService

/// What an operation on a user, group or role names: the name, and the record if there is one.
public struct EntityTarget<Entity: IdentityEntity>: Sendable {
    /// The account.
    public let account: AccountID
    /// The name as it was written.
    public let name: String
    /// The record; `nil` when the name is not taken.
    public let record: Entity?

    init(_ name: String, in call: Call, on state: IdentityState) {
        self.init(name, in: call.account, on: state)
    }

    init(_ name: String, in account: AccountID, on state: IdentityState) {
        self.account = account
        self.name = name
        record = state.entity(Entity.self, named: name, in: account)
    }

    /// The ARN; one with the path `/` for what is not there.
    public var arn: String { record?.arn ?? Entity.arn(account, name: name) }

    /// The record.
    ///
    /// - Throws: `NoSuchEntity` when there is none.
    func require() throws(ServiceError) -> Entity {
        guard let record else { throw IAMError.notFound(Entity.self, name) }
        return record
    }

    /// The record, if others than AWS may change it.
    ///
    /// - Throws: `NoSuchEntity`, `UnmodifiableEntity`.
    func requireModifiable() throws(ServiceError) -> Entity {
        let record = try require()
        try record.requireModifiable()
        return record
    }
}

/// An input that names a user, group or role.
public protocol EntityNamingInput: AuditedInput {
    /// What it names.
    associatedtype Entity: IdentityEntity
    /// The name.
    var entityName: String { get }
}

/// An operation on a user, group or role that exists.
public protocol EntityOperation: IAMOperation
where Target == EntityTarget<Entity>, Input: EntityNamingInput, Input.Entity == Entity {
    /// What it is about.
    associatedtype Entity
    /// Adds the operation's own condition keys to the tags of what it is about.
    static func setOwnConditions(_ input: Input, on target: Target, in context: inout ConditionContext)
}

extension EntityOperation {
    /// The name with its record.
    public static func find(
        _ input: Input, in call: Call, on state: IdentityState
    ) throws(ServiceError) -> EntityTarget<Entity> {
        EntityTarget(input.entityName, in: call, on: state)
    }

    /// The ARN.
    public static func resource(_ input: Input, _ target: EntityTarget<Entity>, in call: Call) -> String {
        target.arn
    }

    /// None of its own.
    public static func setOwnConditions(_ input: Input, on target: Target, in context: inout ConditionContext) {}

    /// The tags of what it is about, then the operation's own.
    public static func setConditions(
        _ input: Input, on target: EntityTarget<Entity>, state: IdentityState, in context: inout ConditionContext
    ) {
        if let record = target.record as? any ActingEntity { context.setResourceTags(record.tags) }
        setOwnConditions(input, on: target, in: &context)
    }

    /// The name must be taken.
    public static func check(
        _ input: Input, on target: EntityTarget<Entity>, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        _ = try target.require()
    }
}

/// An operation on a user, group or role that reads.
public protocol EntityQuery: EntityOperation, IAMQuery {}

/// An operation that changes a user, group or role and answers with nothing.
public protocol EntityMutation: EntityOperation, IAMMutation where Output == EmptyOutput {
    /// Changes it.
    ///
    /// - Throws: AWS's error when it cannot be.
    static func change(
        _ entity: inout Entity, _ input: Input, in call: Call, state: IdentityState) throws(ServiceError)
}

extension EntityMutation {
    /// Changes it, if others than AWS may, and keeps it.
    public static func apply(
        _ input: Input, on target: EntityTarget<Entity>, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        var entity = try target.requireModifiable()
        try change(&entity, input, in: call, state: state)
        state.put(entity)
        return EmptyOutput()
    }
}

/// An input that names a user, group or role and nothing else.
public struct EntityInput<Entity: IdentityEntity>: EntityNamingInput {
    /// The name.
    public var entityName: String

    /// A name.
    public init(_ entityName: String) {
        self.entityName = entityName
    }

    /// Reads the member.
    public init(_ members: MemberReader) {
        entityName = members.name(of: Entity.self)
    }

    /// The name.
    public var parameters: JSONObject { [Entity.auditName: .string(entityName)] }
}

/// An input that names a user, group or role and a page of what it has.
public struct EntityPageInput<Entity: IdentityEntity>: EntityNamingInput {
    /// The name.
    public var entityName: String
    /// The page.
    public var page: PageRequest

    /// A name and a page.
    public init(_ entityName: String, page: PageRequest = PageRequest()) {
        self.entityName = entityName
        self.page = page
    }

    /// Reads the members.
    public init(_ members: MemberReader) {
        entityName = members.name(of: Entity.self)
        page = PageRequest(members)
    }

    /// Name and page.
    public var parameters: JSONObject { page.appended(to: [Entity.auditName: .string(entityName)]) }
}

/// An answer that is a user, group or role.
public struct EntityOutput<Entity: IdentityEntity>: JSONOutput {
    /// The user, group or role.
    public let entity: Entity

    /// The member.
    public var json: JSONObject { [Entity.title: .object(entity.json)] }
}

/// What creating operations require.
enum NewEntity {
    /// Refuses a name that is taken in whatever case, and more than an account may have.
    static func check<Entity: IdentityEntity>(
        _ type: Entity.Type, _ name: String, in call: Call, _ state: IdentityState
    ) throws(ServiceError) {
        guard !state.isTaken(name, by: type, in: call.account) else { throw IAMError.alreadyExists(type, name) }
        guard state.entities(type, of: call.account).count < Entity.quota else {
            throw IAMError.quota("\(Entity.title)sPerAccount", Entity.quota)
        }
    }

    /// Refuses a boundary that is no policy of the account or of AWS.
    static func check(boundary: String?, in call: Call, _ state: IdentityState) throws(ServiceError) {
        guard let boundary else { return }
        _ = try PolicyTarget(boundary, on: state).requireAttachable(in: call)
    }
}
