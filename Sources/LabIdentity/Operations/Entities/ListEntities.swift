public import LabCore
public import LabService

/// An input that names a path prefix and a page.
public struct PathPageInput: AuditedInput {
    /// The path prefix; everything for `nil`.
    public var pathPrefix: String?
    /// The page.
    public var page: PageRequest

    /// A path prefix and a page.
    public init(pathPrefix: String? = nil, page: PageRequest = PageRequest()) {
        self.pathPrefix = pathPrefix
        self.page = page
    }

    /// Reads the members.
    public init(_ members: MemberReader) {
        pathPrefix = members.pathPrefix()
        page = PageRequest(members)
    }

    /// Prefix and page.
    public var parameters: JSONObject {
        page.appended(to: JSONObject(present: ["pathPrefix": .text(pathPrefix)]))
    }
}

/// `ListUsers`, `ListGroups`, `ListRoles`: those of the account under a path, ascending by name.
///
/// - SeeAlso: IAM API Reference, "ListUsers", "ListGroups", "ListRoles"
public enum ListEntities<Entity: IdentityEntity>: AccountWideOperation, IAMQuery {
    /// Path prefix and page.
    public typealias Input = PathPageInput
    /// `ListUsers`, `ListGroups`, `ListRoles`.
    public static var name: String { "List\(Entity.title)s" }

    /// A page.
    public struct Output: JSONOutput {
        /// The page.
        public let page: Listing<Entity>
        /// The members.
        public var json: JSONObject { page.json("\(Entity.title)s") { .object($0.listingJSON) } }
    }

    /// All under the path.
    public static func resource(_ input: Input, in call: Call) -> String {
        Entity.arn(call.account, path: input.pathPrefix ?? "/", name: "")
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let prefix = input.pathPrefix ?? "/"
        let listed = state.entities(Entity.self, of: call.account).filter { $0.path.hasPrefix(prefix) }
        return Output(page: try Listing(listed, input.page, key: \.id.folded))
    }
}

/// The users of the account.
public typealias ListUsers = ListEntities<UserRecord>
/// The groups of the account.
public typealias ListGroups = ListEntities<GroupRecord>
/// The roles of the account.
public typealias ListRoles = ListEntities<RoleRecord>
