public import LabCore
public import LabCrypto
import LabPolicy
public import LabService

/// What an access key id stands for: the secret that its requests are signed with, and who they come from.
public struct Credential: Sendable {
    /// The access key id.
    public let accessKeyID: String
    /// The secret access key.
    public let secret: Sensitive<String>
    /// The token that has to come with a session's key; `nil` for long-term keys.
    public let sessionToken: Sensitive<String>?
    /// When the session ends, by the lab's clock; `nil` for long-term keys.
    public let expiry: Timestamp?
    /// Whether the key may sign. AWS answers for an inactive key as for an unknown one.
    public let isActive: Bool
    /// Who signs.
    public let caller: Caller
}

extension IdentityState {
    /// What `accessKeyID` stands for; `nil` when it stands for nothing.
    ///
    /// Two conventions save a beginner the first steps: `test` with the secret `test` is the root user of the standard
    /// account, and twelve digits with the secret `test` are the root user of that account. `isStrict` turns both off.
    ///
    /// A session's key is found for some time after its end, so that the wire can tell expired from unknown: compare
    /// ``Credential/expiry`` with the lab's time.
    ///
    /// - Throws: ``CryptoError`` when a sealed secret does not open.
    public func credential(
        for accessKeyID: String, isStrict: Bool = false
    ) throws(CryptoError) -> Credential? {
        let id = AccessKeyID(accessKeyID)
        if let key = accessKeys[id] { return try credential(of: key) }
        if let session = sessions[id] { return try credential(of: session) }
        return isStrict ? nil : Self.conventional(accessKeyID)
    }

    private static func conventional(_ accessKeyID: String) -> Credential? {
        guard let account = accessKeyID == "test" ? .standard : AccountID(accessKeyID) else { return nil }
        return Credential(
            accessKeyID: accessKeyID, secret: Sensitive("test"), sessionToken: nil, expiry: nil, isActive: true,
            caller: Caller(.root(account), accessKeyID: accessKeyID))
    }

    private func credential(of key: AccessKeyRecord) throws(CryptoError) -> Credential? {
        guard let (principal, tags) = owner(of: key) else { return nil }
        return Credential(
            accessKeyID: key.id.text, secret: try key.secret.open(name: AccessKeyRecord.sealName(key.id), by: sealer),
            sessionToken: nil, expiry: nil, isActive: key.status == .active,
            caller: Caller(principal, accessKeyID: key.id.text, tags: tags))
    }

    private func owner(of key: AccessKeyRecord) -> (Principal, tags: [String: String])? {
        guard let name = key.userName else { return (.root(key.account), [:]) }
        return entity(UserRecord.self, named: name, in: key.account).map { ($0.principal, TagRules.values($0.tags)) }
    }

    private func credential(of session: SessionRecord) throws(CryptoError) -> Credential? {
        guard let tags = currentTags(of: session.principal) else { return nil }
        let caller = Caller(
            session.principal, accessKeyID: session.id.text,
            tags: TagRules.values(TagRules.merge(session.tags, over: tags)), sessionStart: session.issuedAt,
            isMultiFactorAuthenticated: session.isMultiFactorAuthenticated,
            sessionPolicies: sessionPolicies(of: session).map(\.document.text),
            sourceIdentity: session.sourceIdentity)
        return Credential(
            accessKeyID: session.id.text,
            secret: try session.secret.open(name: SessionRecord.secretName(session.id), by: sealer),
            sessionToken: try session.token.open(name: SessionRecord.tokenName(session.id), by: sealer),
            expiry: session.expiry, isActive: true, caller: caller)
    }

    /// The tags that the user or role has now; `nil` for a user that is gone, whose sessions end with it. The sessions
    /// of a deleted role go on, without permissions.
    private func currentTags(of principal: Principal) -> [IdentityTag]? {
        switch principal {
        case .user(let account, _, let name, let id):
            entity(UserRecord.self, named: name, in: account).flatMap { $0.uniqueID == id ? $0.tags : nil }
        case .assumedRole(let account, _, let name, let id, _):
            entity(RoleRecord.self, named: name, in: account).flatMap { $0.uniqueID == id ? $0.tags : nil } ?? []
        case .root, .service, .anonymous: []
        }
    }
}
