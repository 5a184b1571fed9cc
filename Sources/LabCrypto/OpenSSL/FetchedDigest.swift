import COpenSSL

/// A hash function of libcrypto, fetched once for the life of the process. Immutable, so threads may share it.
private struct FetchedDigest: @unchecked Sendable {
    let pointer: OpaquePointer?

    init(_ algorithm: DigestAlgorithm) {
        pointer = EVP_MD_fetch(nil, algorithm.rawValue, nil)
        if pointer == nil { ErrorQueue.clear() }
    }

    static let md5 = FetchedDigest(.md5)
    static let sha1 = FetchedDigest(.sha1)
    static let sha224 = FetchedDigest(.sha224)
    static let sha256 = FetchedDigest(.sha256)
    static let sha384 = FetchedDigest(.sha384)
    static let sha512 = FetchedDigest(.sha512)
    static let sm3 = FetchedDigest(.sm3)
}

extension DigestAlgorithm {
    /// libcrypto's object for it.
    var fetched: OpaquePointer {
        require(fetchedIfAvailable)
    }

    /// libcrypto's object for it; `nil` when the installed libcrypto has none.
    var fetchedIfAvailable: OpaquePointer? {
        switch self {
        case .md5: FetchedDigest.md5.pointer
        case .sha1: FetchedDigest.sha1.pointer
        case .sha224: FetchedDigest.sha224.pointer
        case .sha256: FetchedDigest.sha256.pointer
        case .sha384: FetchedDigest.sha384.pointer
        case .sha512: FetchedDigest.sha512.pointer
        case .sm3: FetchedDigest.sm3.pointer
        }
    }
}
