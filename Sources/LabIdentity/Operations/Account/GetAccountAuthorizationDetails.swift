public import LabCore
public import LabService

/// `GetAccountAuthorizationDetails`: everything that gives permissions in an account, page by page.
///
/// - SeeAlso: IAM API Reference, "GetAccountAuthorizationDetails"
public enum GetAccountAuthorizationDetails: AccountWideOperation, IAMQuery {
    /// `GetAccountAuthorizationDetails`.
    public static let name = "GetAccountAuthorizationDetails"

    /// What to show, and which page.
    public struct Input: AuditedInput {
        /// Only these; everything for none.
        public var filter: [EntityFilter]
        /// The page.
        public var page: PageRequest

        /// What to show, and which page.
        public init(filter: [EntityFilter] = [], page: PageRequest = PageRequest()) {
            self.filter = filter
            self.page = page
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            filter = members.enumerations("Filter", of: EntityFilter.self) ?? []
            page = PageRequest(members)
        }

        /// Filter and page.
        public var parameters: JSONObject {
            page.appended(to: filter.isEmpty ? [:] : ["filter": .strings(filter.map(\.rawValue))])
        }
    }

    /// One entry of any kind, ready to be shown.
    public struct Detail: Sendable {
        fileprivate let list: List
        fileprivate let name: String
        fileprivate let json: JSONObject

        fileprivate enum List: String, CaseIterable {
            case groups = "GroupDetailList"
            case policies = "Policies"
            case roles = "RoleDetailList"
            case users = "UserDetailList"
        }

        fileprivate var key: String { "\(list.rawValue)/\(name)" }
    }

    /// A page, by kind.
    public struct Output: JSONOutput {
        /// The page.
        public let page: Listing<Detail>

        /// The members.
        public var json: JSONObject {
            let lists = Detail.List.allCases.map { list in
                (list.rawValue, JSONValue.array(page.elements.filter { $0.list == list }.map { .object($0.json) }))
            }
            return page.appendEnd(to: JSONObject(lists))
        }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let kinds = input.filter.isEmpty ? Set(EntityFilter.allCases) : Set(input.filter)
        let details = AuthorizationDetails(account: call.account, state: state)
        let all = kinds.flatMap(details.all).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return Output(page: try Listing(all, input.page, key: \.key))
    }
}

/// Renders an account's users, groups, roles and policies with everything they have.
private struct AuthorizationDetails {
    typealias Detail = GetAccountAuthorizationDetails.Detail

    let account: AccountID
    let state: IdentityState

    func all(_ kind: EntityFilter) -> [Detail] {
        switch kind {
        case .user: state.entities(UserRecord.self, of: account).map(user)
        case .group: state.entities(GroupRecord.self, of: account).map(group)
        case .role: state.entities(RoleRecord.self, of: account).map(role)
        case .localManagedPolicy: policies(state.managedPolicies(of: account), onlyInUse: false)
        // AWS shows of its own policies those in use.
        case .awsManagedPolicy: policies(AWSManagedPolicies.all, onlyInUse: true)
        }
    }

    private func user(_ user: UserRecord) -> Detail {
        var json = user.json
        appendPolicies(of: user, to: &json)
        json["GroupList"] = .strings(user.groups)
        return Detail(list: .users, name: user.id.folded, json: json)
    }

    private func group(_ group: GroupRecord) -> Detail {
        var json = group.json
        appendPolicies(of: group, to: &json)
        return Detail(list: .groups, name: group.id.folded, json: json)
    }

    private func role(_ role: RoleRecord) -> Detail {
        var json = role.json
        // The detail's shape has no room for these two.
        json["Description"] = nil
        json["MaxSessionDuration"] = nil
        json["InstanceProfileList"] = []
        appendPolicies(of: role, to: &json)
        return Detail(list: .roles, name: role.id.folded, json: json)
    }

    private func appendPolicies<Entity: IdentityEntity>(of entity: Entity, to json: inout JSONObject) {
        json["\(Entity.title)PolicyList"] = .array(entity.inlinePolicies.map(\.json))
        json["AttachedManagedPolicies"] = .array(entity.attachedPolicies.map(AttachmentText.json))
    }

    private func policies(_ policies: [PolicyRecord], onlyInUse: Bool) -> [Detail] {
        let usage = state.policyUsage(in: account)
        return policies.filter { !onlyInUse || usage[$0.arn] != nil }.map { policy in
            var json = policy.json(usage[policy.arn] ?? PolicyUsage(), isListing: true)
            json["Description"] = .text(policy.description)
            json["PolicyVersionList"] = .array(
                policy.versions.reversed().map { .object(policy.json(of: $0, withDocument: true)) })
            return Detail(list: .policies, name: "\(policy.id.folded) \(policy.arn)", json: json)
        }
    }
}
