import LabCore
import LabCrypto
import LabService

/// Seals and opens the values of one secret: a data key from the key service for every version, asked for as the caller.
///
/// - SeeAlso: AWS Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager"
struct SecretCipher: Sendable {
    private let arn: ARN
    private let call: Call
    private let keys: any KeyService

    init(_ arn: ARN, call: Call, services: Services) {
        self.arn = arn
        var call = call
        if let region = Region(arn.region) { call.region = region }
        self.call = call
        keys = services.keys
    }

    /// What a version's data key is bound to.
    static func context(_ arn: ARN, versionID: String) -> EncryptionContext {
        EncryptionContext([("SecretARN", arn.description), ("SecretVersionId", versionID)]) ?? .empty
    }

    /// Seals a value as a version.
    ///
    /// - Throws: `EncryptionFailure`, `AccessDeniedException`
    func seal(_ value: SecretValue, as versionID: String, under key: ServiceKey) async throws(ServiceError)
        -> SealedSecret
    {
        let context = Self.context(arn, versionID: versionID)
        let dataKey = try await encrypting { () async throws(ServiceError) in
            try await keys.generateDataKey(under: key, context: context, for: .secretsManager, in: call)
        }
        return try SealedSecret(value, as: versionID, of: arn, under: dataKey, random: call.random)
    }

    /// Opens a version.
    ///
    /// - Throws: `DecryptionFailure`, `AccessDeniedException`
    func open(_ version: SecretVersion) async throws(ServiceError) -> SecretValue {
        let dataKey = try await dataKey(of: version)
        return try version.value(with: dataKey, of: arn)
    }

    /// Puts a version's data key under another key.
    func rewrap(_ version: SecretVersion, under key: ServiceKey) async throws(ServiceError) -> Envelope {
        let context = Self.context(arn, versionID: version.versionID)
        let dataKey = try await dataKey(of: version)
        let (ciphertext, keyARN) = try await encrypting { () async throws(ServiceError) in
            try await keys.encrypt(dataKey, under: key, context: context, for: .secretsManager, in: call)
        }
        return version.envelope.rewrapped(ciphertext, under: keyARN)
    }

    /// Tries a key that is to be the secret's, and forgets the result: AWS does so whenever a key is set.
    func validate(_ key: ServiceKey) async throws(ServiceError) {
        let context = Self.context(arn, versionID: "RequestToValidateKeyAccess")
        let dataKey = try await encrypting { () async throws(ServiceError) in
            try await keys.generateDataKey(under: key, context: context, for: .secretsManager, in: call)
        }
        _ = try await decrypt(dataKey.ciphertext, context)
    }

    private func dataKey(of version: SecretVersion) async throws(ServiceError) -> KeyMaterial {
        try await decrypt(
            version.envelope.wrappedKey.bytes, Self.context(arn, versionID: version.versionID))
    }

    private func decrypt(_ ciphertext: [UInt8], _ context: EncryptionContext) async throws(ServiceError) -> KeyMaterial
    {
        do throws(ServiceError) {
            return try await keys.decrypt(ciphertext, keyID: nil, context: context, for: .secretsManager, in: call)
        } catch {
            throw SecretsError.decryption(error)
        }
    }

    private func encrypting<Value>(
        _ body: () async throws(ServiceError) -> Value
    ) async throws(ServiceError) -> Value {
        do throws(ServiceError) {
            return try await body()
        } catch {
            throw SecretsError.encryption(error)
        }
    }
}

extension SealedSecret {
    /// Seals a value under a fresh data key.
    init(
        _ value: SecretValue, as versionID: String, of arn: ARN, under dataKey: ServiceDataKey,
        random: any RandomSource
    ) throws(ServiceError) {
        self.versionID = versionID
        isBinary = value.isBinary
        do throws(CryptoError) {
            envelope = try Envelope.seal(
                value.bytes, under: dataKey, context: SecretCipher.context(arn, versionID: versionID), random: random)
        } catch {
            throw SecretsError.internalFailure(error.description)
        }
    }
}

extension SecretVersion {
    /// The value, opened with its data key.
    func value(with dataKey: KeyMaterial, of arn: ARN) throws(ServiceError) -> SecretValue {
        do throws(CryptoError) {
            let context = SecretCipher.context(arn, versionID: versionID)
            return SecretValue(isBinary: isBinary, bytes: try envelope.open(with: dataKey, context: context))
        } catch {
            throw SecretsError.internalFailure("the stored value is damaged: \(error)")
        }
    }
}
