import COpenSSL

/// A cipher of libcrypto, fetched once for the life of the process.
///
/// Naming a cipher per operation (`EVP_aes_256_gcm()`) fetches it each time, which at small sizes costs more than the
/// encryption. A fetched cipher is immutable and reference counted, so threads may share it.
struct FetchedCipher: @unchecked Sendable {
    private let name: String
    private let pointer: OpaquePointer?

    private init(_ name: String) {
        self.name = name
        pointer = EVP_CIPHER_fetch(nil, name, nil)
        if pointer == nil { ErrorQueue.clear() }
    }

    /// The cipher, or a refusal when the installed libcrypto has none of this name.
    func cipher() throws(CryptoError) -> OpaquePointer {
        guard let pointer else { throw .unsupported(name) }
        return pointer
    }
}

/// A mode of operation of AES.
enum AESMode: CaseIterable {
    case gcm
    case ctr
    case cbc
    case wrap
    case wrapWithPadding
}

extension FetchedCipher {
    /// AES in a mode, for a key of 16, 24 or 32 bytes.
    static func aes(_ mode: AESMode, keyByteCount: Int) throws(CryptoError) -> FetchedCipher {
        guard let cipher = family(mode)[keyByteCount: keyByteCount] else { throw .invalidKey }
        return cipher
    }

    private static func family(_ mode: AESMode) -> AESFamily {
        switch mode {
        case .gcm: gcm
        case .ctr: ctr
        case .cbc: cbc
        case .wrap: wrap
        case .wrapWithPadding: wrapWithPadding
        }
    }

    private static let gcm = AESFamily("GCM")
    private static let ctr = AESFamily("CTR")
    private static let cbc = AESFamily("CBC")
    private static let wrap = AESFamily("WRAP")
    private static let wrapWithPadding = AESFamily("WRAP-PAD")

    private struct AESFamily {
        let aes128: FetchedCipher
        let aes192: FetchedCipher
        let aes256: FetchedCipher

        init(_ mode: String) {
            aes128 = FetchedCipher("AES-128-\(mode)")
            aes192 = FetchedCipher("AES-192-\(mode)")
            aes256 = FetchedCipher("AES-256-\(mode)")
        }

        subscript(keyByteCount count: Int) -> FetchedCipher? {
            switch count {
            case 16: aes128
            case 24: aes192
            case 32: aes256
            default: nil
            }
        }
    }
}
