import LabCore
import LabCrypto
import LabKMS
import Synchronization

/// An HSM in memory that does what a test tells it to: real AES-GCM, scripted failures.
final class ScriptedHSM: HSM {
    struct Script: Sendable {
        var clusters: [String: HSMCluster] = [:]
        var password = "kmsuser-password"
        var failure: HSMError?
    }

    let script: Mutex<Script>
    private let keys = Mutex<[String: KeyMaterial]>([:])
    private let random = OpenSSLRandom()

    init(_ script: Script) {
        self.script = Mutex(script)
    }

    var handles: [String] { keys.withLock { Array($0.keys) } }

    func cluster(_ id: String) throws(HSMError) -> HSMCluster {
        guard let cluster = script.withLock({ $0.clusters[id] }) else { throw .noSuchCluster }
        return cluster
    }

    func logIn(_ access: HSMAccess) throws(HSMError) {
        if let failure = script.withLock({ $0.failure }) { throw failure }
        guard script.withLock({ $0.password }) == access.password.exposed else { throw .invalidCredentials }
    }

    func makeKey(_ access: HSMAccess) throws(HSMError) -> String {
        try logIn(access)
        guard let key = try? KeyMaterial.random(byteCount: 32, from: random), let id = try? random.uuid() else {
            throw .failed("no randomness")
        }
        keys.withLock { $0[id] = key }
        return id
    }

    func destroyKey(_ handle: String, _ access: HSMAccess) throws(HSMError) {
        keys.withLock { $0[handle] = nil }
    }

    func seal(
        _ plaintext: UnsafeRawBufferPointer, with handle: String, nonce: [UInt8], authenticating header: [UInt8],
        _ access: HSMAccess
    ) throws(HSMError) -> [UInt8] {
        try logIn(access)
        guard let key = keys.withLock({ $0[handle] }) else { throw .noSuchKey }
        guard let nonce = try? AESGCM.Nonce(nonce),
            let sealed = try? AESGCM.seal(plaintext, key: key, nonce: nonce, authenticating: header)
        else { throw .failed("AES-GCM") }
        return sealed
    }

    func open(
        _ sealed: [UInt8], with handle: String, nonce: [UInt8], authenticating header: [UInt8], _ access: HSMAccess
    ) throws(HSMError) -> KeyMaterial {
        try logIn(access)
        guard let key = keys.withLock({ $0[handle] }) else { throw .noSuchKey }
        guard let nonce = try? AESGCM.Nonce(nonce),
            let opened = try? AESGCM.open(sealed, key: key, nonce: nonce, authenticating: header)
        else { throw .authenticationFailed }
        return KeyMaterial(opened)
    }

    func random(byteCount: Int, _ access: HSMAccess) throws(HSMError) -> KeyMaterial {
        try logIn(access)
        guard let bytes = try? KeyMaterial.random(byteCount: byteCount, from: random) else { throw .failed("random") }
        return bytes
    }
}

/// An external key manager that fails as a test tells it to, and works by turning bits over otherwise.
final class ScriptedKeyManager: ExternalKeyManager {
    let failure = Mutex<ExternalKeyError?>(nil)

    func fail(_ error: ExternalKeyError?) {
        failure.withLock { $0 = error }
    }

    private func work() throws(ExternalKeyError) {
        if let error = failure.withLock({ $0 }) { throw error }
    }

    func checkHealth(_ proxy: ExternalProxy) throws(ExternalKeyError) { try work() }
    func checkKey(_ keyID: String, _ proxy: ExternalProxy) throws(ExternalKeyError) { try work() }

    func encrypt(
        _ plaintext: [UInt8], with keyID: String, authenticating header: [UInt8], _ proxy: ExternalProxy
    ) throws(ExternalKeyError) -> [UInt8] {
        try work()
        return plaintext.map { ~$0 }
    }

    func decrypt(
        _ ciphertext: [UInt8], with keyID: String, authenticating header: [UInt8], _ proxy: ExternalProxy
    ) throws(ExternalKeyError) -> [UInt8] {
        try work()
        return ciphertext.map { ~$0 }
    }
}
