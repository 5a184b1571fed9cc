import LabCore
import LabCrypto

/// Moves a file through an encryptor.
struct EncryptionPump {
    let materials: EncryptionMaterials
    let options: FileEncryption.Options
    let random: any RandomSource

    func run(
        from source: borrowing InputFile, to target: borrowing OutputFile,
        _ progress: (FileEncryption.Progress) -> Void
    ) throws(FileEncryptionError) -> FileEncryption.Summary {
        var encryptor = try FileEncryptionError.wrap { () throws(MessageError) in
            try MessageEncryptor(
                materials: materials, frameLength: options.frameLength, limits: options.limits, random: random)
        }
        let header = encryptor.header
        let sink = Sink(target)
        var buffer = MessageBuffer(capacity: readLength)
        var bytesRead = 0
        while true {
            try source.read(readLength, into: &buffer)
            if buffer.isEmpty { break }
            bytesRead += buffer.count
            try sink.write { output throws(MessageError) in
                output.reserve(encryptor.maximumOutput(for: buffer.count))
                try buffer.withReadableBytes { input throws(MessageError) in
                    try encryptor.update(input, into: &output)
                }
            }
            progress(FileEncryption.Progress(bytesDone: bytesRead, bytesTotal: source.length))
        }
        try sink.writeLast(encryptor)
        return FileEncryption.Summary(header: header, bytesRead: bytesRead, bytesWritten: try sink.drain())
    }

    /// A whole number of frames, so that none is split between two pieces.
    private var readLength: Int {
        max(1, FileEncryption.readLength / options.frameLength) * options.frameLength
    }
}

/// Moves a file, whose header was read, through a decryptor.
struct DecryptionPump {
    /// What is known once the header was read.
    struct Start {
        let parsed: ParsedHeader
        /// Bytes read so far.
        let bytesRead: Int
        /// How many of the last ones belong to the body.
        let unread: Int
    }

    let start: Start
    let materials: DecryptionMaterials
    let limits: Limits

    func run(
        from source: borrowing InputFile, front buffer: inout MessageBuffer, to target: borrowing OutputFile,
        _ progress: (FileEncryption.Progress) -> Void
    ) throws(FileEncryptionError) -> FileEncryption.Summary {
        var decryptor = try FileEncryptionError.wrap { () throws(MessageError) in
            try MessageDecryptor(start.parsed, materials: materials, limits: limits)
        }
        let sink = Sink(target)
        var bytesRead = start.bytesRead
        var skipped = buffer.count - start.unread
        while !buffer.isEmpty {
            try sink.write { output throws(MessageError) in
                output.reserve(buffer.count)
                try buffer.withReadableBytes { input throws(MessageError) in
                    try decryptor.update(input.slice(skipped, input.count - skipped), into: &output)
                }
            }
            progress(FileEncryption.Progress(bytesDone: bytesRead, bytesTotal: source.length))
            try source.read(decryptor.readLength(atMost: FileEncryption.readLength), into: &buffer)
            bytesRead += buffer.count
            skipped = 0
        }
        try sink.writeLast(decryptor)
        return FileEncryption.Summary(
            header: start.parsed.header, bytesRead: bytesRead, bytesWritten: try sink.drain())
    }
}

/// Where a pump's output goes: buffers that a writer takes away.
private struct Sink: ~Copyable {
    private let path: String
    private let writer: BackgroundWriter

    init(_ target: borrowing OutputFile) {
        path = target.path
        writer = BackgroundWriter(to: target.descriptor)
    }

    deinit {
        // The descriptor is closed next: nothing may still be writing to it.
        _ = try? writer.drain()
    }

    /// Hands over what `body` appends to an empty buffer.
    func write(
        _ body: (inout MessageBuffer) throws(MessageError) -> Void
    ) throws(FileEncryptionError) {
        let chunk: BackgroundWriter.Chunk
        do throws(SystemError) {
            chunk = try writer.take()
        } catch {
            throw .output(path, error)
        }
        defer { writer.write(chunk) }
        try FileEncryptionError.wrap { () throws(MessageError) in try body(&chunk.buffer) }
    }

    /// Hands over an encryptor's last bytes.
    func writeLast(_ encryptor: consuming MessageEncryptor) throws(FileEncryptionError) {
        var output = MessageBuffer()
        do throws(MessageError) {
            try encryptor.finish(into: &output)
        } catch {
            throw .message(error)
        }
        try write { $0.append(output) }
    }

    /// Hands over a decryptor's last bytes.
    func writeLast(_ decryptor: consuming MessageDecryptor) throws(FileEncryptionError) {
        var output = MessageBuffer()
        do throws(MessageError) {
            try decryptor.finish(into: &output)
        } catch {
            throw .message(error)
        }
        try write { $0.append(output) }
    }

    /// Waits until everything is written; answers how many bytes.
    func drain() throws(FileEncryptionError) -> Int {
        do throws(SystemError) {
            return try writer.drain()
        } catch {
            throw .output(path, error)
        }
    }
}
