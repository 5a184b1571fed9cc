public import LabCore
public import LabPolicy
public import LabService

/// The policies that bear on a caller, whatever it asks for: all layers but those of the resource.
public struct CallerPolicies: Hashable, Sendable {
    /// Identity policies: the user's or role's own first, then those of its groups.
    public var identity: [AttachedPolicy] = []
    /// The permissions boundary.
    public var boundary: AttachedPolicy?
    /// The session policies.
    public var session: [AttachedPolicy] = []
    /// Service control policies of the caller's account, level by level.
    public var serviceControl: [[AttachedPolicy]] = []
}

extension IdentityState {
    /// The policies that bear on `caller`. Documents were parsed when they were stored; this only gathers them.
    ///
    /// The root user has no identity policies: the evaluator knows what it may do. A user or role that was deleted, or
    /// made anew under the same name, has none either. Services and anonymous callers have none at all.
    public func policies(of caller: Caller) -> CallerPolicies {
        guard let account = caller.principal.account else { return CallerPolicies() }
        var policies = CallerPolicies()
        policies.serviceControl = serviceControl(of: account)
        addOwnPolicies(of: caller.principal, to: &policies)
        policies.session = sessionPolicies(of: caller)
        return policies
    }

    /// The resource control policies that reach the resources of an account, level by level.
    public func resourceControl(of account: AccountID) -> [[AttachedPolicy]] {
        organization(of: account)?.resourceControl.map(\.attached) ?? []
    }

    private func serviceControl(of account: AccountID) -> [[AttachedPolicy]] {
        organization(of: account)?.serviceControl.map(\.attached) ?? []
    }

    private func organization(of account: AccountID) -> OrganizationRecord? {
        organizations[AccountRowID(account)].flatMap { $0.isManagement ? nil : $0 }
    }

    private func addOwnPolicies(of principal: Principal, to policies: inout CallerPolicies) {
        switch principal {
        case .user(let account, _, let name, let id):
            guard let user = entity(UserRecord.self, named: name, in: account), user.uniqueID == id else { return }
            policies.identity = identityPolicies(of: user)
            policies.boundary = boundaryPolicy(of: user)
        case .assumedRole(let account, _, let name, let id, _):
            guard let role = entity(RoleRecord.self, named: name, in: account), role.uniqueID == id else { return }
            policies.identity = identityPolicies(of: role)
            policies.boundary = boundaryPolicy(of: role)
        case .root, .service, .anonymous: return
        }
    }

    /// The policies of a user, those of its groups included.
    func identityPolicies(of user: UserRecord) -> [AttachedPolicy] {
        let groups = user.groups.compactMap { entity(GroupRecord.self, named: $0, in: user.account) }
        return ownPolicies(of: user) + groups.flatMap { ownPolicies(of: $0) }
    }

    /// The policies of a role.
    func identityPolicies(of role: RoleRecord) -> [AttachedPolicy] { ownPolicies(of: role) }

    /// The inline and attached policies of a user, group or role.
    func ownPolicies(of entity: some IdentityEntity) -> [AttachedPolicy] {
        let inline = entity.inlinePolicies.map { AttachedPolicy($0.document, name: $0.name, holder: entity.holder) }
        return inline + entity.attachedPolicies.compactMap { managedPolicy($0)?.attached(to: entity.holder) }
    }

    /// The permissions boundary of a user or role. One that is not here bounds everything.
    func boundaryPolicy(of entity: some ActingEntity) -> AttachedPolicy? {
        entity.boundary.map { managedPolicy($0)?.attached(to: entity.holder) ?? SessionPolicies.nothing }
    }
}

extension IdentityState {
    /// The session policies of a caller: those of its session, or, for a session that is not kept here, of its texts.
    private func sessionPolicies(of caller: Caller) -> [AttachedPolicy] {
        guard let id = caller.accessKeyID, let session = sessions[AccessKeyID(id)] else {
            return caller.sessionPolicies.compactMap(SessionPolicies.parsed)
        }
        return sessionPolicies(of: session)
    }

    func sessionPolicies(of session: SessionRecord) -> [AttachedPolicy] {
        let holder = AttachedPolicy.Holder.session(session.principal.arn)
        let inline = session.policy.map { AttachedPolicy($0, name: "session policy", holder: holder) }
        let managed = session.policyARNs.compactMap { managedPolicy($0)?.attached(to: holder) }
        let policies = [inline].compactMap(\.self) + managed
        // A managed policy may have been deleted since, and a federated user may have none: what is limited by nothing
        // that exists may do nothing.
        let isLimited = session.policy != nil || !session.policyARNs.isEmpty || session.isWithoutPermissions
        return policies.isEmpty && isLimited ? [SessionPolicies.nothing] : policies
    }
}

/// Session policies that are not rows.
enum SessionPolicies {
    /// The session policy in `text`; one that allows nothing when it does not parse, so that a limit never gets lost.
    static func parsed(_ text: String) -> AttachedPolicy {
        guard let document = try? PolicyDocument(parsing: text, kind: .session) else { return nothing }
        return AttachedPolicy(document, name: "session policy", holder: .session("session"))
    }

    /// A policy that allows nothing, and denies nothing either: a resource's policy may still allow.
    static let nothing: AttachedPolicy = {
        let text = JSONValue.object([
            "Version": "2012-10-17",
            "Statement": [["Effect": "Allow", "Action": "kmslab:Nothing", "Resource": "*"]],
        ]).compactText
        guard let document = try? PolicyDocument(parsing: text, kind: .session) else {
            preconditionFailure("the policy that allows nothing does not parse")
        }
        return AttachedPolicy(document, name: "nothing is allowed", holder: .session("session"))
    }()
}
