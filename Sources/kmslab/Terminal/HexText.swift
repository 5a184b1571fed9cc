import LabCore

/// Bytes for people.
enum HexText {
    /// The first `count` bytes in pairs of digits, with `..` when there are more.
    static func front(_ bytes: some Collection<UInt8>, _ count: Int = 16) -> String {
        let shown = bytes.prefix(count).map { Hex.encode([$0]) }.joined(separator: " ")
        return bytes.count > count ? shown + " .." : shown
    }

    /// An id cut to eight digits.
    static func short(_ id: String) -> String {
        String(id.prefix(8))
    }
}
