import LabCrypto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open file with one owner: it is closed when the owner goes, and no child process inherits it.
struct OpenFile: ~Copyable, Sendable {
    let descriptor: CInt

    /// Opens `path`; `mode` counts when the file is created.
    init(_ path: String, _ flags: CInt, mode: mode_t = 0o600) throws(SystemFailure) {
        descriptor = try system { open(path, flags | O_CLOEXEC, mode) }
    }

    deinit { close(descriptor) }

    /// What the system knows about the file.
    func status() throws(SystemFailure) -> stat {
        var status = stat()
        try system { fstat(descriptor, &status) }
        return status
    }

    /// Writes all of `bytes` where the file stands.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            rest = rest.dropFirst(try system { posixWrite(descriptor, piece.baseAddress, piece.count) })
        }
    }

    /// Writes all of `text` where the file stands.
    func write(_ text: String) throws(SystemFailure) {
        try Array(text.utf8).withReadableBytes { bytes throws(SystemFailure) in try write(bytes) }
    }

    /// Reads until `buffer` is full or the file ends, and says how many bytes came.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemFailure) -> Int {
        var count = 0
        while count < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let step = try system { posixRead(descriptor, rest.baseAddress, rest.count) }
            if step == 0 { break }
            count += step
        }
        return count
    }

    /// The file from where it stands, at most `limit` bytes of it.
    func readText(limit: Int) throws(SystemFailure) -> String {
        var bytes = [UInt8](repeating: 0, count: limit)
        var span = bytes.mutableSpan
        let count = try span.withUnsafeMutableBytes { buffer throws(SystemFailure) in try read(into: buffer) }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Waits until everything written has reached the disk.
    func synchronize() throws(SystemFailure) {
        try system { fsync(descriptor) }
    }

    /// Makes the names in a directory durable: a new file that is fsynced and whose directory is not may be gone after a
    /// power cut.
    static func synchronizeDirectory(_ path: String) throws(SystemFailure) {
        try OpenFile(path, O_RDONLY | O_DIRECTORY).synchronize()
    }
}

// The methods above hide the system calls of the same names.
private func posixWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

private func posixRead(_ descriptor: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}
