import LabClient
import LabCore
import LabCrypto
import Synchronization

/// A key service in memory: one AES key for every name, the context as additional authenticated data, and a list of
/// what it was asked.
final class FakeKMS: DataKeySource {
    /// Ways in which it may misbehave.
    enum Fault {
        case disabled
        case answersForAnotherKey
        case shortDataKey
        case answersWithAnAlias
    }

    struct State {
        var keys: [String: KeyMaterial] = [:]
        var calls: [String] = []
        var fault: Fault?
    }

    let state = Mutex(State())

    static func arn(_ id: String, account: String = "111122223333", partition: String = "aws") -> String {
        "arn:\(partition):kms:us-east-1:\(account):key/\(id)"
    }

    var calls: [String] { state.withLock { $0.calls } }

    func set(_ fault: Fault?) {
        state.withLock { $0.fault = fault }
    }

    /// Aliases and ids name the key of their last part.
    private func resolve(_ keyID: String, _ operation: String) throws(ServiceError) -> (arn: String, key: KeyMaterial) {
        let result: Result<(String, KeyMaterial), ServiceError> = state.withLock { state in
            state.calls.append("\(operation) \(keyID)")
            if state.fault == .disabled {
                return .failure(ServiceError(ServiceError.Code("DisabledException"), "\(keyID) is disabled."))
            }
            let id = String(keyID.split(separator: "/").last ?? "")
            let arn = keyID.hasPrefix("arn:") ? keyID : Self.arn(id)
            let key = state.keys[arn] ?? KeyMaterial(copying: [UInt8](arn.utf8.suffix(32)))
            state.keys[arn] = key
            switch state.fault {
            case .answersForAnotherKey: return .success((Self.arn("other"), key))
            case .answersWithAnAlias: return .success(("arn:aws:kms:us-east-1:111122223333:alias/x", key))
            default: return .success((arn, key))
            }
        }
        return try result.get()
    }

    func generateDataKey(
        keyID: String, numberOfBytes: Int, context: EncryptionContext
    ) async throws(ServiceError) -> GeneratedDataKey {
        let found = try resolve(keyID, "GenerateDataKey")
        let count = state.withLock { $0.fault == .shortDataKey } ? numberOfBytes - 1 : numberOfBytes
        let plaintext = try wrap { try KeyMaterial.random(byteCount: count, from: OpenSSLRandom()) }
        let ciphertext = try seal(plaintext, found.key, context)
        return GeneratedDataKey(plaintext: plaintext, ciphertext: ciphertext, keyARN: found.arn)
    }

    func encryptDataKey(
        _ plaintext: KeyMaterial, keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> WrappedDataKey {
        let found = try resolve(keyID, "Encrypt")
        return WrappedDataKey(ciphertext: try seal(plaintext, found.key, context), keyARN: found.arn)
    }

    func decryptDataKey(
        _ ciphertext: [UInt8], keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> UnwrappedDataKey {
        let found = try resolve(keyID, "Decrypt")
        let plaintext = try wrap {
            KeyMaterial(
                try AESGCM.open(
                    ciphertext.dropFirst(12), key: found.key, nonce: AESGCM.Nonce(ciphertext.prefix(12)),
                    authenticating: context.authenticatedBytes))
        }
        return UnwrappedDataKey(plaintext: plaintext, keyARN: found.arn)
    }

    private func seal(
        _ plaintext: KeyMaterial, _ key: KeyMaterial, _ context: EncryptionContext
    ) throws(ServiceError) -> [UInt8] {
        try wrap {
            let nonce = try AESGCM.Nonce.random(from: OpenSSLRandom())
            return nonce.bytes
                + (try AESGCM.seal(plaintext, key: key, nonce: nonce, authenticating: context.authenticatedBytes))
        }
    }

    private func wrap<Value>(_ body: () throws -> Value) throws(ServiceError) -> Value {
        do {
            return try body()
        } catch {
            throw ServiceError(ServiceError.Code("InvalidCiphertextException"))
        }
    }
}
