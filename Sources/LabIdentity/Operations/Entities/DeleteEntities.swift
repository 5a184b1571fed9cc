public import LabCore
public import LabService

/// `DeleteUser`: a user that has nothing any more.
///
/// - SeeAlso: IAM API Reference, "DeleteUser"
public enum DeleteUser: EntityOperation, IAMMutation {
    /// A user.
    public typealias Input = EntityInput<UserRecord>
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DeleteUser`.
    public static let name = "DeleteUser"

    /// Neither policies nor keys nor groups may be left.
    public static func check(
        _ input: Input, on target: EntityTarget<UserRecord>, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        let user = try target.require()
        try DeletionRules.requireNoPolicies(user)
        guard state.accessKeys(of: user.name, in: user.account).isEmpty else {
            throw IAMError.deleteConflict("Cannot delete entity, must delete access keys first.")
        }
        guard user.groups.isEmpty else { throw DeletionRules.usersLeft }
    }

    /// Removes it.
    public static func apply(
        _ input: Input, on target: EntityTarget<UserRecord>, prepared: Void, in call: Call,
        to state: inout IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        let user = try target.requireModifiable()
        state.users[user.id] = nil
        state.noteDeletion(of: user, at: call.now)
        return EmptyOutput()
    }
}

/// `DeleteGroup`: a group without members and policies.
///
/// - SeeAlso: IAM API Reference, "DeleteGroup"
public enum DeleteGroup: EntityOperation, IAMMutation {
    /// A group.
    public typealias Input = EntityInput<GroupRecord>
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DeleteGroup`.
    public static let name = "DeleteGroup"

    /// Neither members nor policies may be left.
    public static func check(
        _ input: Input, on target: EntityTarget<GroupRecord>, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        let group = try target.require()
        guard state.members(of: group).isEmpty else { throw DeletionRules.usersLeft }
        try DeletionRules.requireNoPolicies(group)
    }

    /// Removes it.
    public static func apply(
        _ input: Input, on target: EntityTarget<GroupRecord>, prepared: Void, in call: Call,
        to state: inout IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        state.groups[try target.requireModifiable().id] = nil
        return EmptyOutput()
    }
}

/// `DeleteRole`: a role without policies. Its sessions go on, without permissions.
///
/// - SeeAlso: IAM API Reference, "DeleteRole"
public enum DeleteRole: EntityOperation, IAMMutation {
    /// A role.
    public typealias Input = EntityInput<RoleRecord>
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DeleteRole`.
    public static let name = "DeleteRole"

    /// No policies may be left.
    public static func check(
        _ input: Input, on target: EntityTarget<RoleRecord>, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        try DeletionRules.requireNoPolicies(try target.requireModifiable())
    }

    /// Removes it.
    public static func apply(
        _ input: Input, on target: EntityTarget<RoleRecord>, prepared: Void, in call: Call,
        to state: inout IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        let role = try target.requireModifiable()
        state.roles[role.id] = nil
        state.noteDeletion(of: role, at: call.now)
        return EmptyOutput()
    }
}

/// What has to be gone before a user, group or role can go.
enum DeletionRules {
    static let usersLeft = IAMError.deleteConflict("Cannot delete entity, must remove users from group first.")

    static func requireNoPolicies(_ entity: some IdentityEntity) throws(ServiceError) {
        guard entity.attachedPolicies.isEmpty else {
            throw IAMError.deleteConflict("Cannot delete entity, must detach all policies first.")
        }
        guard entity.inlinePolicies.isEmpty else {
            throw IAMError.deleteConflict("Cannot delete entity, must delete policies first.")
        }
    }
}
