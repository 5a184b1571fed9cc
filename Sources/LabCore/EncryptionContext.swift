/// The key-value pairs that are bound to a ciphertext as additional authenticated data.
///
/// Pairs are kept sorted by the UTF-8 bytes of their keys and are compared byte by byte: `"é"` in its composed and its
/// decomposed form are equal `String`s in Swift but two different contexts.
///
/// - SeeAlso: AWS KMS Developer Guide, "Encryption context"
public struct EncryptionContext: Sendable {
    /// One pair.
    public typealias Pair = (key: String, value: String)

    /// The pairs, ascending by the UTF-8 bytes of the key.
    public let pairs: [Pair]

    /// No pairs; the same as a context that was never given.
    public static let empty = EncryptionContext(sorted: [])

    /// Sorts `pairs`; fails when two have the same key.
    public init?(_ pairs: some Sequence<Pair>) {
        let sorted = pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let hasDuplicate = zip(sorted, sorted.dropFirst()).contains { $0.key.utf8.elementsEqual($1.key.utf8) }
        guard !hasDuplicate else { return nil }
        self.pairs = sorted
    }

    private init(sorted: [Pair]) {
        pairs = sorted
    }

    /// Whether there are no pairs.
    public var isEmpty: Bool { pairs.isEmpty }

    /// The value for `key`, compared byte by byte.
    public subscript(key: String) -> String? {
        pairs.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// Whether every pair of `other` is one of these.
    public func contains(_ other: EncryptionContext) -> Bool {
        other.pairs.allSatisfy { pair in self[pair.key].map { $0.utf8.elementsEqual(pair.value.utf8) } ?? false }
    }

    /// This context with one more pair; `nil` when the key is there already.
    public func adding(_ key: String, _ value: String) -> EncryptionContext? {
        EncryptionContext(pairs + [(key, value)])
    }

    /// The pairs as additional authenticated data, in a form that no two contexts share: a count, then for every pair
    /// its key and its value, each behind its length; all numbers are 32-bit big-endian.
    public var authenticatedBytes: [UInt8] {
        #if DEBUG
            if Weakness.present.contains(.unframedContext) {
                return pairs.flatMap { Array($0.key.utf8) + Array($0.value.utf8) }
            }
        #endif
        var bytes: [UInt8] = []
        func append(length: Int) {
            withUnsafeBytes(of: UInt32(length).bigEndian) { bytes.append(contentsOf: $0) }
        }
        append(length: pairs.count)
        for pair in pairs {
            append(length: pair.key.utf8.count)
            bytes.append(contentsOf: pair.key.utf8)
            append(length: pair.value.utf8.count)
            bytes.append(contentsOf: pair.value.utf8)
        }
        return bytes
    }
}

extension EncryptionContext: Hashable {
    /// Equal when all pairs are, byte by byte.
    public static func == (left: EncryptionContext, right: EncryptionContext) -> Bool {
        left.pairs.count == right.pairs.count
            && zip(left.pairs, right.pairs).allSatisfy {
                $0.key.utf8.elementsEqual($1.key.utf8) && $0.value.utf8.elementsEqual($1.value.utf8)
            }
    }

    /// Hashes the bytes that ``authenticatedBytes`` holds.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(authenticatedBytes)
    }
}

extension EncryptionContext: Codable {
    /// Reads an array of two-element arrays.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let pairs = try container.decode([[String]].self)
        guard pairs.allSatisfy({ $0.count == 2 }), let context = EncryptionContext(pairs.map { ($0[0], $0[1]) }) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an encryption context")
        }
        self = context
    }

    /// Writes an array of two-element arrays.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(pairs.map { [$0.key, $0.value] })
    }
}
