extension RandomAccessBytes {
    /// A file's bytes, read where they are asked for; what comes out of a pipe is read at once, up to `limit` bytes.
    ///
    /// - Throws: `FileEncryptionError.inputMissing`, `.inputIsDirectory`, `.inputNotPermitted`, `.inputFailed`
    public static func reading(
        _ input: FileEndpoint, pipeLimit limit: Int = 256 << 20
    ) throws(FileEncryptionError) -> RandomAccessBytes {
        let file = SharedInput(try InputFile(input))
        guard let length = file.input.length else { return RandomAccessBytes(try file.readAll(limit)) }
        return RandomAccessBytes(count: length) { range in
            (try? file.input.bytes(at: range.lowerBound, range.count)) ?? []
        }
    }
}

/// An input that a closure holds open.
private final class SharedInput {
    let input: InputFile

    init(_ input: consuming InputFile) {
        self.input = input
    }

    func readAll(_ limit: Int) throws(FileEncryptionError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = MessageBuffer(capacity: 64 << 10)
        repeat {
            try input.read(min(64 << 10, limit - bytes.count), into: &piece)
            bytes += piece.bytes()
        } while !piece.isEmpty && bytes.count < limit
        return bytes
    }
}
