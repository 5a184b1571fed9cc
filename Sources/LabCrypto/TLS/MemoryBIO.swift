import COpenSSL

/// libcrypto's buffers in memory.
enum MemoryBIO {
    /// Appends `bytes`. A buffer in memory takes everything; only memory itself can be out.
    static func put(_ bytes: UnsafeRawBufferPointer, into buffer: OpaquePointer) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        var written = 0
        require(BIO_write_ex(buffer, start, bytes.count, &written))
        precondition(written == bytes.count, "a buffer in memory takes everything")
    }

    /// Takes out everything.
    static func takeAll(_ buffer: OpaquePointer) -> [UInt8] {
        let count = BIO_ctrl_pending(buffer)
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { bytes, initializedCount in
            require(BIO_read_ex(buffer, bytes.baseAddress, count, &initializedCount))
        }
    }
}
