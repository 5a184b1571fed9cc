import LabCore

/// The ciphertext blob of a symmetric KMS key, taken apart.
///
/// AWS does not publish its format; this is ours, version 1. All numbers are big-endian, `r` is the length of the
/// Region's code.
///
/// | offset | length | what |
/// |---|---|---|
/// | 0 | 1 | version: `01` |
/// | 1 | 1 | suite, see below |
/// | 2 | 5 | the account id, as a number |
/// | 7 | 1 | r |
/// | 8 | r | the Region's code |
/// | 8+r | 1 | kind of key id: `00` UUID, `01` `mrk-` |
/// | 9+r | 16 | the key id |
/// | 25+r | 32 | the id of the key material |
/// | 57+r | 16 | nonce of the key derivation |
/// | 73+r | 12 | initialization vector |
/// | 85+r | n | ciphertext, as long as the plaintext |
/// | 85+r+n | 16 | tag |
///
/// Everything before the ciphertext is authenticated, and behind it the encryption context, which is not in the blob.
/// The key of each ciphertext is derived from the key's material and the nonce, so that one material can encrypt
/// without end: no two ciphertexts share a key.
///
/// Suites:
///
/// - `01`: a key derived with SP 800-108 in counter mode with HMAC-SHA-256, then AES-256-GCM.
/// - `02`, CloudHSM key stores: AES-256-GCM in the HSM, under the key there. Nothing is derived, the nonce is unused.
/// - `03`, external key stores: as `01`; then ciphertext and tag are encrypted by the external key with everything before
///   them authenticated, and what that makes stands in their place.
///
/// - SeeAlso: AWS KMS Cryptographic Details, "Encrypt", which describes the same derivation
public struct CiphertextBlob: Sendable, Hashable {
    /// How a blob is encrypted.
    public enum Suite: UInt8, Sendable {
        /// Under a key derived from the material.
        case derivedKey = 1
        /// In the HSM of a CloudHSM key store.
        case cloudHSM = 2
        /// Twice: under a derived key, then by an external key.
        case external = 3
    }

    /// How the blob is encrypted.
    public let suite: Suite
    /// The key that encrypted.
    public let key: KeyAddress
    /// The material that encrypted: 64 hexadecimal digits.
    public let materialID: String
    /// The nonce of the key derivation.
    public let nonce: [UInt8]
    /// The initialization vector.
    public let initializationVector: [UInt8]
    /// The ciphertext with its tag.
    public let sealed: [UInt8]
    /// Everything before the ciphertext, byte by byte as it came.
    public let header: [UInt8]

    /// The version that this type reads and writes.
    public static let version: UInt8 = 1
    /// The length of a nonce.
    public static let nonceByteCount = 16
    static let materialIDByteCount = 32
    static let vectorByteCount = 12
    static let tagByteCount = 16

    /// Takes a blob apart; `nil` unless every byte has its place.
    public init?(_ bytes: [UInt8]) {
        var reader = BlobReader(bytes)
        guard reader.byte() == Self.version, let suite = reader.byte().flatMap(Suite.init),
            let key = reader.keyAddress(),
            let material = reader.take(Self.materialIDByteCount), let nonce = reader.take(Self.nonceByteCount),
            let vector = reader.take(Self.vectorByteCount), reader.rest.count >= Self.tagByteCount
        else { return nil }
        self.suite = suite
        self.key = key
        materialID = Hex.encode(material)
        self.nonce = Array(nonce)
        initializationVector = Array(vector)
        header = Array(reader.consumed)
        sealed = Array(reader.rest)
    }

    /// The bytes before the ciphertext, for a blob that is being made; `nil` for a key id or material id of another
    /// form.
    ///
    /// `randomPart` is nonce and initialization vector, one behind the other.
    static func header(
        _ suite: Suite, key: KeyAddress, materialID: String, randomPart: [UInt8]
    ) -> [UInt8]? {
        guard let account = UInt64(key.account.digits), let material = Hex.decode(materialID),
            material.count == materialIDByteCount, let keyID = keyIDBytes(key.keyID)
        else { return nil }
        var bytes: [UInt8] = [version, suite.rawValue]
        bytes.reserveCapacity(128)
        bytes.append(contentsOf: (0..<5).map { UInt8(truncatingIfNeeded: account >> (8 * UInt64(4 - $0))) })
        bytes.append(UInt8(key.region.code.utf8.count))
        bytes.append(contentsOf: key.region.code.utf8)
        bytes.append(KeyID.isMultiRegion(key.keyID) ? 1 : 0)
        bytes.append(contentsOf: keyID)
        bytes.append(contentsOf: material)
        bytes.append(contentsOf: randomPart)
        return bytes
    }

    private static func keyIDBytes(_ keyID: String) -> [UInt8]? {
        guard KeyID.isMultiRegion(keyID) else { return UUIDText.bytes(keyID) }
        return Hex.decode(keyID.dropFirst(4))
    }
}

/// Reads a blob from front to back.
private struct BlobReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var consumed: ArraySlice<UInt8> { bytes[..<position] }
    var rest: ArraySlice<UInt8> { bytes[position...] }

    mutating func byte() -> UInt8? { take(1)?.first }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard bytes.count - position >= count else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func keyAddress() -> KeyAddress? {
        guard let number = take(5)?.reduce(UInt64(0), { $0 << 8 | UInt64($1) }),
            let account = AccountID(Self.twelveDigits(number)), let length = byte(),
            let code = take(Int(length)), let region = Region(String(decoding: code, as: UTF8.self)),
            let kind = byte(), kind <= 1, let id = take(16)
        else { return nil }
        return KeyAddress(
            account: account, region: region, keyID: kind == 1 ? "mrk-" + Hex.encode(id) : UUIDText.text(id))
    }

    private static func twelveDigits(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
    }
}
