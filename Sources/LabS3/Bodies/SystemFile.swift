#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The owner of one open file. Every call either does all it was asked for or throws.
final class SystemFile: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        _ = close(descriptor)
    }

    /// A new file, readable by its owner only; it must not be there yet.
    static func create(_ path: String) throws(BodyFailure) -> SystemFile {
        try open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode: 0o600)
    }

    /// A file to read.
    ///
    /// - Throws: ``BodyFailure/missing`` when there is none.
    static func openForReading(_ path: String) throws(BodyFailure) -> SystemFile {
        try open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    }

    private static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(BodyFailure) -> SystemFile {
        while true {
            #if canImport(Glibc)
                let descriptor = Glibc.open(path, flags, mode)
            #else
                let descriptor = Darwin.open(path, flags, mode)
            #endif
            if descriptor >= 0 { return SystemFile(descriptor: descriptor) }
            if errno == ENOENT { throw .missing }
            guard errno == EINTR else { throw .lastError("open") }
        }
    }

    /// How many bytes the file has.
    func byteCount() throws(BodyFailure) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .lastError("fstat") }
        return Int(status.st_size)
    }

    /// Appends all of `bytes`.
    func append(_ bytes: [UInt8]) throws(BodyFailure) {
        var position = 0
        while position < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                    Glibc.write(descriptor, buffer.baseAddress.map { $0 + position }, buffer.count - position)
                #else
                    Darwin.write(descriptor, buffer.baseAddress.map { $0 + position }, buffer.count - position)
                #endif
            }
            if count < 0, errno != EINTR { throw .lastError("write") }
            position += max(count, 0)
        }
    }

    /// Reads exactly `count` bytes from `offset` on.
    ///
    /// - Throws: ``BodyFailure/damaged`` when the file ends before.
    func read(at offset: Int, count: Int) throws(BodyFailure) -> [UInt8] {
        var failure: BodyFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let target = UnsafeMutableRawBufferPointer(buffer)
            do throws(BodyFailure) {
                try fill(target, from: offset)
            } catch {
                failure = error
                target.initializeMemory(as: UInt8.self, repeating: 0)
            }
            initialized = count
        }
        if let failure { throw failure }
        return bytes
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(BodyFailure) {
        var position = 0
        while position < buffer.count {
            let target = buffer.baseAddress.map { $0 + position }
            let count = pread(descriptor, target, buffer.count - position, off_t(offset + position))
            if count == 0 { throw .damaged }
            if count < 0, errno != EINTR { throw .lastError("pread") }
            position += max(count, 0)
        }
    }

    /// Waits until everything written is on the disk.
    func synchronize() throws(BodyFailure) {
        while fsync(descriptor) != 0 {
            guard errno == EINTR else { throw .lastError("fsync") }
        }
    }
}

/// Directories, as far as a body store needs them.
enum SystemDirectory {
    /// Makes the directory, readable by its owner only, unless it is there.
    static func make(_ path: String) throws(BodyFailure) {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw .lastError("mkdir")
    }

    /// Waits until the directory's entries are on the disk.
    static func synchronize(_ path: String) throws(BodyFailure) {
        try SystemFile.openForReading(path).synchronize()
    }

    /// The names in a directory, without `.` and `..`.
    static func names(in path: String) throws(BodyFailure) -> [String] {
        guard let directory = opendir(path) else { throw .lastError("opendir") }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Moves a file; in one file system it is at its new name at once and completely.
    static func move(_ source: String, to target: String) throws(BodyFailure) {
        guard rename(source, target) == 0 else { throw .lastError("rename") }
    }

    /// Removes a file; `false` when there was none.
    @discardableResult
    static func remove(_ path: String) throws(BodyFailure) -> Bool {
        guard unlink(path) != 0 else { return true }
        guard errno == ENOENT else { throw .lastError("unlink") }
        return false
    }
}

extension BodyFailure {
    fileprivate static func lastError(_ call: String) -> BodyFailure { .system(call: call, errorNumber: errno) }
}
