/// A digest of bytes that come piece by piece.
///
/// It is not `Sendable`: one task feeds it.
public final class Digester {
    /// The hash function.
    public let algorithm: DigestAlgorithm
    private let context: DigestContext

    /// Begins a digest.
    public init(_ algorithm: DigestAlgorithm) {
        self.algorithm = algorithm
        context = DigestContext(algorithm)
    }

    /// Takes in the next piece.
    @inlinable
    public func update(_ bytes: borrowing some ReadableBytes & ~Copyable) {
        bytes.withReadableBytes { update(buffer: $0) }
    }

    @usableFromInline
    func update(buffer bytes: UnsafeRawBufferPointer) {
        context.update(bytes)
    }

    /// The digest of everything taken in; the next one begins.
    public func finish() -> [UInt8] {
        [UInt8].filled(count: algorithm.byteCount) { context.finish(into: $0) }
    }
}
