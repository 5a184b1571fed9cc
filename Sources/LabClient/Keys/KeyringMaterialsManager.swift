public import LabCore
import LabCrypto

/// The materials manager that asks a keyring for every message.
///
/// - SeeAlso: AWS Encryption SDK Developer Guide, "Cryptographic materials manager"
public struct KeyringMaterialsManager: MaterialsManager {
    /// Whether messages must commit to their key.
    public let policy: CommitmentPolicy
    private let keyring: any Keyring
    private let random: any RandomSource

    /// A manager over `keyring`.
    public init(
        keyring: any Keyring, policy: CommitmentPolicy = .requireEncryptRequireDecrypt, random: any RandomSource
    ) {
        self.keyring = keyring
        self.policy = policy
        self.random = random
    }

    /// A fresh data key, and for a signing suite a fresh signing key whose other half goes into the context first: the
    /// data key is bound to it.
    ///
    /// - Throws: `MessageError.reservedContextKey`, `.suiteForbidden`, `.dataKeyUnavailable`
    public func encryptionMaterials(
        for request: EncryptionRequest
    ) async throws(MessageError) -> EncryptionMaterials {
        if let key = MessageContext.reservedKey(in: request.context) { throw .reservedContextKey(key) }
        let suite = request.suite ?? policy.defaultSuite
        guard policy.allowsWriting(suite) else { throw .suiteForbidden(suite, policy) }
        let signingKey = try suite.signature.map { algorithm throws(MessageError) in
            try SigningKey.generate(algorithm)
        }
        let context = try KeyringMaterialsManager.context(request.context, naming: signingKey)
        let result = try await generate(DataKeyRequest(suite: suite, context: context))
        return EncryptionMaterials(
            suite: suite, context: context, dataKey: result.dataKey, encryptedDataKeys: result.encryptedDataKeys,
            signingKey: signingKey)
    }

    /// The header's data key, opened.
    ///
    /// - Throws: `MessageError.suiteForbidden`, `.publicKeyRule`, `.malformedPublicKey`, `.contextMismatch`,
    ///   `.dataKeyUnavailable`, `.dataKeyLength`
    public func decryptionMaterials(
        for header: MessageHeader, requiring required: EncryptionContext
    ) async throws(MessageError) -> DecryptionMaterials {
        guard policy.allowsReading(header.suite) else { throw .suiteForbidden(header.suite, policy) }
        let verificationKey = try VerificationKey.of(header)
        if let key = MessageContext.firstMismatch(of: required, in: header.context) {
            throw .contextMismatch(key: key)
        }
        let dataKey = try await unwrap(header)
        guard dataKey.count == header.suite.keyLength else {
            throw .dataKeyLength(expected: header.suite.keyLength, found: dataKey.count)
        }
        return DecryptionMaterials(dataKey: dataKey, verificationKey: verificationKey)
    }

    private static func context(
        _ context: EncryptionContext, naming key: SigningKey?
    ) throws(MessageError) -> EncryptionContext {
        guard let key else { return context }
        guard let named = context.adding(MessageContext.publicKeyName, key.publicKeyText) else {
            throw .reservedContextKey(MessageContext.publicKeyName)
        }
        return named
    }

    private func generate(_ request: DataKeyRequest) async throws(MessageError) -> KeyringResult {
        do throws(KeyringError) {
            return try await keyring.generate(request)
        } catch {
            throw .dataKeyUnavailable(error)
        }
    }

    private func unwrap(_ header: MessageHeader) async throws(MessageError) -> KeyMaterial {
        let request = DataKeyRequest(suite: header.suite, context: header.context)
        do throws(KeyringError) {
            return try await keyring.unwrap(header.encryptedDataKeys, for: request)
        } catch {
            throw .dataKeyUnavailable(error)
        }
    }
}
