/// An AWS Region's code, such as `eu-central-1`.
///
/// Any well-formed code is a Region of the lab: every Region exists at once, as soon as somebody names it.
public struct Region: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The code.
    public let code: String

    /// The Region that a lab uses unless it is told otherwise, and the one that global services live in.
    public static let standard = Region(unchecked: "us-east-1")

    /// Fails unless `text` looks like a Region's code: lower-case letters, digits and hyphens, at most 32 characters.
    public init?(_ text: some StringProtocol) {
        let utf8 = text.utf8
        let isCode =
            (1...32).contains(utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
            && utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard isCode else { return nil }
        self.code = String(text)
    }

    private init(unchecked code: String) {
        self.code = code
    }

    /// The code.
    public var description: String { code }

    /// Orders by code.
    public static func < (left: Region, right: Region) -> Bool { left.code < right.code }
}

extension Region: Codable {
    /// Reads the code from a single string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let region = Region(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "`\(text)` is not a Region")
        }
        self = region
    }

    /// Writes the code as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
