public import LabCore
import LabIdentity
public import LabService

extension WorldState {
    /// Somebody who exists, as a person names them: `root`, a user's or role's name, `user/NAME`, `role/NAME`,
    /// `role/NAME/SESSION`, each with `ACCOUNT/` in front for another account; an account's id for its root user; an ARN;
    /// a service such as `s3.amazonaws.com`.
    ///
    /// A role acts in a session called `kmslab` unless another name is given. A name that is both a user's and a role's
    /// means the user.
    ///
    /// - Throws: `UnknownPrincipal` for a name that nobody has.
    public func caller(named text: String, in account: AccountID = .standard) throws(ServiceError) -> Caller {
        if let caller = caller(arn: text) ?? caller(path: text, in: account) { return caller }
        if text.hasSuffix(".amazonaws.com"), !text.contains("/") { return Caller(.service(text)) }
        throw ServiceError(
            ServiceError.Code("UnknownPrincipal", 404), "there is nobody called `\(text)`",
            hint: "write root, a user's or role's name, role/NAME, ACCOUNT/NAME or an ARN")
    }

    /// A role by name, `role/NAME` or ARN.
    func role(named text: String, in account: AccountID) -> RoleRecord? {
        guard let caller = try? caller(named: text, in: account),
            case .assumedRole(let account, _, let name, _, _) = caller.principal
        else { return identity.entity(RoleRecord.self, named: text, in: account) }
        return identity.entity(RoleRecord.self, named: name, in: account)
    }

    private func caller(arn text: String) -> Caller? {
        guard let arn = ARN(text), let account = AccountID(arn.account) else { return nil }
        let parts = arn.resource.split(separator: "/").map(String.init)
        switch (arn.service, parts.first) {
        case ("iam", "root"): return Caller(.root(account))
        case ("iam", "user"): return user(parts.last ?? "", in: account).flatMap { $0.arn == text ? $0.caller : nil }
        case ("iam", "role"):
            return role(parts.last ?? "", in: account).flatMap { $0.arn == text ? $0.caller() : nil }
        case ("sts", "assumed-role") where parts.count == 3:
            return role(parts[1], in: account)?.caller(session: parts[2])
        default: return nil
        }
    }

    private func caller(path text: String, in account: AccountID) -> Caller? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if let other = parts.first.flatMap({ AccountID($0) }) {
            let rest = parts.dropFirst().joined(separator: "/")
            return rest.isEmpty ? Caller(.root(other)) : caller(path: rest, in: other)
        }
        switch (parts.first, parts.count) {
        case ("root", 1): return Caller(.root(account))
        case ("user", 2): return user(parts[1], in: account)?.caller
        case ("role", 2): return role(parts[1], in: account)?.caller()
        case ("role", 3): return role(parts[1], in: account)?.caller(session: parts[2])
        case (let name?, 1): return user(name, in: account)?.caller ?? role(name, in: account)?.caller()
        default: return nil
        }
    }

    private func user(_ name: String, in account: AccountID) -> UserRecord? {
        identity.entity(UserRecord.self, named: name, in: account)
    }

    private func role(_ name: String, in account: AccountID) -> RoleRecord? {
        identity.entity(RoleRecord.self, named: name, in: account)
    }

    /// Root, users and roles of an account, by the names that ``caller(named:in:)`` takes.
    func principalNames(of account: AccountID) -> [String] {
        let users = identity.entities(UserRecord.self, of: account).map(\.name)
        let roles = identity.entities(RoleRecord.self, of: account).map { "role/\($0.name)" }
        return ["root"] + users + roles
    }
}

extension UserRecord {
    fileprivate var caller: Caller { Caller(principal, tags: tags.values) }
}

extension RoleRecord {
    fileprivate func caller(session: String = "kmslab") -> Caller {
        Caller(principal(session: session), tags: tags.values, isMultiFactorAuthenticated: false)
    }
}

extension [IdentityTag] {
    /// Values by key.
    fileprivate var values: [String: String] {
        Dictionary(map { ($0.key, $0.value) }) { _, last in last }
    }
}
