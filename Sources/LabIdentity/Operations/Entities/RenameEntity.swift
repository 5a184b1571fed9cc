public import LabCore
import LabPolicy
public import LabService

/// A user or group: what can be given another name or path.
public protocol RenamableEntity: IdentityEntity {
    /// The path.
    var path: String { get set }
    /// The name.
    var name: String { get set }
    /// Changes everything else that keeps the old name.
    static func follow(_ old: Self, to new: Self, in state: inout IdentityState)
}

extension UserRecord: RenamableEntity {
    /// The user's keys and sessions.
    public static func follow(_ old: UserRecord, to new: UserRecord, in state: inout IdentityState) {
        for var key in state.accessKeys(of: old.name, in: old.account) {
            key.userName = new.name
            state.accessKeys.put(key)
        }
        for session in state.sessions.rows(in: old.uniqueID) {
            state.sessions.put(session.acting(as: new.principal))
        }
    }
}

extension GroupRecord: RenamableEntity {
    /// The group's members.
    public static func follow(_ old: GroupRecord, to new: GroupRecord, in state: inout IdentityState) {
        for var user in state.members(of: old) {
            user.groups = user.groups.map { $0 == old.name ? new.name : $0 }.sorted()
            state.users.put(user)
        }
    }
}

/// `UpdateUser` and `UpdateGroup`: another name, another path. It takes the permission for the old ARN and the new one.
///
/// - SeeAlso: IAM API Reference, "UpdateUser", "UpdateGroup"
public enum RenameEntity<Entity: RenamableEntity>: EntityOperation, IAMMutation {
    /// `UpdateUser`, `UpdateGroup`.
    public static var name: String { "Update\(Entity.title)" }
    /// Nothing.
    public typealias Output = EmptyOutput

    /// Which one, and what it shall be called.
    public struct Input: EntityNamingInput {
        /// The name.
        public var entityName: String
        /// The new path; the old one for `nil`.
        public var newPath: String?
        /// The new name; the old one for `nil`.
        public var newName: String?

        /// Which one, and what it shall be called.
        public init(_ entityName: String, newPath: String? = nil, newName: String? = nil) {
            self.entityName = entityName
            self.newPath = newPath
            self.newName = newName
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            entityName = members.name(of: Entity.self)
            newPath = members.path(named: "NewPath")
            newName = members.string(
                "New\(Entity.nameMember)", Entity.nameLength, pattern: MemberReader.namePattern)
        }

        /// Old name, new path, new name.
        public var parameters: JSONObject {
            JSONObject(present: [
                Entity.auditName: .string(entityName), "newPath": .text(newPath),
                "new\(Entity.nameMember)": .text(newName),
            ])
        }
    }

    /// The action on the old ARN and on the new one.
    public static func demands(
        _ input: Input, on target: EntityTarget<Entity>, in call: Call, state: IdentityState
    ) -> [AccessDemand] {
        let path = input.newPath ?? target.record?.path ?? "/"
        let arns = [target.arn, Entity.arn(call.account, path: path, name: input.newName ?? input.entityName)]
        return (arns[0] == arns[1] ? [arns[0]] : arns).map {
            AccessDemand(action: "iam:\(name)", resource: $0, owner: call.account, rules: .identityOnly)
        }
    }

    /// It must be there, and the new name be free; a name that changes in case alone is its own.
    public static func check(
        _ input: Input, on target: EntityTarget<Entity>, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        let entity = try target.require()
        guard let newName = input.newName, IdentityName(call.account, newName) != entity.id else { return }
        guard !state.isTaken(newName, by: Entity.self, in: call.account) else {
            throw IAMError.alreadyExists(Entity.self, newName)
        }
    }

    /// Renames it, and everything that keeps its name.
    public static func apply(
        _ input: Input, on target: EntityTarget<Entity>, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        let old = try target.requireModifiable()
        var new = old
        new.name = input.newName ?? old.name
        new.path = input.newPath ?? old.path
        Entity.follow(old, to: new, in: &state)
        // Following may have touched the row itself, so only then does it move.
        state[keyPath: Entity.rows][old.id] = nil
        state.put(new)
        return EmptyOutput()
    }
}

/// Another name or path for a user.
public typealias UpdateUser = RenameEntity<UserRecord>
/// Another name or path for a group.
public typealias UpdateGroup = RenameEntity<GroupRecord>
