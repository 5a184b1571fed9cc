public import LabCore
public import LabService

/// `GetPolicy`: a managed policy, without its document.
///
/// - SeeAlso: IAM API Reference, "GetPolicy"
public enum GetPolicy: PolicyQuery {
    /// A policy.
    public typealias Input = PolicyInput
    /// `GetPolicy`.
    public static let name = "GetPolicy"

    /// A policy and how often it is in use.
    public struct Output: JSONOutput {
        /// The policy.
        public let policy: PolicyRecord
        /// How often it is in use in the caller's account.
        public let usage: PolicyUsage
        /// The member.
        public var json: JSONObject { ["Policy": .object(policy.json(usage))] }
    }

    /// Reads it.
    public static func perform(
        _ input: Input, on target: PolicyTarget, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let policy = try target.require(in: call)
        return Output(policy: policy, usage: state.policyUsage(in: call.account)[policy.arn] ?? PolicyUsage())
    }
}

/// `DeletePolicy`: a policy that nobody has, with the only version that is left.
///
/// - SeeAlso: IAM API Reference, "DeletePolicy"
public enum DeletePolicy: PolicyOperation, IAMMutation {
    /// A policy.
    public typealias Input = PolicyInput
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DeletePolicy`.
    public static let name = "DeletePolicy"

    /// It must be the account's own, in nobody's use, and have one version.
    public static func check(
        _ input: Input, on target: PolicyTarget, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        let policy = try target.require(in: call)
        guard policy.account != nil else {
            throw IAMError.managedByAWS("iam:\(name)", target.arn, call.caller.principal)
        }
        guard (state.policyUsage(in: call.account)[policy.arn] ?? PolicyUsage()) == PolicyUsage() else {
            throw IAMError.deleteConflict("Cannot delete a policy attached to entities.")
        }
        guard policy.versions.count == 1 else {
            throw IAMError.deleteConflict(
                "This policy has more than one version. Before you delete a policy, you must delete the policy's "
                    + "versions. The default version is deleted with the policy.")
        }
    }

    /// Removes it.
    public static func apply(
        _ input: Input, on target: PolicyTarget, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        state.policies[try target.require(in: call).id] = nil
        return EmptyOutput()
    }
}

/// Which managed policies a listing is about.
public enum PolicyScope: String, Sendable, CaseIterable {
    /// All.
    case all = "All"
    /// AWS's.
    case aws = "AWS"
    /// The account's own.
    case local = "Local"
}

/// What managed policies are used for.
public enum PolicyUse: String, Sendable, CaseIterable {
    /// They give permissions.
    case permissions = "PermissionsPolicy"
    /// They bound permissions.
    case boundary = "PermissionsBoundary"
}

/// `ListPolicies`: the managed policies there are, ascending by name.
///
/// - SeeAlso: IAM API Reference, "ListPolicies"
public enum ListPolicies: AccountWideOperation, IAMQuery {
    /// `ListPolicies`.
    public static let name = "ListPolicies"

    /// Which policies, and which page.
    public struct Input: AuditedInput {
        /// Whose.
        public var scope: PolicyScope
        /// Whether only those in use.
        public var onlyAttached: Bool
        /// The path prefix; everything for `nil`.
        public var pathPrefix: String?
        /// Only those used for this.
        public var use: PolicyUse?
        /// The page.
        public var page: PageRequest

        /// Which policies, and which page.
        public init(
            scope: PolicyScope = .all, onlyAttached: Bool = false, pathPrefix: String? = nil, use: PolicyUse? = nil,
            page: PageRequest = PageRequest()
        ) {
            self.scope = scope
            self.onlyAttached = onlyAttached
            self.pathPrefix = pathPrefix
            self.use = use
            self.page = page
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            scope = members.enumeration("Scope", PolicyScope.self) ?? .all
            onlyAttached = members.bool("OnlyAttached") ?? false
            pathPrefix = members.policyPath(named: "PathPrefix")
            use = members.enumeration("PolicyUsageFilter", PolicyUse.self)
            page = PageRequest(members)
        }

        /// Everything that was asked for.
        public var parameters: JSONObject {
            page.appended(
                to: JSONObject(present: [
                    "scope": .string(scope.rawValue), "onlyAttached": .bool(onlyAttached),
                    "pathPrefix": .text(pathPrefix), "policyUsageFilter": .text(use?.rawValue),
                ]))
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        /// The page: policies and how often they are in use.
        public let page: Listing<Entry>
        /// The members.
        public var json: JSONObject {
            page.json("Policies") { .object($0.policy.json($0.usage, isListing: true)) }
        }
    }

    /// A policy and how often it is in use.
    public struct Entry: Sendable {
        /// The policy.
        public let policy: PolicyRecord
        /// How often it is in use.
        public let usage: PolicyUsage
    }

    /// All under the path.
    public static func resource(_ input: Input, in call: Call) -> String {
        "arn:aws:iam::\(call.account):policy\(input.pathPrefix ?? "/")"
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let usage = state.policyUsage(in: call.account)
        let entries = policies(input.scope, in: call, state)
            .filter { $0.path.hasPrefix(input.pathPrefix ?? "/") }
            .map { Entry(policy: $0, usage: usage[$0.arn] ?? PolicyUsage()) }
            .filter { isListed($0.usage, input) }
        return Output(page: try Listing(entries, input.page, key: \.sortKey))
    }

    private static func policies(_ scope: PolicyScope, in call: Call, _ state: IdentityState) -> [PolicyRecord] {
        let own = scope == .aws ? [] : state.managedPolicies(of: call.account)
        let others = scope == .local ? [] : AWSManagedPolicies.all
        return (own + others).sorted { Entry.sortKey($0) < Entry.sortKey($1) }
    }

    private static func isListed(_ usage: PolicyUsage, _ input: Input) -> Bool {
        switch input.use {
        case .permissions?: usage.attachments > 0 || (!input.onlyAttached && usage.boundaries == 0)
        case .boundary?: usage.boundaries > 0
        case nil: !input.onlyAttached || usage.attachments > 0
        }
    }
}

extension ListPolicies.Entry {
    fileprivate var sortKey: String { Self.sortKey(policy) }

    /// The account's own and AWS's may have one name.
    fileprivate static func sortKey(_ policy: PolicyRecord) -> String { "\(policy.id.folded) \(policy.arn)" }
}
