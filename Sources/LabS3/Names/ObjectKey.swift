#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The name of an object in its bucket: up to 1,024 bytes of UTF-8, compared byte by byte.
///
/// Why a type of its own: Swift compares strings by canonical equivalence, S3 by bytes. `"é"` composed and decomposed are
/// two objects, and `"Z"` comes before `"a"` in every listing, whatever the locale.
///
/// - SeeAlso: Amazon S3 User Guide, "Naming Amazon S3 objects"
public struct ObjectKey: Sendable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// A key of any length; ``S3Limits/keyBytes`` is checked where objects are made.
    public init(_ text: String) {
        self.text = text
    }

    /// The name.
    public var description: String { text }

    /// How many bytes.
    public var byteCount: Int { text.utf8.count }

    /// Whether the key's bytes begin with those of `prefix`.
    public func hasPrefix(_ prefix: String) -> Bool {
        text.utf8.starts(with: prefix.utf8)
    }

    /// Negative, zero or positive, as `memcmp` has it; a key comes before every longer key that it begins.
    private static func order(_ left: ObjectKey, _ right: ObjectKey) -> Int {
        left.withBytes { left in
            right.withBytes { right in
                let common = min(left.count, right.count)
                guard common > 0, let leftStart = left.baseAddress, let rightStart = right.baseAddress else {
                    return left.count - right.count
                }
                let order = memcmp(leftStart, rightStart, common)
                return order == 0 ? left.count - right.count : Int(order)
            }
        }
    }

    private func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = text.utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(text.utf8).withUnsafeBufferPointer(body)
    }
}

extension ObjectKey: Comparable, Hashable {
    /// Whether both have the same bytes.
    public static func == (left: ObjectKey, right: ObjectKey) -> Bool { order(left, right) == 0 }

    /// Orders by bytes, as S3 lists.
    public static func < (left: ObjectKey, right: ObjectKey) -> Bool { order(left, right) < 0 }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension ObjectKey: Codable {
    /// Reads a single string.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension ObjectKey: ExpressibleByStringLiteral {
    /// A key by its text.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
