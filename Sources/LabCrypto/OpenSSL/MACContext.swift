import COpenSSL

/// The owner of one `EVP_MAC_CTX` that computes HMACs under one key.
struct MACContext: ~Copyable, @unchecked Sendable {
    private let pointer: OpaquePointer

    /// A context at the beginning of a message.
    init(_ algorithm: DigestAlgorithm, key: UnsafeRawBufferPointer) {
        pointer = require(EVP_MAC_CTX_new(require(Self.hmac.pointer)))
        require(lab_hmac_init(pointer, key.unsignedBytes, key.count, algorithm.rawValue))
    }

    deinit {
        EVP_MAC_CTX_free(pointer)
    }

    /// Takes in the next piece.
    func update(_ bytes: UnsafeRawBufferPointer) {
        require(EVP_MAC_update(pointer, bytes.unsignedBytes, bytes.count))
    }

    /// Ends the message.
    func finish(into output: UnsafeMutableRawBufferPointer) {
        var count = 0
        require(EVP_MAC_final(pointer, output.unsignedBytes, &count, output.count))
    }

    /// Begins another message under the same key.
    func restart() {
        // No key means: the key that is there.
        require(EVP_MAC_init(pointer, nil, 0, nil))
    }

    /// Whether the installed libcrypto has HMAC.
    static var isAvailable: Bool { hmac.pointer != nil }

    private static let hmac = FetchedMAC("HMAC")

    private struct FetchedMAC: @unchecked Sendable {
        let pointer: OpaquePointer?

        init(_ name: String) {
            pointer = EVP_MAC_fetch(nil, name, nil)
            if pointer == nil { ErrorQueue.clear() }
        }
    }
}
