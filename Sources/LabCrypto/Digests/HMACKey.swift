import Synchronization

/// A key that is ready to authenticate many messages: less time than ``HMAC`` takes at small sizes, because the
/// key is prepared once.
///
/// It may be shared between threads, which then take turns. It holds the prepared key until the last owner goes.
public final class HMACKey: Sendable {
    /// The hash function.
    public let algorithm: DigestAlgorithm
    private let context: Mutex<MACContext>

    /// Prepares a key of any length.
    public init(_ key: borrowing some ReadableBytes & ~Copyable, _ algorithm: DigestAlgorithm) {
        self.algorithm = algorithm
        context = key.withReadableBytes { Mutex(MACContext(algorithm, key: $0)) }
    }

    /// The MAC of `message`, as long as the digest of the algorithm.
    @inlinable
    public func code(for message: borrowing some ReadableBytes & ~Copyable) -> [UInt8] {
        message.withReadableBytes { code(forBuffer: $0) }
    }

    /// Whether `code` is the MAC of `message`, whole and compared in constant time.
    @inlinable
    public func isValid(
        _ code: borrowing some ReadableBytes & ~Copyable, for message: borrowing some ReadableBytes & ~Copyable
    ) -> Bool {
        ConstantTime.equals(code, self.code(for: message))
    }

    @usableFromInline
    func code(forBuffer message: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8].filled(count: algorithm.byteCount) { output in
            context.withLock { context in
                context.update(message)
                context.finish(into: output)
            }
        }
    }
}

extension HMACKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<HMAC key>`.
    public var description: String { "<HMAC key>" }
    /// Always `<HMAC key>`.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
