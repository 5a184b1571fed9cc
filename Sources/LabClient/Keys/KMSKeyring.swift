import LabCore
public import LabCrypto

/// One KMS key, and no other: the strict keyring.
///
/// Encrypting takes any name of the key. Decrypting compares the name with the key ARN in the message, so it must be
/// that ARN: a message that names another key is not for us, whoever wrote it.
///
/// - SeeAlso: AWS Encryption SDK Developer Guide, "AWS KMS keyrings"
public struct KMSKeyring: Keyring {
    private let source: any DataKeySource
    private let keyID: String

    /// A keyring for the key named by ARN, or, to encrypt only, by id or alias.
    public init(keyID: String, source: any DataKeySource) {
        self.keyID = keyID
        self.source = source
    }

    /// Several keys, each of which can open what is written; the first makes the data key.
    public static func keys(_ first: String, _ others: [String], source: any DataKeySource) -> any Keyring {
        let keyring = KMSKeyring(keyID: first, source: source)
        guard !others.isEmpty else { return keyring }
        return MultiKeyring(
            generator: keyring, children: others.map { KMSKeyring(keyID: $0, source: source) })
    }

    /// Asks KMS for a data key of the suite's length.
    public func generate(_ request: DataKeyRequest) async throws(KeyringError) -> KeyringResult {
        let length = request.suite.keyLength
        let key = try await KMSCall.perform(keyID) { () async throws(ServiceError) in
            try await source.generateDataKey(keyID: keyID, numberOfBytes: length, context: request.context)
        }
        guard key.plaintext.count == length else {
            throw .wrongDataKeyLength(expected: length, found: key.plaintext.count)
        }
        let entry = try KMSCall.entry(ciphertext: key.ciphertext, keyARN: key.keyARN)
        return KeyringResult(dataKey: key.plaintext, encryptedDataKeys: [entry])
    }

    /// Has KMS wrap the data key.
    public func wrap(
        _ dataKey: KeyMaterial, for request: DataKeyRequest
    ) async throws(KeyringError) -> [EncryptedDataKey] {
        let wrapped = try await KMSCall.perform(keyID) { () async throws(ServiceError) in
            try await source.encryptDataKey(dataKey, keyID: keyID, context: request.context)
        }
        return [try KMSCall.entry(ciphertext: wrapped.ciphertext, keyARN: wrapped.keyARN)]
    }

    /// Has KMS open the entries that name exactly this key.
    public func unwrap(
        _ entries: [EncryptedDataKey], for request: DataKeyRequest
    ) async throws(KeyringError) -> KeyMaterial {
        var ours: [EncryptedDataKey] = []
        for entry in entries where entry.isFrom(EncryptedDataKey.kmsProviderID) {
            let name = try KMSCall.keyARN(of: entry)
            if name.utf8.elementsEqual(keyID.utf8) { ours.append(entry) }
        }
        return try await firstOpened(of: ours, offered: entries) { entry throws(KeyringError) in
            try await KMSCall.decrypt(entry, keyARN: keyID, source: source, request: request)
        }
    }
}

/// What the strict and the discovery keyring have in common.
enum KMSCall {
    /// Passes the service's refusal on with the name of the key.
    static func perform<Value: Sendable>(
        _ keyID: String, _ call: () async throws(ServiceError) -> Value
    ) async throws(KeyringError) -> Value {
        do throws(ServiceError) {
            return try await call()
        } catch {
            throw .service(error, key: keyID)
        }
    }

    /// An entry under the key ARN that the service answered with, never under the name that was asked for.
    static func entry(ciphertext: [UInt8], keyARN: String) throws(KeyringError) -> EncryptedDataKey {
        guard KMSKeyARN(keyARN) != nil else { throw .malformedKeyARN(keyARN) }
        return EncryptedDataKey(
            providerID: EncryptedDataKey.kmsProviderID, providerInfo: Array(keyARN.utf8), ciphertext: ciphertext)
    }

    /// The key ARN in an entry of KMS's: anything else there is an error, not somebody else's entry.
    static func keyARN(of entry: EncryptedDataKey) throws(KeyringError) -> String {
        guard let text = entry.providerInfoText, KMSKeyARN(text) != nil else {
            throw .malformedKeyARN(String(decoding: entry.providerInfo, as: UTF8.self))
        }
        return text
    }

    /// Opens an entry under exactly `keyARN`, and checks who answered and with how much.
    static func decrypt(
        _ entry: EncryptedDataKey, keyARN: String, source: any DataKeySource, request: DataKeyRequest
    ) async throws(KeyringError) -> KeyMaterial {
        let opened = try await perform(keyARN) { () async throws(ServiceError) in
            try await source.decryptDataKey(entry.ciphertext, keyID: keyARN, context: request.context)
        }
        guard opened.keyARN.utf8.elementsEqual(keyARN.utf8) else {
            throw .wrongKeyAnswered(expected: keyARN, found: opened.keyARN)
        }
        guard opened.plaintext.count == request.suite.keyLength else {
            throw .wrongDataKeyLength(expected: request.suite.keyLength, found: opened.plaintext.count)
        }
        return opened.plaintext
    }
}
