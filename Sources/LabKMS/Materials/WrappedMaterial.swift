/// Wrapped key material taken apart, to be shown. The format is described at ``KeyVault``.
public struct WrappedMaterial: Sendable, Hashable {
    /// The format's version.
    public let version: UInt8
    /// The nonce, 12 bytes.
    public let nonce: [UInt8]
    /// The ciphertext, as long as the material.
    public let ciphertext: [UInt8]
    /// The tag, 16 bytes.
    public let tag: [UInt8]

    /// Takes wrapped material apart; `nil` when it is too short.
    public init?(_ wrapped: [UInt8]) {
        guard wrapped.count >= 1 + 12 + 16 else { return nil }
        version = wrapped[0]
        nonce = Array(wrapped[1..<13])
        ciphertext = Array(wrapped[13..<wrapped.count - 16])
        tag = Array(wrapped.suffix(16))
    }
}
