/// Steps in the order of keys that listings take.
enum KeyOrder {
    /// The first text, by bytes, after everything that begins with `prefix`; `nil` when nothing comes after it.
    ///
    /// UTF-8 keeps the order of scalars, so it is the prefix with its last scalar raised; a last scalar that cannot be
    /// raised is dropped and the one before it raised.
    static func successor(of prefix: String) -> ObjectKey? {
        var scalars = Array(prefix.unicodeScalars)
        while let last = scalars.popLast() {
            guard let next = raised(last) else { continue }
            scalars.append(next)
            return ObjectKey(String(String.UnicodeScalarView(scalars)))
        }
        return nil
    }

    private static func raised(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        // Surrogates are no scalars.
        Unicode.Scalar(scalar.value == 0xD7FF ? 0xE000 : scalar.value + 1)
    }

    /// What a listing with a delimiter shows instead of `key`: everything up to the first delimiter behind the prefix;
    /// `nil` when there is none.
    static func commonPrefix(of key: ObjectKey, prefix: String, delimiter: String?) -> String? {
        guard let delimiter, let first = delimiter.utf8.first else { return nil }
        var rest = key.text.utf8.dropFirst(prefix.utf8.count)
        while let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: delimiter.utf8) {
                let end = rest.index(start, offsetBy: delimiter.utf8.count)
                return String(key.text[..<end])
            }
            rest = rest.dropFirst()
        }
        return nil
    }
}

/// Where a page of a listing begins.
enum ListPosition: Equatable, Sendable {
    /// At the first key.
    case start
    /// After a key with all its versions.
    case afterKey(ObjectKey)
    /// After everything that begins with a prefix.
    case afterPrefix(String)

    /// After a marker that a client gave, which may be a key or a common prefix.
    init(after marker: String?, prefix: String, delimiter: String?) {
        guard let marker, !marker.isEmpty else {
            self = .start
            return
        }
        let key = ObjectKey(marker)
        let rolled = key.hasPrefix(prefix) ? KeyOrder.commonPrefix(of: key, prefix: prefix, delimiter: delimiter) : nil
        self = rolled.map(ListPosition.afterPrefix) ?? .afterKey(key)
    }

    /// The place of the first row that may be on the page; `nil` when there can be none.
    func bound(in bucket: String, prefix: String) -> ObjectID? {
        let first = ObjectID.beforeVersions(of: ObjectKey(prefix), in: bucket)
        switch self {
        case .start: return first
        case .afterKey(let key): return max(first, .afterVersions(of: key, in: bucket))
        case .afterPrefix(let rolled):
            return KeyOrder.successor(of: rolled).map { max(first, .beforeVersions(of: $0, in: bucket)) }
        }
    }
}

/// An entry of a page: a key, or a common prefix that stands for many.
enum ListEntry<Item: Sendable>: Sendable {
    case item(Item)
    case commonPrefix(String)
}

/// How `encoding-type=url` writes keys, prefixes, delimiters and markers.
public enum ListEncoding {
    /// The text with everything but letters, digits and `-._*/` as percent escapes, and `+` for a space.
    public static func url(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x2A, 0x2F:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x20: encoded.append("+")
            default: encoded.append("%" + hex(byte))
            }
        }
        return encoded
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "0" + digits : digits
    }
}
