import COpenSSL

/// The owner of one `EVP_MD_CTX` that computes one digest after another.
struct DigestContext: ~Copyable {
    private let pointer: OpaquePointer

    /// A context at the beginning of a digest.
    init(_ algorithm: DigestAlgorithm) {
        pointer = require(EVP_MD_CTX_new())
        require(EVP_DigestInit_ex2(pointer, algorithm.fetched, nil))
    }

    deinit {
        EVP_MD_CTX_free(pointer)
    }

    /// Takes in the next piece.
    func update(_ bytes: UnsafeRawBufferPointer) {
        require(EVP_DigestUpdate(pointer, bytes.unsignedBytes, bytes.count))
    }

    /// Ends the digest and begins the next.
    func finish(into output: UnsafeMutableRawBufferPointer) {
        var count: CUnsignedInt = 0
        require(EVP_DigestFinal_ex(pointer, output.unsignedBytes, &count))
        require(EVP_DigestInit_ex2(pointer, nil, nil))
    }

    /// A digest at once.
    static func digest(
        _ bytes: UnsafeRawBufferPointer, with algorithm: DigestAlgorithm, into output: UnsafeMutableRawBufferPointer
    ) {
        var count: CUnsignedInt = 0
        let digest = algorithm.fetched
        require(EVP_Digest(bytes.unsignedBytes, bytes.count, output.unsignedBytes, &count, digest, nil))
    }
}
