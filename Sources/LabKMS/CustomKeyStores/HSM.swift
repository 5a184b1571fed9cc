public import LabCore
public import LabCrypto

/// The HSMs behind CloudHSM key stores: keys are made, kept and used inside and never come out.
///
/// Every call carries what it takes to log in, so that an implementation may lose its session and open another. Calls
/// block and may come from several threads at once.
public protocol HSM: Sendable {
    /// The cluster of this id.
    ///
    /// - Throws: ``HSMError/noSuchCluster``, ``HSMError/notInstalled(hint:)``.
    func cluster(_ id: String) throws(HSMError) -> HSMCluster
    /// Proves that cluster and password go together.
    func logIn(_ access: HSMAccess) throws(HSMError)
    /// Makes an AES key of 256 bits that cannot be read, and answers its handle, which lasts as long as the key.
    func makeKey(_ access: HSMAccess) throws(HSMError) -> String
    /// Destroys a key; one that is not there is no loss.
    func destroyKey(_ handle: String, _ access: HSMAccess) throws(HSMError)
    /// Encrypts with AES-GCM: `ciphertext ‖ tag (16)`.
    func seal(
        _ plaintext: UnsafeRawBufferPointer, with handle: String, nonce: [UInt8], authenticating header: [UInt8],
        _ access: HSMAccess
    ) throws(HSMError) -> [UInt8]
    /// Decrypts with AES-GCM.
    ///
    /// - Throws: ``HSMError/authenticationFailed`` when ciphertext or header were changed.
    func open(
        _ sealed: [UInt8], with handle: String, nonce: [UInt8], authenticating header: [UInt8], _ access: HSMAccess
    ) throws(HSMError) -> KeyMaterial
    /// Random bytes from the HSM's own generator.
    func random(byteCount: Int, _ access: HSMAccess) throws(HSMError) -> KeyMaterial
}

/// A cluster of HSMs, as far as the key service asks.
public struct HSMCluster: Hashable, Sendable {
    /// Whether it is initialized and active.
    public var isActive: Bool
    /// How many active HSMs it has: two are needed to make keys, one to use them.
    public var activeHSMs: Int
    /// What clusters with a common backup history share: their certificate.
    public var certificate: String
    /// The trust anchor; `nil` when any will do.
    public var trustAnchor: String?

    /// A cluster.
    public init(isActive: Bool = true, activeHSMs: Int = 2, certificate: String, trustAnchor: String? = nil) {
        self.isActive = isActive
        self.activeHSMs = activeHSMs
        self.certificate = certificate
        self.trustAnchor = trustAnchor
    }
}

/// What it takes to log in to a cluster as `kmsuser`.
public struct HSMAccess: Sendable {
    /// The cluster's id.
    public let clusterID: String
    /// The password.
    public let password: Sensitive<String>

    /// A cluster with a password.
    public init(clusterID: String, password: String) {
        self.clusterID = clusterID
        self.password = Sensitive(password)
    }
}

/// Why an HSM did not do what it was asked to.
public enum HSMError: Error, Hashable, Sendable {
    /// There is no HSM on this machine; the hint says how to get one.
    case notInstalled(hint: String)
    /// There is no such cluster.
    case noSuchCluster
    /// The cluster has no user `kmsuser`.
    case noSuchUser
    /// The password is wrong.
    case invalidCredentials
    /// Too many wrong passwords.
    case userLocked
    /// The cluster cannot be reached.
    case unreachable
    /// There is no such key.
    case noSuchKey
    /// Ciphertext or header were changed.
    case authenticationFailed
    /// Something else, in the module's own words.
    case failed(String)

    /// The code that a failed connection is described with.
    var connectionError: ConnectionErrorCode {
        switch self {
        case .noSuchCluster: .clusterNotFound
        case .noSuchUser: .userNotFound
        case .invalidCredentials: .invalidCredentials
        case .userLocked: .userLockedOut
        case .unreachable: .networkErrors
        case .notInstalled, .noSuchKey, .authenticationFailed, .failed: .internalError
        }
    }

    /// What a caller is told when a key cannot be used.
    var cause: String {
        switch self {
        case .notInstalled, .unreachable, .noSuchCluster: "The AWS CloudHSM cluster cannot be reached."
        case .noSuchUser, .invalidCredentials, .userLocked:
            "AWS KMS cannot log in to the AWS CloudHSM cluster as kmsuser."
        case .noSuchKey: "The key material in the AWS CloudHSM cluster cannot be found."
        case .authenticationFailed, .failed: "The AWS CloudHSM cluster cannot perform the operation."
        }
    }
}

/// No HSM: what a lab has unless it is given one.
public struct NoHSM: HSM {
    private let error: HSMError

    /// No HSM; `hint` says how to get one.
    public init(hint: String = "CloudHSM key stores need an HSM: install SoftHSM2 (`apt install softhsm2`)") {
        error = .notInstalled(hint: hint)
    }

    /// There is none.
    public func cluster(_ id: String) throws(HSMError) -> HSMCluster { throw error }
    /// There is none.
    public func logIn(_ access: HSMAccess) throws(HSMError) { throw error }
    /// There is none.
    public func makeKey(_ access: HSMAccess) throws(HSMError) -> String { throw error }
    /// There is none.
    public func destroyKey(_ handle: String, _ access: HSMAccess) throws(HSMError) { throw error }
    /// There is none.
    public func seal(
        _ plaintext: UnsafeRawBufferPointer, with handle: String, nonce: [UInt8], authenticating header: [UInt8],
        _ access: HSMAccess
    ) throws(HSMError) -> [UInt8] { throw error }
    /// There is none.
    public func open(
        _ sealed: [UInt8], with handle: String, nonce: [UInt8], authenticating header: [UInt8], _ access: HSMAccess
    ) throws(HSMError) -> KeyMaterial { throw error }
    /// There is none.
    public func random(byteCount: Int, _ access: HSMAccess) throws(HSMError) -> KeyMaterial { throw error }
}
