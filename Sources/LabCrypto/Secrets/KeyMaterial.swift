public import LabCore

/// A key that several owners share: a copyable handle to bytes that are not copied, wiped when the last owner goes.
///
/// State is a value in the lab, and a value can be copied, so it holds this handle and not ``SecureBytes`` itself.
public final class KeyMaterial: Sendable {
    private let secret: SecureBytes

    /// Takes over a secret.
    public init(_ secret: consuming SecureBytes) {
        self.secret = secret
    }

    /// A key with the same bytes as `bytes`, which stay where they are.
    public convenience init(copying bytes: borrowing some ReadableBytes & ~Copyable) {
        self.init(SecureBytes(copying: bytes))
    }

    /// A fresh key from `source`.
    public static func random(byteCount: Int, from source: any RandomSource) throws(RandomFailure) -> KeyMaterial {
        KeyMaterial(try SecureBytes.random(byteCount: byteCount, from: source))
    }

    /// How many bytes.
    public var count: Int { secret.count }

    /// The bytes as a plain array, for a response whose reader is entitled to them. See
    /// ``SecureBytes/exportForResponse()``.
    public func exportForResponse() -> [UInt8] {
        secret.exportForResponse()
    }
}

extension KeyMaterial: ReadableBytes {
    /// Lends the key's bytes; they must not be copied out of `body`.
    public func withReadableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try secret.withReadableBytes(body)
    }
}

extension KeyMaterial: Equatable {
    /// Whether both hold the same bytes, in constant time.
    public static func == (left: KeyMaterial, right: KeyMaterial) -> Bool {
        left.secret.equals(right.secret)
    }
}

extension KeyMaterial: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<key material>`.
    public var description: String { "<key material>" }
    /// Always `<key material>`.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
