public import LabCore
import LabCrypto

/// Encrypts objects before they go to S3, and decrypts them after they came from there, as the Amazon S3 Encryption
/// Client does with a KMS key.
///
/// It knows no network: the caller stores ``S3ObjectSealer/envelope``'s metadata with the body, and hands both back.
/// Old formats that authenticate too little (CBC, `kms` without context, format 1) and ranges are not read.
///
/// - SeeAlso: Amazon S3 Encryption Client Developer Guide
public struct S3EncryptionClient: Sendable {
    private let keyID: String
    private let source: any DataKeySource
    private let policy: CommitmentPolicy
    private let maximumLength: Int
    private let random: any RandomSource

    /// A client for one KMS key, named by id, ARN or alias.
    ///
    /// - Parameter maximumLength: Bytes of plaintext that are held until an object's tag is checked; AWS's Java client
    ///   has 64 MiB
    public init(
        keyID: String, source: any DataKeySource, policy: CommitmentPolicy = .requireEncryptRequireDecrypt,
        maximumLength: Int = 64 << 20, random: any RandomSource
    ) {
        self.keyID = keyID
        self.source = source
        self.policy = policy
        self.maximumLength = maximumLength
        self.random = random
    }

    /// Begins an object: asks for a data key that is bound to the context and to the content algorithm.
    ///
    /// - Throws: `S3EncryptionError.formatForbidden`, `.reservedContextKey`, `.contextNotASCII`, `.dataKeyUnavailable`
    public func seal(
        context: EncryptionContext = .empty, format: S3ObjectFormat? = nil
    ) async throws(S3EncryptionError) -> S3ObjectSealer {
        let format = format ?? policy.defaultFormat
        guard policy.allowsWriting(format) else { throw .formatForbidden(format, policy) }
        let bound = try S3EncryptionClient.bound(context, format)
        let dataKey = try await perform { () async throws(ServiceError) in
            try await source.generateDataKey(keyID: keyID, numberOfBytes: 32, context: bound)
        }
        guard dataKey.plaintext.count == 32 else {
            throw .dataKeyUnavailable(.wrongDataKeyLength(expected: 32, found: dataKey.plaintext.count))
        }
        return try S3ObjectSealer(dataKey, format: format, context: bound, random: random)
    }

    /// Begins to read an object, whose metadata was read: checks everything that can be checked, and only then asks for
    /// the data key.
    ///
    /// - Parameter context: Exactly the pairs the object was written with
    /// - Throws: `S3EncryptionError.formatForbidden`, `.contextMismatch`, `.dataKeyUnavailable`, `.commitmentMismatch`
    public func open(
        _ envelope: S3Envelope, context: EncryptionContext = .empty
    ) async throws(S3EncryptionError) -> S3ObjectOpener {
        guard policy.allowsReading(envelope.format) else { throw .formatForbidden(envelope.format, policy) }
        guard S3EncryptionClient.callerContext(of: envelope) == context else { throw .contextMismatch }
        let opened = try await perform { () async throws(ServiceError) in
            try await source.decryptDataKey(envelope.encryptedDataKey, keyID: keyID, context: envelope.context)
        }
        try check(opened)
        return try S3ObjectOpener(opened.plaintext, envelope, maximumLength: maximumLength)
    }

    private func check(_ opened: UnwrappedDataKey) throws(S3EncryptionError) {
        guard KMSKeyARN(keyID) == nil || opened.keyARN.utf8.elementsEqual(keyID.utf8) else {
            throw .dataKeyUnavailable(.wrongKeyAnswered(expected: keyID, found: opened.keyARN))
        }
        guard opened.plaintext.count == 32 else {
            throw .dataKeyUnavailable(.wrongDataKeyLength(expected: 32, found: opened.plaintext.count))
        }
    }

    private static func bound(
        _ context: EncryptionContext, _ format: S3ObjectFormat
    ) throws(S3EncryptionError) -> EncryptionContext {
        let texts = context.pairs.flatMap { [$0.key, $0.value] }
        guard texts.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) else { throw .contextNotASCII }
        let key = S3ObjectFormat.algorithmContextKey
        guard let bound = context.adding(key, format.contentAlgorithm) else { throw .reservedContextKey(key) }
        return bound
    }

    /// The stored context without what clients add to it.
    private static func callerContext(of envelope: S3Envelope) -> EncryptionContext? {
        let added = [S3ObjectFormat.algorithmContextKey, S3ObjectFormat.keyIDContextKey]
        return EncryptionContext(
            envelope.context.pairs.filter { pair in !added.contains { $0.utf8.elementsEqual(pair.key.utf8) } })
    }

    private func perform<Value: Sendable>(
        _ call: () async throws(ServiceError) -> Value
    ) async throws(S3EncryptionError) -> Value {
        do throws(ServiceError) {
            return try await call()
        } catch {
            throw .dataKeyUnavailable(.service(error, key: keyID))
        }
    }
}
