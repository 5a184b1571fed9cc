import COpenSSL

/// Overwriting that the optimiser does not remove.
enum Wipe {
    /// Overwrites all of `buffer`.
    static func bytes(_ buffer: UnsafeMutableRawBufferPointer) {
        guard let base = buffer.baseAddress else { return }
        OPENSSL_cleanse(base, buffer.count)
    }
}
