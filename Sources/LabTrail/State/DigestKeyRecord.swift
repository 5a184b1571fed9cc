public import LabCore
public import LabService

/// A key pair that signs the digests of one Region. The private half is sealed; the public one is for anybody.
public struct DigestKeyRecord: Row, Hashable {
    /// The table's name in the store.
    public static let table = "cloudtrail.digest-keys"

    /// The name of a key pair: its Region and its public key's fingerprint.
    public struct ID: RowID, Codable {
        /// The Region.
        public let region: Region
        /// MD5 of the public key, in hexadecimal digits.
        public let fingerprint: String

        /// `region/fingerprint`.
        public var rowKey: String { "\(region)/\(fingerprint)" }
        /// Orders by Region and fingerprint.
        public static func < (left: ID, right: ID) -> Bool {
            (left.region, left.fingerprint) < (right.region, right.fingerprint)
        }
    }

    /// Its name.
    public let id: ID
    /// The public key, PKCS #1.
    public let publicKey: StoredBytes
    /// The private key, PKCS #8, sealed by the lab's vault.
    public let sealedPrivateKey: StoredBytes
    /// When it began to sign.
    public let validFrom: Timestamp
    /// When it ceases to sign.
    public let validTo: Timestamp

    /// A key pair for a Region.
    public init(
        region: Region, fingerprint: String, publicKey: [UInt8], sealedPrivateKey: [UInt8], validFrom: Timestamp,
        validTo: Timestamp
    ) {
        id = ID(region: region, fingerprint: fingerprint)
        self.publicKey = StoredBytes(publicKey)
        self.sealedPrivateKey = StoredBytes(sealedPrivateKey)
        self.validFrom = validFrom
        self.validTo = validTo
    }

    /// Whether it signs at `moment`.
    public func isValid(at moment: Timestamp) -> Bool { validFrom <= moment && moment < validTo }
}
