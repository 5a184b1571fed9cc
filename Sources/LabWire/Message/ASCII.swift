// Wire syntax is ASCII: these look at bytes and never at grapheme clusters, which cost twenty times as much.

extension ArraySlice<UInt8> {
    /// The pieces between `separator`s: at most `maxSplits` splits, from the left.
    func pieces(_ separator: Unicode.Scalar, maxSplits: Int = .max) -> [ArraySlice<UInt8>] {
        let mark = UInt8(ascii: separator)
        var pieces: [ArraySlice<UInt8>] = []
        var start = startIndex
        for index in indices where self[index] == mark {
            guard pieces.count < maxSplits else { break }
            pieces.append(self[start..<index])
            start = index + 1
        }
        pieces.append(self[start...])
        return pieces
    }

    /// The bytes without spaces at both ends.
    var trimmingSpaces: ArraySlice<UInt8> {
        let start = firstIndex { $0 != UInt8(ascii: " ") } ?? endIndex
        let end = lastIndex { $0 != UInt8(ascii: " ") }.map { $0 + 1 } ?? start
        return self[start..<end]
    }

    /// The bytes as text; they have to be a piece of valid text between ASCII marks.
    var text: String { String(decoding: self, as: UTF8.self) }
}

extension String {
    /// The pieces between `separator`s: at most `maxSplits` splits, from the left.
    func pieces(_ separator: Unicode.Scalar, maxSplits: Int = .max) -> [String] {
        Array(utf8)[...].pieces(separator, maxSplits: maxSplits).map(\.text)
    }
}

extension StringProtocol {
    /// Whether the ASCII letters of both agree when case is left aside; all other bytes have to be equal.
    func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count && startsIgnoringCase(other)
    }

    /// Whether the first bytes are those of `prefix`, the case of ASCII letters left aside.
    func hasPrefixIgnoringCase(_ prefix: String) -> Bool {
        utf8.count >= prefix.utf8.count && startsIgnoringCase(prefix)
    }

    /// Compares where the bytes lie: this runs for every header of a request, several times.
    private func startsIgnoringCase(_ prefix: some StringProtocol) -> Bool {
        let isEqual = utf8.withContiguousStorageIfAvailable { left in
            prefix.utf8.withContiguousStorageIfAvailable { right in
                right.indices.allSatisfy { left[$0].lowercasedASCII == right[$0].lowercasedASCII }
            }
        }
        return (isEqual ?? nil) ?? zip(utf8, prefix.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
    }

    /// The text with ASCII letters in lower case.
    var lowercasedASCII: String {
        String(decoding: utf8.map(\.lowercasedASCII), as: UTF8.self)
    }
}

extension UInt8 {
    /// The byte, an ASCII capital as its small letter.
    var lowercasedASCII: UInt8 {
        (0x41...0x5A).contains(self) ? self | 0x20 : self
    }
}
