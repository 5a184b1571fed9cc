import LabCore

/// Which version of an object: opaque text, or `null` for what was written while versioning was not enabled.
///
/// - SeeAlso: Amazon S3 User Guide, "Retaining multiple versions of objects with S3 Versioning", version IDs
public struct VersionID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The text on the wire.
    public let text: String

    /// The version that a bucket without versioning keeps.
    public static let null = VersionID(unchecked: "null")

    /// How long an id is that a bucket with versioning gives out.
    static let length = 32

    /// Fails for text that cannot be a version id: neither `null` nor 32 characters of the lab's alphabet.
    public init?(_ text: String) {
        let isToken = text.utf8.count == Self.length && text.utf8.allSatisfy(OpaqueToken.isDigit)
        guard isToken || text == "null" else { return nil }
        self.text = text
    }

    private init(unchecked text: String) {
        self.text = text
    }

    /// A fresh id.
    static func random(from source: any RandomSource) throws(RandomFailure) -> VersionID {
        VersionID(unchecked: try OpaqueToken.make(length, from: source))
    }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }

    /// The text on the wire.
    public var description: String { text }

    /// Reads a single string.
    public init(from decoder: any Decoder) throws {
        self.init(unchecked: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Text that means nothing to anybody: version ids and upload ids, of characters that need no encoding in a URL.
enum OpaqueToken {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._".utf8)

    /// `length` characters, six random bits each.
    static func make(_ length: Int, from source: any RandomSource) throws(RandomFailure) -> String {
        let bytes = try source.bytes(length, for: .identifier)
        return String(decoding: bytes.map { digits[Int($0 & 0x3F)] }, as: UTF8.self)
    }

    /// Whether such text may hold the character.
    static func isDigit(_ character: UInt8) -> Bool {
        switch character {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x5F: true
        default: false
        }
    }
}
