import COpenSSL

/// The installed libcrypto.
public enum LibCrypto {
    /// Its version as it states it, such as `OpenSSL 3.0.22 …`.
    public static var version: String {
        String(cString: OpenSSL_version(OPENSSL_VERSION))
    }

    /// Checks that every algorithm is there that the lab cannot do without. Call it once, at start: a libcrypto that is
    /// configured for FIPS, say, has no MD5, and that should be a message and not a crash in the middle of a request.
    ///
    /// - Throws: ``CryptoError/unsupported(_:)`` with the first name that is missing.
    public static func requireAlgorithms() throws(CryptoError) {
        for digest in DigestAlgorithm.allCases where digest.fetchedIfAvailable == nil {
            throw .unsupported(digest.rawValue)
        }
        for mode in AESMode.allCases {
            for byteCount in mode.keyByteCounts {
                _ = try FetchedCipher.aes(mode, keyByteCount: byteCount).cipher()
            }
        }
    }
}
