public import LabCrypto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Memory that encryptors and decryptors write into, and that is used again and again.
///
/// Bytes are appended without being zeroed first and without passing through an array; taking them out keeps the
/// memory. All of it is overwritten when the buffer goes, since it may hold plaintext.
public struct MessageBuffer: ~Copyable, @unchecked Sendable {
    // INVARIANT: the memory is written through `mutating` functions only, so the buffer may move between threads.
    private var memory: UnsafeMutableRawBufferPointer
    /// How many bytes it holds.
    public private(set) var count = 0

    /// An empty buffer with room for `capacity` bytes.
    public init(capacity: Int = 0) {
        memory = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit {
        MessageBuffer.wipe(memory)
        memory.deallocate()
    }

    /// Whether it holds nothing.
    public var isEmpty: Bool { count == 0 }
    /// How many bytes fit before the memory must grow.
    public var capacity: Int { memory.count }

    /// Forgets the bytes and keeps the memory.
    public mutating func removeAll() {
        count = 0
    }

    /// Makes room for `additional` bytes more.
    public mutating func reserve(_ additional: Int) {
        guard additional > memory.count - count else { return }
        let grown = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(count + additional, memory.count * 2), alignment: 64)
        grown.copyMemory(from: UnsafeRawBufferPointer(memory.slice(0, count)))
        MessageBuffer.wipe(memory)
        memory.deallocate()
        memory = grown
    }

    /// Appends copies of bytes.
    public mutating func append(_ bytes: borrowing some ReadableBytes & ~Copyable) {
        bytes.withReadableBytes { source in
            append(source.count) { $0.copyMemory(from: source) }
        }
    }

    /// Appends `count` bytes that `body` writes. When `body` throws, nothing is appended and what it wrote is wiped.
    public mutating func append<Failure: Error>(
        _ count: Int, writing body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        reserve(count)
        let room = memory.slice(self.count, count)
        do throws(Failure) {
            try body(room)
        } catch {
            MessageBuffer.wipe(room)
            throw error
        }
        self.count += count
    }

    /// Lends the whole memory to `body`, which fills the front of it and says how far; the bytes held before are gone.
    mutating func refill<Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        count = 0
        count = try body(memory)
    }

    private static func wipe(_ memory: UnsafeMutableRawBufferPointer) {
        guard let base = memory.baseAddress else { return }
        #if canImport(Glibc)
            explicit_bzero(base, memory.count)
        #else
            memset_s(base, memory.count, 0, memory.count)
        #endif
    }
}

extension MessageBuffer: ReadableBytes {
    /// Lends the bytes it holds.
    public borrowing func withReadableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(memory.slice(0, count)))
    }

    /// A copy of the bytes as an array.
    public borrowing func bytes() -> [UInt8] {
        withReadableBytes { [UInt8]($0) }
    }
}
