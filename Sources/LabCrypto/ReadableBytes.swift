/// Bytes in one piece that can be read where they lie: every input of this module.
///
/// An array, a slice, somebody's buffer, a secret: an operation takes any of them and copies none. The pointer is valid
/// inside the closure only.
public protocol ReadableBytes: ~Copyable {
    /// Lends the bytes to `body`.
    borrowing func withReadableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result
}

extension Array: ReadableBytes where Element == UInt8 {
    /// Lends the array's bytes.
    @inlinable
    public func withReadableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try span.withUnsafeBytes(body)
    }
}

extension ArraySlice: ReadableBytes where Element == UInt8 {
    /// Lends the slice's bytes.
    @inlinable
    public func withReadableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try span.withUnsafeBytes(body)
    }
}

extension UnsafeRawBufferPointer: ReadableBytes {
    /// Lends the buffer itself.
    @inlinable
    public func withReadableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(self)
    }
}

extension UnsafeMutableRawBufferPointer: ReadableBytes {
    /// Lends the buffer itself.
    @inlinable
    public func withReadableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(self))
    }
}
