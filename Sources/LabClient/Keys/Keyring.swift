public import LabCore
public import LabCrypto

/// What a data key is for.
public struct DataKeyRequest: Hashable, Sendable {
    /// The message's algorithms, and with them the key's length.
    public let suite: AlgorithmSuite
    /// The context the wrapped key is bound to; with the verification key when the suite signs.
    public let context: EncryptionContext

    /// A request for a key.
    public init(suite: AlgorithmSuite, context: EncryptionContext) {
        self.suite = suite
        self.context = context
    }
}

/// A fresh data key and all its wrapped forms.
public struct KeyringResult: Sendable {
    /// The data key.
    public var dataKey: KeyMaterial
    /// An entry for every wrapping key.
    public var encryptedDataKeys: [EncryptedDataKey]

    /// A key with its wrapped forms.
    public init(dataKey: KeyMaterial, encryptedDataKeys: [EncryptedDataKey]) {
        self.dataKey = dataKey
        self.encryptedDataKeys = encryptedDataKeys
    }
}

/// Who makes, wraps and opens data keys: KMS keys, keys of one's own, or several of them together.
public protocol Keyring: Sendable {
    /// Makes a data key of the suite's length and wraps it.
    func generate(_ request: DataKeyRequest) async throws(KeyringError) -> KeyringResult

    /// Wraps a data key that another keyring made.
    func wrap(_ dataKey: KeyMaterial, for request: DataKeyRequest) async throws(KeyringError) -> [EncryptedDataKey]

    /// Opens the first of the entries that this keyring can open, in their order; entries of others are passed over.
    ///
    /// - Throws: `KeyringError.noEntryForKeyring` when none is ours, `.allEntriesFailed` when none of ours opens
    func unwrap(
        _ entries: [EncryptedDataKey], for request: DataKeyRequest
    ) async throws(KeyringError) -> KeyMaterial
}

/// Why there is no data key.
public enum KeyringError: Error, Equatable, Sendable {
    /// The key service refused, asked for the key named.
    case service(ServiceError, key: String)
    /// None of the entries, whose keys are listed, belongs to the keyring: the message is for somebody else.
    case noEntryForKeyring(offered: [String])
    /// Entries belong to the keyring, but none opens: one reason each.
    case allEntriesFailed([KeyringError])
    /// A key ARN was needed, and this is none.
    case malformedKeyARN(String)
    /// The key service answered for another key than it was asked for.
    case wrongKeyAnswered(expected: String, found: String)
    /// The key service gave a data key of the wrong length.
    case wrongDataKeyLength(expected: Int, found: Int)
    /// The keyring can only decrypt.
    case decryptOnly
    /// The keyring can only encrypt.
    case encryptOnly
    /// A raw key does not open the entry: another key, another context, or a changed entry.
    case rawKeyDoesNotOpen(name: String)
    /// The raw keyring's name is not allowed: `aws-kms` belongs to KMS.
    case reservedNamespace
    /// The encryption context is too long to be bound to a data key.
    case contextTooLong
    /// A cryptographic operation failed for a reason that is not the entry.
    case cryptography(CryptoError)
    /// The random source failed.
    case random(RandomFailure)
}

extension KeyringError: CustomStringConvertible {
    /// What is wrong, for a person.
    public var description: String {
        switch self {
        case .service(let error, let key): "key `\(key)`: \(error)"
        case .noEntryForKeyring(let offered):
            "none of the message's data keys is for the keys at hand; it has: \(offered.joined(separator: ", "))"
        case .allEntriesFailed(let reasons): reasons.map(\.description).joined(separator: "; ")
        case .malformedKeyARN(let text): "`\(text)` is not the ARN of a KMS key"
        case .wrongKeyAnswered(let expected, let found): "key `\(expected)` was asked, `\(found)` answered"
        case .wrongDataKeyLength(let expected, let found): "a data key of \(expected) bytes was expected, not \(found)"
        case .decryptOnly: "these keys can only decrypt"
        case .encryptOnly: "these keys can only encrypt"
        case .rawKeyDoesNotOpen(let name): "key `\(name)` does not open the data key"
        case .reservedNamespace: "the key namespace `\(EncryptedDataKey.kmsProviderID)` belongs to KMS"
        case .contextTooLong: "the encryption context is longer than \(Limits.maximumContextLength) bytes"
        case .cryptography(let error): "cryptography failed: \(error)"
        case .random(let failure): failure.description
        }
    }

    /// The key service's own refusal, where there was one: what a command line shows with its hint.
    public var serviceError: ServiceError? {
        switch self {
        case .service(let error, _): error
        case .allEntriesFailed(let reasons): reasons.lazy.compactMap(\.serviceError).first
        default: nil
        }
    }
}

extension Keyring {
    /// Tries `entries` in order and answers the first that opens; collects the reasons of those that do not.
    func firstOpened(
        of entries: [EncryptedDataKey], offered: [EncryptedDataKey],
        by open: (EncryptedDataKey) async throws(KeyringError) -> KeyMaterial
    ) async throws(KeyringError) -> KeyMaterial {
        guard !entries.isEmpty else { throw .noEntryForKeyring(offered: offered.map(\.displayName)) }
        var reasons: [KeyringError] = []
        for entry in entries {
            do throws(KeyringError) {
                return try await open(entry)
            } catch {
                reasons.append(error)
            }
        }
        throw .allEntriesFailed(reasons)
    }
}

extension EncryptedDataKey {
    /// Whose the entry is, for a person.
    var displayName: String {
        guard !isFrom(EncryptedDataKey.kmsProviderID), let name = RawAESKeyInfo.name(in: providerInfo) else {
            return providerInfoText ?? providerID
        }
        return "\(providerID)/\(name)"
    }
}
