import LabCore

/// How a statement reaches the caller; it decides which other layers still limit what it allows.
///
/// - SeeAlso: IAM User Guide, "How AWS enforcement code logic evaluates requests", resource-based policies and implicit
///   denies
enum Reach: UInt8, Hashable, Sendable {
    /// Everybody is meant.
    case everyone
    /// The very caller is named: a user, a role session, a service, an account's root user.
    case caller
    /// The role is named that the caller is a session of.
    case role
    /// The caller's account is named.
    case account
}

/// A set of reaches.
struct ReachSet: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let everyone = ReachSet(.everyone)
    static let caller = ReachSet(.caller)
    static let role = ReachSet(.role)
    static let account = ReachSet(.account)
    static let direct: ReachSet = [.everyone, .caller]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ reach: Reach) {
        rawValue = 1 << reach.rawValue
    }
}

extension PrincipalPattern {
    /// How the pattern reaches `caller`; `nil` when it does not.
    func reach(_ caller: Principal) -> Reach? {
        switch (self, caller) {
        case (.everyone, _): .everyone
        case (.account(let wanted), .root(let account)): wanted == account ? .caller : nil
        case (.account(let wanted), _): wanted == caller.account ? .account : nil
        case (.user(let wanted, let wantedPath, let wantedName), .user(let account, let path, let name, _)):
            wanted == account && wantedName == name && wantedPath == path ? .caller : nil
        case (.role(let wanted, let wantedPath, let wantedName), .assumedRole(let account, let path, let role, _, _)):
            wanted == account && wantedName == role && wantedPath == path ? .role : nil
        case (.session(let wanted, let wantedRole, let name), .assumedRole(let account, _, let role, _, let session)):
            wanted == account && wantedRole == role && name == session ? .caller : nil
        case (.service(let wanted), .service(let name)): wanted == name ? .caller : nil
        case (.uniqueID(let wanted), .user(_, _, _, let id)): wanted == id ? .caller : nil
        case (.uniqueID(let wanted), .assumedRole(_, _, _, let id, _)): wanted == id ? .role : nil
        default: nil
        }
    }
}

extension PrincipalClause {
    /// How the clause reaches `caller`; `nil` when it does not.
    ///
    /// `NotPrincipal` follows AWS's warnings: with `Deny` it spares only callers of whom *every* identity is listed (the
    /// user or session, its role, its account) and who have no permissions boundary; with `Allow` it reaches everybody
    /// of whom none is.
    func reach(_ caller: Principal, effect: Effect, hasBoundary: Bool) -> Reach? {
        let reaches = patterns.reduce(into: ReachSet()) { set, pattern in
            if let reach = pattern.reach(caller) { set.insert(ReachSet(reach)) }
        }
        guard isNegated else { return reaches.strongest }
        if effect == .allow { return reaches.isEmpty ? .everyone : nil }
        let isSpared = reaches.contains(.everyone) || (reaches.isSuperset(of: caller.identities) && !hasBoundary)
        return isSpared ? nil : .everyone
    }
}

extension ReachSet {
    /// The reach that gives most: nothing limits `everyone` and `caller`.
    var strongest: Reach? {
        if contains(.caller) { return .caller }
        if contains(.everyone) { return .everyone }
        if contains(.role) { return .role }
        return contains(.account) ? .account : nil
    }
}

extension Principal {
    /// The reaches by which a policy can name the principal.
    fileprivate var identities: ReachSet {
        switch self {
        case .root, .service, .anonymous: .caller
        case .user: [.caller, .account]
        case .assumedRole: [.caller, .role, .account]
        }
    }
}
