import COpenSSL

/// A mode of operation of AES.
enum AESMode: String, CaseIterable {
    case gcm = "GCM"
    case ctr = "CTR"
    case cbc = "CBC"
    case xts = "XTS"
    case wrap = "WRAP"
    case wrapWithPadding = "WRAP-PAD"

    /// Whether libcrypto asks for a flag before it runs the mode, because it is no cipher for data.
    var isWrap: Bool { self == .wrap || self == .wrapWithPadding }

    /// The lengths of keys that the lab cannot do without.
    var keyByteCounts: [Int] { self == .xts ? [64] : [16, 24, 32] }
}

/// AES in a mode and for a key length, fetched from libcrypto once for the life of the process.
///
/// Naming a cipher per operation (`EVP_aes_256_gcm()`) fetches it each time, which at small sizes costs more than the
/// encryption. A fetched cipher is immutable and reference counted, so threads may share it.
struct FetchedCipher: @unchecked Sendable {
    /// The mode.
    let mode: AESMode
    private let keyBits: Int
    private let pointer: OpaquePointer?

    private init(_ mode: AESMode, keyBits: Int) {
        self.mode = mode
        self.keyBits = keyBits
        pointer = EVP_CIPHER_fetch(nil, "AES-\(keyBits)-\(mode.rawValue)", nil)
        if pointer == nil { ErrorQueue.clear() }
    }

    /// libcrypto's object, or a refusal when the installed libcrypto has none of this name.
    func cipher() throws(CryptoError) -> OpaquePointer {
        guard let pointer else { throw .unsupported("AES-\(keyBits)-\(mode.rawValue)") }
        return pointer
    }

    /// AES in a mode, for a key of 16, 24 or 32 bytes, or for two of them with XTS.
    static func aes(_ mode: AESMode, keyByteCount: Int) throws(CryptoError) -> FetchedCipher {
        let family = family(mode)
        switch mode == .xts ? keyByteCount / 2 : keyByteCount {
        case 16: return family.aes128
        case 24: return family.aes192
        case 32: return family.aes256
        default: throw .invalidKey
        }
    }

    private static func family(_ mode: AESMode) -> Family {
        switch mode {
        case .gcm: gcm
        case .ctr: ctr
        case .cbc: cbc
        case .xts: xts
        case .wrap: wrap
        case .wrapWithPadding: wrapWithPadding
        }
    }

    private static let gcm = Family(.gcm)
    private static let ctr = Family(.ctr)
    private static let cbc = Family(.cbc)
    private static let xts = Family(.xts)
    private static let wrap = Family(.wrap)
    private static let wrapWithPadding = Family(.wrapWithPadding)

    private struct Family {
        let aes128: FetchedCipher
        let aes192: FetchedCipher
        let aes256: FetchedCipher

        init(_ mode: AESMode) {
            aes128 = FetchedCipher(mode, keyBits: 128)
            aes192 = FetchedCipher(mode, keyBits: 192)
            aes256 = FetchedCipher(mode, keyBits: 256)
        }
    }
}
