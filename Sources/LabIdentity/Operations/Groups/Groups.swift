public import LabCore
public import LabService

/// `CreateGroup`: a new group, without members and policies.
///
/// - SeeAlso: IAM API Reference, "CreateGroup"
public enum CreateGroup: AccountWideOperation, IAMMutation {
    /// `CreateGroup`.
    public static let name = "CreateGroup"

    /// What the group should be.
    public struct Input: AuditedInput {
        /// The name.
        public var groupName: String
        /// The path; `/` for `nil`.
        public var path: String?

        /// What the group should be.
        public init(_ groupName: String, path: String? = nil) {
            self.groupName = groupName
            self.path = path
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            path = members.path()
            groupName = members.name(of: GroupRecord.self, isNew: true)
        }

        /// Path and name.
        public var parameters: JSONObject {
            JSONObject(present: ["path": .text(path), "groupName": .string(groupName)])
        }
    }

    /// The group.
    public typealias Output = EntityOutput<GroupRecord>

    /// The ARN that the group will have.
    public static func resource(_ input: Input, in call: Call) -> String {
        GroupRecord.arn(call.account, path: input.path ?? "/", name: input.groupName)
    }

    /// The name must be free.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        try NewEntity.check(GroupRecord.self, input.groupName, in: call, state)
    }

    /// Makes the group.
    public static func apply(
        _ input: Input, on target: Void, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> Output {
        let group = GroupRecord(
            account: call.account, path: input.path ?? "/", name: input.groupName,
            uniqueID: try UniqueID.make(.group, from: call.random), createdAt: call.now)
        state.groups.put(group)
        return Output(entity: group)
    }
}

/// `GetGroup`: a group and a page of its members.
///
/// - SeeAlso: IAM API Reference, "GetGroup"
public enum GetGroup: EntityQuery {
    /// A group and a page.
    public typealias Input = EntityPageInput<GroupRecord>
    /// `GetGroup`.
    public static let name = "GetGroup"

    /// A group and a page of its members.
    public struct Output: JSONOutput {
        /// The group.
        public let group: GroupRecord
        /// The page.
        public let members: Listing<UserRecord>

        /// The members.
        public var json: JSONObject {
            let users = members.elements.map { JSONValue.object($0.listingJSON) }
            return members.appendEnd(to: ["Group": .object(group.json), "Users": .array(users)])
        }
    }

    /// Reads them.
    public static func perform(
        _ input: Input, on target: EntityTarget<GroupRecord>, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let group = try target.require()
        return Output(group: group, members: try Listing(state.members(of: group), input.page, key: \.id.folded))
    }
}

/// `ListGroupsForUser`: the groups of a user.
///
/// - SeeAlso: IAM API Reference, "ListGroupsForUser"
public enum ListGroupsForUser: EntityQuery {
    /// A user and a page.
    public typealias Input = EntityPageInput<UserRecord>
    /// `ListGroupsForUser`.
    public static let name = "ListGroupsForUser"

    /// A page.
    public struct Output: JSONOutput {
        /// The page.
        public let page: Listing<GroupRecord>
        /// The members.
        public var json: JSONObject { page.json("Groups") { .object($0.listingJSON) } }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: EntityTarget<UserRecord>, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let groups = try target.require().groups.compactMap {
            state.entity(GroupRecord.self, named: $0, in: call.account)
        }
        let sorted = groups.sorted { $0.id < $1.id }
        return Output(page: try Listing(sorted, input.page, key: \.id.folded))
    }
}
