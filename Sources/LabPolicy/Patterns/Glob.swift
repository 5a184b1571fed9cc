/// Matching with `*` and `?`, over bytes.
///
/// A pattern is a row of 16-bit units: a byte stands for itself, two further values for the wildcards, so that a literal
/// `*` (from `${*}` or from a variable's value) and the wildcard differ.
enum Glob {
    /// Any run of characters, also none.
    static let many: UInt16 = 0x100
    /// Exactly one character.
    static let one: UInt16 = 0x101

    /// Whether `pattern` matches the whole of `text`. Linear but for stars: after a mismatch only the last star is
    /// tried again, which suffices because an earlier one could do nothing that the last cannot.
    static func matches(_ pattern: Span<UInt16>, _ text: Span<UInt8>) -> Bool {
        let prefix = commonPrefix(pattern, text)
        var (position, offset) = (prefix, prefix)
        var retry: (position: Int, offset: Int)?
        while offset < text.count {
            let unit = position < pattern.count ? pattern[position] : .max
            if unit == many {
                position += 1
                if position == pattern.count { return true }
                retry = (position, offset)
            } else if unit == one {
                position += 1
                offset = nextCharacter(in: text, after: offset)
            } else if unit == UInt16(text[offset]) {
                position += 1
                offset += 1
            } else if let again = retry {
                position = again.position
                offset = again.offset + 1
                retry = (position, offset)
            } else {
                return false
            }
        }
        while position < pattern.count, pattern[position] == many { position += 1 }
        return position == pattern.count
    }

    /// How many bytes agree before the first wildcard or difference: for most patterns, all that there is to do.
    private static func commonPrefix(_ pattern: Span<UInt16>, _ text: Span<UInt8>) -> Int {
        let length = min(pattern.count, text.count)
        var index = 0
        while index < length, pattern[index] == UInt16(text[index]) { index += 1 }
        return index
    }

    /// The offset after the character at `offset`: past the continuation bytes of UTF-8.
    private static func nextCharacter(in text: Span<UInt8>, after offset: Int) -> Int {
        var next = offset + 1
        while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }

    /// The units for `text`, with its `*` and `?` as wildcards or as themselves.
    static func units(_ text: some StringProtocol, wildcards: Bool) -> [UInt16] {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "*") where wildcards: many
            case UInt8(ascii: "?") where wildcards: one
            default: UInt16(byte)
            }
        }
    }
}
