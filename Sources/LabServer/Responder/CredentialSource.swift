public import LabCore
public import LabService
import LabWire
public import LabWorld

/// Knows what access key ids stand for.
public protocol CredentialSource: Sendable {
    /// What `accessKeyID` stands for; `nil` when nobody may sign with it.
    ///
    /// - Throws: when the lab cannot tell, for example because a sealed secret does not open.
    func credential(for accessKeyID: String, in lab: Lab) throws(ServiceError) -> KnownCredential?
}

/// What an access key id stands for.
public struct KnownCredential: Sendable {
    /// The access key id.
    public let accessKeyID: String
    /// The secret access key.
    public let secret: Sensitive<String>
    /// The token that has to come with a session's key; `nil` for long-term keys.
    public let sessionToken: Sensitive<String>?
    /// When the session ends, by the lab's clock; `nil` for long-term keys.
    public let expiry: Timestamp?
    /// Who signs.
    public let caller: Caller

    /// A credential.
    public init(
        accessKeyID: String, secret: Sensitive<String>, sessionToken: Sensitive<String>? = nil,
        expiry: Timestamp? = nil, caller: Caller
    ) {
        self.accessKeyID = accessKeyID
        self.secret = secret
        self.sessionToken = sessionToken
        self.expiry = expiry
        self.caller = caller
    }

    /// As the verifier wants it. It judges by the real clock, so the session's end is not its business.
    var signing: SigningCredential {
        SigningCredential(
            accessKeyID: accessKeyID, secret: secret.exposed, sessionToken: sessionToken?.exposed)
    }
}

/// The two conventions that save the first steps: `test` with the secret `test` is the root user of the standard
/// account, and twelve digits with the secret `test` are the root user of that account.
public struct ConventionalCredentials: CredentialSource {
    private let account: AccountID

    /// The conventions; `test` belongs to `account`.
    public init(account: AccountID = .standard) {
        self.account = account
    }

    /// The root user that the id stands for.
    public func credential(for accessKeyID: String, in lab: Lab) throws(ServiceError) -> KnownCredential? {
        guard let account = accessKeyID == "test" ? account : AccountID(accessKeyID) else { return nil }
        return KnownCredential(
            accessKeyID: accessKeyID, secret: Sensitive("test"),
            caller: Caller(.root(account), accessKeyID: accessKeyID))
    }
}

/// The owner of a home: whoever can read the server's token there (mode 0600) is the root user, under `--strict`, too.
/// The command line signs with it.
public struct OwnerCredentials: CredentialSource {
    /// The access key id that the command line uses.
    public static let accessKeyID = "kmslab-cli"

    private let token: Sensitive<String>
    private let account: AccountID

    /// The owner, known by the server's token.
    public init(token: Sensitive<String>, account: AccountID = .standard) {
        self.token = token
        self.account = account
    }

    /// The root user, for the command line's id.
    public func credential(for accessKeyID: String, in lab: Lab) throws(ServiceError) -> KnownCredential? {
        guard accessKeyID == Self.accessKeyID else { return nil }
        return KnownCredential(
            accessKeyID: accessKeyID, secret: token, caller: Caller(.root(account), accessKeyID: accessKeyID))
    }
}

/// Several sources; the first that knows an id decides.
public struct CredentialSources: CredentialSource {
    private let sources: [any CredentialSource]

    /// These sources, in this order.
    public init(_ sources: [any CredentialSource]) {
        self.sources = sources
    }

    /// What the first source that knows the id says.
    public func credential(for accessKeyID: String, in lab: Lab) throws(ServiceError) -> KnownCredential? {
        for source in sources {
            if let known = try source.credential(for: accessKeyID, in: lab) { return known }
        }
        return nil
    }
}
