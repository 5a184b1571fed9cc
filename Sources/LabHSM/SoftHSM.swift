public import LabCore
public import LabCrypto
public import LabKMS
import Synchronization

/// SoftHSM2 through PKCS#11: the HSMs behind the lab's CloudHSM key stores.
///
/// Every cluster is a token of its own, made when somebody first logs in to it: its label is the cluster's id and its
/// user PIN the password of `kmsuser`. Keys are made inside, cannot be read, and are used inside.
///
/// A token outlives the key store over it, as a cluster does: whoever connects to it later needs the same password.
/// Nothing is loaded and nothing is written before the first call, so that a lab without such key stores does not need
/// SoftHSM2 and does not notice it. Calls take turns.
public final class SoftHSM: HSM {
    private let installation: SoftHSMInstallation
    let random: any RandomSource
    private let opened = Mutex<OpenTokens?>(nil)

    /// SoftHSM2 with its tokens in `directory`, which is made with mode 0700 when it is first needed.
    ///
    /// - Important: SoftHSM2 takes the directory from the environment of the process, so a process has one `SoftHSM`,
    ///   made before other threads read the environment.
    public init(directory: String, random: any RandomSource) {
        installation = SoftHSMInstallation(directory: directory)
        installation.announce()
        self.random = random
    }

    /// Every cluster that is named is there, with two HSMs: in the lab they are made when they are first needed.
    ///
    /// - Throws: ``HSMError/notInstalled(hint:)`` when the library is not on this machine.
    public func cluster(_ id: String) throws(HSMError) -> HSMCluster {
        try locked { _ throws(PKCS11Error) in HSMCluster(certificate: id) }
    }

    /// Proves that cluster and password go together; makes the token if there is none yet.
    public func logIn(_ access: HSMAccess) throws(HSMError) {
        try locked { open throws(PKCS11Error) in
            // A token is logged in or not for a whole process, so an old session would take any password.
            open.logOut(of: access.clusterID)
            _ = try session(access, &open)
        }
    }

    /// Makes an AES key of 256 bits that cannot be read; its handle is its `CKA_ID` in hexadecimal digits.
    public func makeKey(_ access: HSMAccess) throws(HSMError) -> String {
        let id = try identifier()
        try locked { open throws(PKCS11Error) in try session(access, &open).makeKey(id: id) }
        return Hex.encode(id)
    }

    /// Destroys a key.
    public func destroyKey(_ handle: String, _ access: HSMAccess) throws(HSMError) {
        let id = Hex.decode(handle) ?? []
        try locked { open throws(PKCS11Error) in
            let session = try session(access, &open)
            if let key = try session.findKey(id: id) { try session.destroy(key) }
        }
    }

    /// Encrypts inside.
    public func seal(
        _ plaintext: UnsafeRawBufferPointer, with handle: String, nonce: [UInt8], authenticating header: [UInt8],
        _ access: HSMAccess
    ) throws(HSMError) -> [UInt8] {
        let sealed = try use(handle, access, capacity: plaintext.count + 16) {
            session, key, output throws(PKCS11Error) in
            try session.transform(plaintext, with: key, .encrypt, nonce: nonce, header: header, into: output)
        }
        return sealed.exportForResponse()
    }

    /// Decrypts inside.
    public func open(
        _ sealed: [UInt8], with handle: String, nonce: [UInt8], authenticating header: [UInt8], _ access: HSMAccess
    ) throws(HSMError) -> KeyMaterial {
        guard sealed.count >= 16 else { throw .authenticationFailed }
        return try sealed.withReadableBytes { bytes throws(HSMError) in
            do throws(HSMError) {
                return try use(handle, access, capacity: bytes.count) { session, key, output throws(PKCS11Error) in
                    try session.transform(bytes, with: key, .decrypt, nonce: nonce, header: header, into: output)
                }
            } catch .failed {
                // SoftHSM has no word of its own for a tag that does not hold.
                throw .authenticationFailed
            }
        }
    }

    /// Random bytes from the token's own generator.
    public func random(byteCount: Int, _ access: HSMAccess) throws(HSMError) -> KeyMaterial {
        try locked { open throws(PKCS11Error) in
            let session = try session(access, &open)
            return KeyMaterial(
                try SecureBytes(byteCount: byteCount) { buffer throws(PKCS11Error) in
                    try session.fillRandomly(buffer)
                })
        }
    }
}

extension SoftHSM {
    /// Finds a key and lets `body` write what it makes with it.
    private func use(
        _ handle: String, _ access: HSMAccess, capacity: Int,
        _ body: (PKCS11Session, UInt, UnsafeMutableRawBufferPointer) throws(PKCS11Error) -> Int
    ) throws(HSMError) -> KeyMaterial {
        let id = Hex.decode(handle) ?? []
        let made: KeyMaterial? = try locked { open throws(PKCS11Error) in
            let session = try session(access, &open)
            guard let key = try session.findKey(id: id) else { return nil }
            return KeyMaterial(
                try SecureBytes(capacity: capacity) { buffer throws(PKCS11Error) in try body(session, key, buffer) })
        }
        guard let made else { throw .noSuchKey }
        return made
    }

    /// Runs `body` with the tokens, one caller at a time; loads the library first if nobody has yet.
    func locked<Value: Sendable>(
        _ body: (inout OpenTokens) throws(PKCS11Error) -> Value
    ) throws(HSMError) -> Value {
        let result: Result<Value, HSMError> = opened.withLock { state in
            do throws(HSMError) {
                var tokens = if let state { state } else { OpenTokens(module: try installation.load()) }
                defer { state = tokens }
                return .success(try inHSM { () throws(PKCS11Error) in try body(&tokens) })
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func inHSM<Value>(_ body: () throws(PKCS11Error) -> Value) throws(HSMError) -> Value {
        do throws(PKCS11Error) {
            return try body()
        } catch {
            throw HSMError(error)
        }
    }
}

extension HSMError {
    /// What an answer of the module means.
    fileprivate init(_ error: PKCS11Error) {
        switch error {
        case .pinIncorrect: self = .invalidCredentials
        case .pinLocked: self = .userLocked
        case .pinNotInitialized: self = .noSuchUser
        default: self = .failed("PKCS#11 answered 0x\(String(error.code, radix: 16))")
        }
    }
}
