public import LabCore
public import LabService

/// The input of AddUserToGroup and RemoveUserFromGroup.
public struct MembershipInput: EntityNamingInput {
    /// The group.
    public typealias Entity = GroupRecord
    /// The group's name.
    public var entityName: String
    /// The user's name.
    public var userName: String

    /// A group and a user.
    public init(group: String, user: String) {
        entityName = group
        userName = user
    }

    /// Reads the members.
    public init(_ members: MemberReader) {
        entityName = members.name(of: GroupRecord.self)
        userName = members.name(of: UserRecord.self)
    }

    /// Group and user.
    public var parameters: JSONObject { ["groupName": .string(entityName), "userName": .string(userName)] }
}

/// A change of who is in a group. The permission is one on the group.
public protocol MembershipMutation: EntityOperation, IAMMutation
where Entity == GroupRecord, Input == MembershipInput, Output == EmptyOutput {
    /// The user's groups after the change, from those before.
    ///
    /// - Throws: AWS's error when it cannot be.
    static func change(_ groups: [String], group: String, user: String) throws(ServiceError) -> [String]
}

extension MembershipMutation {
    /// Group and user must be there.
    public static func check(
        _ input: Input, on target: EntityTarget<GroupRecord>, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        _ = try target.require()
        _ = try EntityTarget<UserRecord>(input.userName, in: call, on: state).require()
    }

    /// Changes the user's groups.
    public static func apply(
        _ input: Input, on target: EntityTarget<GroupRecord>, prepared: Void, in call: Call,
        to state: inout IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        var user = try EntityTarget<UserRecord>(input.userName, in: call, on: state).require()
        user.groups = try change(user.groups, group: try target.require().name, user: user.name)
        state.users.put(user)
        return EmptyOutput()
    }
}

/// `AddUserToGroup`: lets a user have a group's policies. Adding twice is adding once.
///
/// - SeeAlso: IAM API Reference, "AddUserToGroup"
public enum AddUserToGroup: MembershipMutation {
    /// `AddUserToGroup`.
    public static let name = "AddUserToGroup"

    /// Adds the group; ten are the most.
    public static func change(
        _ groups: [String], group: String, user: String
    ) throws(ServiceError) -> [String] {
        guard !groups.contains(group) else { return groups }
        guard groups.count < IdentityLimits.groupsPerUser else {
            throw IAMError.quota("GroupsPerUser", IdentityLimits.groupsPerUser)
        }
        return (groups + [group]).sorted()
    }
}

/// `RemoveUserFromGroup`.
///
/// - SeeAlso: IAM API Reference, "RemoveUserFromGroup"
public enum RemoveUserFromGroup: MembershipMutation {
    /// `RemoveUserFromGroup`.
    public static let name = "RemoveUserFromGroup"

    /// Removes the group, which must be one of the user's.
    public static func change(
        _ groups: [String], group: String, user: String
    ) throws(ServiceError) -> [String] {
        guard groups.contains(group) else {
            throw IAMError.noSuchEntity("User \(user) is not in group \(group).")
        }
        return groups.filter { $0 != group }
    }
}
