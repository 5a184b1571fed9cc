import LabClient
import LabCore
import LabCrypto

extension Experiment {
    /// Opens a message of `kmslab encrypt`, with data keys that KMS unwraps on a fork.
    ///
    /// The message and its text lie in the folder that the lab keeps for itself, until the text was read.
    func openMessage(_ message: [UInt8], as caller: String) async throws(ServiceError) -> Opening {
        let input = "\(Workspace.hidden)/message"
        let output = "\(Workspace.hidden)/opened"
        defer { for name in [input, output] { try? workspace.remove(name) } }
        do {
            try? workspace.remove(output)
            try workspace.write(input, message)
            _ = try await decryption(as: caller).decrypt(
                .path(workspace.location(of: input)), to: .path(workspace.location(of: output)), requiring: .empty)
            return .text(workspace.read(output) ?? [])
        } catch {
            return .refused(Outcome(error: ServiceError(ServiceError.Code("NotOpened"), "\(error)")))
        }
    }

    private func decryption(as caller: String) -> FileEncryption {
        let random = OpenSSLRandom()
        let keyring = KMSDiscoveryKeyring(source: ForkKeys(experiment: self, caller: caller))
        let manager = KeyringMaterialsManager(
            keyring: keyring, policy: .requireEncryptRequireDecrypt, random: random)
        return FileEncryption(manager: manager, random: random, options: FileEncryption.Options())
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
