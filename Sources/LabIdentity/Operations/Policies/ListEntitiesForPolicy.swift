public import LabCore
public import LabService

/// `ListEntitiesForPolicy`: who has a managed policy.
///
/// - SeeAlso: IAM API Reference, "ListEntitiesForPolicy"
public enum ListEntitiesForPolicy: PolicyQuery {
    /// `ListEntitiesForPolicy`.
    public static let name = "ListEntitiesForPolicy"

    /// Which policy, whom to list, and which page.
    public struct Input: PolicyNamingInput {
        /// The ARN.
        public var policyARN: String
        /// Only these.
        public var filter: EntityFilter?
        /// The path prefix; everything for `nil`.
        public var pathPrefix: String?
        /// Only those that use it for this.
        public var use: PolicyUse?
        /// The page.
        public var page: PageRequest

        /// Which policy, whom to list, and which page.
        public init(
            _ policyARN: String, filter: EntityFilter? = nil, pathPrefix: String? = nil, use: PolicyUse? = nil,
            page: PageRequest = PageRequest()
        ) {
            self.policyARN = policyARN
            self.filter = filter
            self.pathPrefix = pathPrefix
            self.use = use
            self.page = page
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            policyARN = members.policyARN()
            filter = members.enumeration("EntityFilter", EntityFilter.self)
            pathPrefix = members.path(named: "PathPrefix")
            use = members.enumeration("PolicyUsageFilter", PolicyUse.self)
            page = PageRequest(members)
        }

        /// Everything that was asked for.
        public var parameters: JSONObject {
            page.appended(
                to: JSONObject(present: [
                    "policyArn": .string(policyARN), "entityFilter": .text(filter?.rawValue),
                    "pathPrefix": .text(pathPrefix), "policyUsageFilter": .text(use?.rawValue),
                ]))
        }
    }

    /// One who has the policy.
    public struct Holder: Sendable, Hashable {
        /// `Group`, `Role` or `User`.
        public let title: String
        /// The name.
        public let name: String
        /// The unique id.
        public let uniqueID: String

        fileprivate init<Entity: IdentityEntity>(_ entity: Entity) {
            title = Entity.title
            name = entity.name
            uniqueID = entity.uniqueID
        }

        fileprivate var json: JSONValue {
            .object(JSONObject([("\(title)Name", .string(name)), ("\(title)Id", .string(uniqueID))]))
        }
    }

    /// A page, by kind.
    public struct Output: JSONOutput {
        /// The page.
        public let page: Listing<Holder>

        /// The members.
        public var json: JSONObject {
            func list(_ title: String) -> JSONValue {
                .array(page.elements.filter { $0.title == title }.map(\.json))
            }
            return page.appendEnd(
                to: ["PolicyGroups": list("Group"), "PolicyUsers": list("User"), "PolicyRoles": list("Role")])
        }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: PolicyTarget, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        var holders: [Holder] = []
        func add<Entity: IdentityEntity>(_ entities: [Entity], _ filter: EntityFilter) {
            guard input.filter == nil || input.filter == filter else { return }
            holders += entities.filter { has($0, input) }.map { Holder($0) }
        }
        add(state.entities(GroupRecord.self, of: call.account), .group)
        add(state.entities(RoleRecord.self, of: call.account), .role)
        add(state.entities(UserRecord.self, of: call.account), .user)
        return Output(page: try Listing(holders, input.page) { "\($0.title)/\($0.name.lowercased())" })
    }

    private static func has(_ entity: some IdentityEntity, _ input: Input) -> Bool {
        guard entity.path.hasPrefix(input.pathPrefix ?? "/") else { return false }
        let isAttached = entity.attachedPolicies.contains(input.policyARN)
        let isBounding = (entity as? any ActingEntity)?.boundary == input.policyARN
        switch input.use {
        case .permissions?: return isAttached
        case .boundary?: return isBounding
        case nil: return isAttached || isBounding
        }
    }
}

/// Kinds of things that listings can be limited to.
public enum EntityFilter: String, Sendable, CaseIterable {
    /// Users.
    case user = "User"
    /// Roles.
    case role = "Role"
    /// Groups.
    case group = "Group"
    /// The account's own managed policies.
    case localManagedPolicy = "LocalManagedPolicy"
    /// AWS's managed policies.
    case awsManagedPolicy = "AWSManagedPolicy"
}
