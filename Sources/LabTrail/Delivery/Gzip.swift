import CZlib

/// Files in gzip's format (RFC 1952). They bear neither name nor time, so that the same text makes the same file.
enum Gzip {
    /// The text, compressed.
    static func compress(_ text: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        precondition(lab_begin_gzip(&stream) == Z_OK, "zlib begins as long as there is memory")
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(text.count)))
        return text.withUnsafeBufferPointer { input in
            [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(bound)
                precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "the output has room for everything")
                count = bound - Int(stream.avail_out)
            }
        }
    }
}
