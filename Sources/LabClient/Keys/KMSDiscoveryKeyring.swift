import LabCore
public import LabCrypto

/// Opens whatever message names a KMS key that the caller may use; never encrypts.
///
/// It asks for the key that the message names, and the message may have been written by anybody: a filter on the
/// account keeps a stranger's key from being asked.
///
/// - SeeAlso: AWS Encryption SDK Developer Guide, "Using a discovery filter"
public struct KMSDiscoveryKeyring: Keyring {
    /// Which accounts' keys are asked.
    public struct Filter: Hashable, Sendable {
        /// The partition the keys must be in.
        public let partition: String
        /// The accounts the keys may belong to.
        public let accounts: Set<String>

        /// A filter for keys of these accounts.
        public init(partition: String = "aws", accounts: Set<String>) {
            self.partition = partition
            self.accounts = accounts
        }

        func admits(_ key: KMSKeyARN) -> Bool {
            key.arn.partition == partition && accounts.contains(key.arn.account)
        }
    }

    private let source: any DataKeySource
    private let filter: Filter?

    /// A keyring over `source`, restricted by `filter` where there is one.
    public init(source: any DataKeySource, filter: Filter? = nil) {
        self.source = source
        self.filter = filter
    }

    /// Always refuses: there is no key to encrypt under.
    public func generate(_ request: DataKeyRequest) async throws(KeyringError) -> KeyringResult {
        throw .decryptOnly
    }

    /// Always refuses: there is no key to encrypt under.
    public func wrap(
        _ dataKey: KeyMaterial, for request: DataKeyRequest
    ) async throws(KeyringError) -> [EncryptedDataKey] {
        throw .decryptOnly
    }

    /// Has KMS open the entries of KMS that pass the filter; others are passed over without a call.
    public func unwrap(
        _ entries: [EncryptedDataKey], for request: DataKeyRequest
    ) async throws(KeyringError) -> KeyMaterial {
        let admitted = entries.filter(admits)
        return try await firstOpened(of: admitted, offered: entries) { entry throws(KeyringError) in
            let keyARN = try KMSCall.keyARN(of: entry)
            return try await KMSCall.decrypt(entry, keyARN: keyARN, source: source, request: request)
        }
    }

    private func admits(_ entry: EncryptedDataKey) -> Bool {
        guard entry.isFrom(EncryptedDataKey.kmsProviderID) else { return false }
        guard let key = entry.providerInfoText.flatMap({ KMSKeyARN($0) }) else { return false }
        return filter?.admits(key) ?? true
    }
}
