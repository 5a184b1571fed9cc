/// A text with `*` for any run of characters; `\*` and `\\` stand for themselves.
struct WildcardPattern: Sendable {
    /// The bytes; `nil` is the wildcard.
    private let units: [UInt8?]

    /// Reads a pattern.
    ///
    /// - Throws: for wildcards side by side, and for a backslash before anything else.
    init(_ text: String) throws(EventPatternError) {
        var units: [UInt8?] = []
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "*"):
                if let last = units.last, last == nil {
                    throw EventPatternError("Consecutive wildcard characters at pos \(units.count - 1)")
                }
                units.append(nil)
            case UInt8(ascii: "\\"):
                guard let escaped = bytes.next(), escaped == UInt8(ascii: "*") || escaped == UInt8(ascii: "\\") else {
                    throw EventPatternError("Invalid escape character at pos \(units.count)")
                }
                units.append(escaped)
            default: units.append(byte)
            }
        }
        self.units = units
    }

    /// Whether the whole of `text` matches. After a mismatch only the last wildcard is tried again: an earlier one could
    /// do nothing that the last cannot.
    func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var (position, offset) = (0, 0)
        var retry: (position: Int, offset: Int)?
        while offset < bytes.count {
            if position < units.count, units[position] == nil {
                retry = (position + 1, offset)
                position += 1
            } else if position < units.count, units[position] == bytes[offset] {
                position += 1
                offset += 1
            } else if let last = retry {
                retry = (last.position, last.offset + 1)
                (position, offset) = (last.position, last.offset + 1)
            } else {
                return false
            }
        }
        return units[position...].allSatisfy { $0 == nil }
    }
}
