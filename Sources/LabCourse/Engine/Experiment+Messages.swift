import LabClient
import LabCore
import LabCrypto

extension Experiment {
    /// Opens a message of `kmslab encrypt`, with data keys that KMS unwraps on a fork.
    func openMessage(_ name: String, as caller: String) async throws(ServiceError) -> Opening {
        let random = OpenSSLRandom()
        let keyring = KMSDiscoveryKeyring(source: ForkKeys(experiment: self, caller: caller))
        let manager = KeyringMaterialsManager(
            keyring: keyring, policy: .requireEncryptRequireDecrypt, random: random)
        let encryption = FileEncryption(manager: manager, random: random, options: FileEncryption.Options())
        let output = "\(Workspace.hidden)/opened-\(DigestAlgorithm.sha256.hex(Array(name.utf8)).prefix(16))"
        defer { try? workspace.remove(output) }
        do throws(FileEncryptionError) {
            try? workspace.remove(output)
            _ = try await encryption.decrypt(
                .path(workspace.location(of: name)), to: .path(workspace.location(of: output)), requiring: .empty)
            return .text(workspace.read(output) ?? [])
        } catch .message(let error) {
            return .refused(Outcome(error: ServiceError(ServiceError.Code("NotOpened"), "\(error)")))
        } catch {
            return .refused(Outcome(error: ServiceError(ServiceError.Code("NotOpened"), "\(error)")))
        }
    }
}

/// The key service of a fork, for opening only.
private struct ForkKeys: DataKeySource {
    let experiment: Experiment
    let caller: String

    func generateDataKey(
        keyID: String, numberOfBytes: Int, context: EncryptionContext
    ) async throws(ServiceError) -> GeneratedDataKey { throw Self.openingOnly }

    func encryptDataKey(
        _ plaintext: KeyMaterial, keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> WrappedDataKey { throw Self.openingOnly }

    func decryptDataKey(
        _ ciphertext: [UInt8], keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> UnwrappedDataKey {
        switch try await experiment.decrypt(ciphertext, context, as: caller) {
        case .text(let key): return UnwrappedDataKey(plaintext: KeyMaterial(copying: key), keyARN: keyID)
        case .refused(let outcome): throw outcome.error ?? Self.openingOnly
        case .missing: throw Self.openingOnly
        }
    }

    private static let openingOnly = ServiceError(ServiceError.Code("NotOpened"), "the data key was not unwrapped")
}

extension DigestAlgorithm {
    /// The digest in hexadecimal digits.
    func hex(_ bytes: [UInt8]) -> String { Hex.encode(digest(of: bytes)) }
}
