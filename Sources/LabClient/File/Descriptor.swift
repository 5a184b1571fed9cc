#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The owner of an open file descriptor; the standard streams are borrowed and stay open.
struct Descriptor: ~Copyable {
    let number: Int32
    private let isOwned: Bool

    /// Borrows a descriptor that somebody else closes.
    init(borrowing number: Int32) {
        self.number = number
        isOwned = false
    }

    /// Opens a file; it is not inherited by child processes.
    init(open path: String, _ flags: Int32, mode: mode_t = 0o666) throws(SystemError) {
        number = try SystemCall.retrying { Int(Descriptor.open(path, flags | O_CLOEXEC, mode)) }
        isOwned = true
    }

    deinit {
        if isOwned { close(number) }
    }

    /// The file behind the descriptor.
    func status() throws(SystemError) -> stat {
        var status = stat()
        _ = try SystemCall.retrying { Int(fstat(number, &status)) }
        return status
    }

    /// Reads what is there, at most the buffer; zero at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        Int(try SystemCall.retrying { Descriptor.read(number, buffer) })
    }

    /// Reads at a position, at most the buffer; zero at the end.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        Int(try SystemCall.retrying { pread(number, buffer.baseAddress, buffer.count, off_t(offset)) })
    }

    /// Writes everything.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Int(try SystemCall.retrying { Descriptor.write(number, rest) })
            rest = rest.slice(count, rest.count - count)
        }
    }

    /// Waits until everything written is on the disk.
    func synchronize() throws(SystemError) {
        _ = try SystemCall.retrying { Int(fsync(number)) }
    }

    // The system's names are hidden by the methods above.
    private static func open(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
        #if canImport(Glibc)
            Glibc.open(path, flags, mode)
        #else
            Darwin.open(path, flags, mode)
        #endif
    }

    private static func read(_ number: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(number, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(number, buffer.baseAddress, buffer.count)
        #endif
    }

    private static func write(_ number: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(number, bytes.baseAddress, bytes.count)
        #else
            Darwin.write(number, bytes.baseAddress, bytes.count)
        #endif
    }
}

/// Calling the system.
enum SystemCall {
    /// Calls again while a signal interrupts; throws when the answer is negative.
    static func retrying(_ call: () -> Int) throws(SystemError) -> Int32 {
        while true {
            let result = call()
            if result >= 0 { return Int32(truncatingIfNeeded: result) }
            let error = SystemError.last
            guard error.code == EINTR else { throw error }
        }
    }
}
