public import LabCore
public import LabCrypto

/// Seals the secrets of access keys and sessions, so that neither the state nor its store holds one in the clear.
///
/// Why a protocol: identities need two calls and no key hierarchy. The lab implements it over the same root key that
/// wraps its KMS material.
public protocol SecretSealer: Sendable {
    /// Seals `secret` under `name`, which is authenticated with it: what is sealed under one name does not open under
    /// another.
    func seal(_ secret: KeyMaterial, name: String, random: any RandomSource) throws(CryptoError) -> [UInt8]

    /// Opens what ``seal(_:name:random:)`` made under the same name.
    ///
    /// - Throws: ``CryptoError/authenticationFailed`` for anything else.
    func open(_ sealed: [UInt8], name: String) throws(CryptoError) -> KeyMaterial
}

/// A sealed text: what a row may hold of a secret. No way of writing it shows more than its length.
public struct SealedText: Hashable, Sendable, Codable {
    /// The sealed bytes.
    public let bytes: [UInt8]

    init(_ text: Sensitive<String>, name: String, by sealer: any SecretSealer, random: any RandomSource)
        throws(CryptoError)
    {
        bytes = try sealer.seal(KeyMaterial(copying: Array(text.exposed.utf8)), name: name, random: random)
    }

    func open(name: String, by sealer: any SecretSealer) throws(CryptoError) -> Sensitive<String> {
        let opened = try sealer.open(bytes, name: name)
        return Sensitive(String(decoding: opened.exportForResponse(), as: UTF8.self))
    }

    /// Reads base64.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let bytes = Base64.decode(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "sealed text is not base64")
        }
        self.bytes = bytes
    }

    /// Writes base64.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Base64.encode(bytes))
    }
}

extension SealedText: CustomStringConvertible, CustomReflectable {
    /// `<sealed, n bytes>`.
    public var description: String { "<sealed, \(bytes.count) bytes>" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
