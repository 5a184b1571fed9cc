import LabCore

/// The ways in which a request was allowed; several can be open at once.
struct AllowPaths: OptionSet, Hashable, Sendable {
    let rawValue: UInt16

    /// The account's root user may do everything in its account.
    static let root = AllowPaths(rawValue: 1 << 0)
    /// An identity policy allows, in the resource's own account.
    static let identity = AllowPaths(rawValue: 1 << 1)
    /// The resource's policy names the caller, or everybody.
    static let resourceDirect = AllowPaths(rawValue: 1 << 2)
    /// The resource's policy names the caller's role.
    static let resourceRole = AllowPaths(rawValue: 1 << 3)
    /// The resource's policy names the account, and an identity policy allows.
    static let resourceDelegated = AllowPaths(rawValue: 1 << 4)
    /// Across accounts: the resource's policy and an identity policy both allow.
    static let crossAccount = AllowPaths(rawValue: 1 << 5)
    /// A grant names the caller.
    static let grantDirect = AllowPaths(rawValue: 1 << 6)
    /// A grant names the caller's role.
    static let grantRole = AllowPaths(rawValue: 1 << 7)
    /// A grant names the account, and an identity policy allows.
    static let grantDelegated = AllowPaths(rawValue: 1 << 8)

    /// The paths that need an identity policy.
    static let needingIdentity: AllowPaths = [.identity, .resourceDelegated, .crossAccount, .grantDelegated]
    /// The paths that a boundary or a session policy limits.
    static let limited: AllowPaths = needingIdentity.union([.root, .resourceRole, .grantRole])
}

/// What a tally comes to under a service's rules.
struct Conclusion {
    let outcome: Decision.Outcome
    let stoppedAt: Layer?
    let paths: AllowPaths

    static func denied(at layer: Layer) -> Conclusion {
        Conclusion(outcome: .deniedImplicitly, stoppedAt: layer, paths: [])
    }
}

extension ServiceRules {
    /// The outcome for `action`, in lower case: an explicit deny ends everything, then the gates must be open, then one path must lead in.
    func conclude(_ tally: Tally, _ request: AccessRequest, action: String) -> Conclusion {
        if let layer = tally.denials.first {
            return Conclusion(outcome: .deniedExplicitly, stoppedAt: layer, paths: [])
        }
        if let layer = closedGate(tally, request, action: action) { return .denied(at: layer) }
        let situation = Situation(tally: tally, rules: self, request: request, action: action)
        let paths = situation.paths
        guard paths.isEmpty else { return Conclusion(outcome: .allowed, stoppedAt: nil, paths: paths) }
        return .denied(at: situation.obstacle)
    }

    /// The first layer that had to allow and did not: organization and endpoint policies never grant, but must not
    /// stand in the way.
    private func closedGate(_ tally: Tally, _ request: AccessRequest, action: String) -> Layer? {
        if request.principal.account != nil, !tally.serviceControlAllows { return .serviceControl }
        if resourceControlReaches(action), !tally.resourceControlAllows { return .resourceControl }
        if tally.hasVPCEndpoint, !tally.allows.contains(LayerSet(.vpcEndpoint)) { return .vpcEndpoint }
        return nil
    }
}

/// A tally together with who asks for what: the questions that the paths depend on.
private struct Situation {
    let tally: Tally
    let model: ServiceRules.Model
    let crossesAccounts: Bool
    /// Whether the service refuses the action to every other account.
    let staysInAccount: Bool
    let isIdentityOnly: Bool
    let isRoot: Bool
    let hasAccount: Bool
    let isAnonymous: Bool

    init(tally: Tally, rules: ServiceRules, request: AccessRequest, action: String) {
        self.tally = tally
        model = rules.model
        crossesAccounts = request.crossesAccounts
        staysInAccount = request.crossesAccounts && !rules.mayCrossAccounts(action)
        isIdentityOnly = rules.isIdentityOnly(action, on: request.resource)
        hasAccount = request.principal.account != nil
        isAnonymous = request.principal == .anonymous
        if case .root = request.principal { isRoot = true } else { isRoot = false }
    }

    private var boundaryAllows: Bool { !tally.hasBoundary || tally.allows.contains(LayerSet(.boundary)) }
    private var sessionAllows: Bool { !tally.hasSession || tally.allows.contains(LayerSet(.session)) }
    private var identityAllows: Bool { isRoot || tally.allows.contains(LayerSet(.identity)) }

    /// Whether boundary and session policies let through what they limit; callers without an account have neither.
    private var limitsAllow: Bool { !hasAccount || (boundaryAllows && sessionAllows) }

    /// Whether the caller's own account lets it do this.
    private var accountAllows: Bool { hasAccount && identityAllows && limitsAllow }

    /// The paths that lead in.
    var paths: AllowPaths {
        guard !staysInAccount, model == .resourcePolicy || !isAnonymous else { return [] }
        if isIdentityOnly { return accountAllows ? ownAccountPath : [] }
        var paths = grantPaths
        if crossesAccounts {
            if !tally.resourceReach.isEmpty, accountAllows { paths.insert(.crossAccount) }
            return paths
        }
        if model == .resourcePolicy, accountAllows { paths.insert(ownAccountPath) }
        if !tally.resourceReach.isDisjoint(with: .direct) { paths.insert(.resourceDirect) }
        if tally.resourceReach.contains(.role), limitsAllow { paths.insert(.resourceRole) }
        // Where identity policies count anyhow, naming the account adds nothing.
        if tally.resourceReach.contains(.account), accountAllows, model != .resourcePolicy {
            paths.insert(.resourceDelegated)
        }
        return paths
    }

    private var ownAccountPath: AllowPaths { isRoot ? .root : .identity }

    private var grantPaths: AllowPaths {
        var paths: AllowPaths = []
        if tally.grantReach.contains(.caller) { paths.insert(.grantDirect) }
        if tally.grantReach.contains(.role), limitsAllow { paths.insert(.grantRole) }
        if tally.grantReach.contains(.account), accountAllows { paths.insert(.grantDelegated) }
        return paths
    }

    /// The layer at which a request without a path stopped, as AWS's message names it.
    var obstacle: Layer {
        if staysInAccount { return model == .identityOnly ? .identity : .resource }
        guard hasAccount else { return isIdentityOnly ? .identity : .resource }
        let isOpened = !tally.resourceReach.isEmpty || !tally.grantReach.isEmpty
        let mustBeOpened = !isIdentityOnly && (model != .resourcePolicy || crossesAccounts)
        if mustBeOpened, !isOpened { return .resource }
        let needsIdentity = tally.resourceReach.union(tally.grantReach).isDisjoint(with: .role) || crossesAccounts
        if needsIdentity, !identityAllows { return .identity }
        if !boundaryAllows { return .boundary }
        return sessionAllows ? .identity : .session
    }
}
