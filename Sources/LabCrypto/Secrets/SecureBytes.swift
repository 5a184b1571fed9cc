public import LabCore

/// Secret bytes with one owner: they move and are never copied, and are overwritten when the owner goes.
///
/// The type is noncopyable, so it can neither be printed, nor compared with `==`, nor put into an array by accident.
/// The memory is not locked against swapping.
///
/// > Important: A secret in a plain array outlives its use: every copy of the array stays in freed memory. Keep keys and
/// > plaintexts in `SecureBytes` and read them where they lie; what leaves through ``exportForResponse()`` is not
/// > wiped any more.
public struct SecureBytes: ~Copyable, @unchecked Sendable {
    // INVARIANT: nobody writes to the block after `init`, so that reading it from several threads is safe.
    private let block: UnsafeMutableRawBufferPointer
    /// How many bytes.
    public let count: Int

    /// A secret of `byteCount` bytes that `body` writes into the zeroed buffer. When `body` throws, what it wrote is
    /// wiped.
    public init<Failure: Error>(
        byteCount: Int, initializingWith body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try self.init(capacity: byteCount) { buffer throws(Failure) in
            try body(buffer)
            return byteCount
        }
    }

    /// A secret of at most `capacity` bytes: `body` writes into the zeroed buffer and says how many bytes count.
    public init<Failure: Error>(
        capacity: Int, initializingWith body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
        _ = block.initializeMemory(as: UInt8.self, repeating: 0)
        do throws(Failure) {
            let count = try body(block)
            precondition((0...capacity).contains(count), "more bytes written than there is room for")
            self.block = block
            self.count = count
        } catch {
            block.wipe()
            block.deallocate()
            throw error
        }
    }

    /// A secret with the same bytes. The original stays where it is: wipe it yourself if you can.
    public init(copying bytes: borrowing some ReadableBytes & ~Copyable) {
        self = bytes.withReadableBytes { source in
            SecureBytes(byteCount: source.count) { $0.copyMemory(from: source) }
        }
    }

    /// Fresh key material from `source`.
    public static func random(
        byteCount: Int, from source: any RandomSource
    ) throws(RandomFailure) -> SecureBytes {
        try SecureBytes(byteCount: byteCount) { buffer throws(RandomFailure) in
            try source.fill(buffer, for: .secret)
        }
    }

    /// Whether both secrets hold the same bytes, in constant time.
    public borrowing func equals(_ other: borrowing SecureBytes) -> Bool {
        ConstantTime.equals(self, other)
    }

    /// The bytes as a plain array: the one way out, for a response whose reader is entitled to them.
    ///
    /// - Warning: The array is not wiped. Do not use it to pass secrets around inside the lab.
    public borrowing func exportForResponse() -> [UInt8] {
        withReadableBytes { [UInt8]($0) }
    }

    deinit {
        // Over the whole capacity: what lies behind `count` may have held secrets too.
        block.wipe()
        block.deallocate()
    }
}

extension SecureBytes: ReadableBytes {
    /// Lends the secret bytes; they must not be copied out of `body`.
    public borrowing func withReadableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: block.baseAddress, count: count))
    }
}
