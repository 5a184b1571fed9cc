/// Walks over the bytes of an XML document.
struct XMLCursor {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    var isAtEnd: Bool { position == bytes.count }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func error(_ reason: String) -> XMLError { XMLError(reason: reason, offset: position) }

    mutating func advance() {
        position += 1
    }

    mutating func skip(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard position + length <= bytes.count else { return false }
        let matches = text.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + length]) }
        if matches { position += length }
        return matches
    }

    mutating func expect(_ text: StaticString) throws(XMLError) {
        guard skip(text) else { throw error("expected `\(text)`") }
    }

    /// Skips white space; says whether there was any.
    @discardableResult
    mutating func skipSpace() -> Bool {
        let start = position
        while let byte = next, Self.isSpace(byte) { position += 1 }
        return position > start
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Skips everything up to and including `mark`.
    mutating func skipPast(_ mark: StaticString, _ what: String) throws(XMLError) -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count {
            let end = position
            if skip(mark) { return bytes[start..<end] }
            position += 1
        }
        throw error("\(what) without end")
    }

    /// A name with its prefix. Names are ASCII here: every name of an AWS document is.
    mutating func name(limit: Int) throws(XMLError) -> Substring {
        let start = position
        while let byte = next, Self.isNameByte(byte) { position += 1 }
        guard position > start, Self.canStartName(bytes[start]) else { throw error("expected a name") }
        guard position - start <= limit else { throw error("name longer than \(limit) bytes") }
        let name = bytes[start..<position]
        let colons = name.count { $0 == UInt8(ascii: ":") }
        guard colons <= 1, name.last != UInt8(ascii: ":") else { throw error("malformed name") }
        return String(decoding: name, as: UTF8.self)[...]
    }

    private static func canStartName(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        canStartName(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: ":")
    }

    /// Character data up to a byte that `isEnd` accepts, references resolved, line ends made `\n`.
    mutating func characters(until isEnd: (UInt8) -> Bool) throws(XMLError) -> [UInt8] {
        var text: [UInt8] = []
        while let byte = next, !isEnd(byte) {
            switch byte {
            case UInt8(ascii: "&"): try appendReference(to: &text)
            case UInt8(ascii: "<"): throw error("`<` in an attribute")
            case 0x0D:
                text.append(0x0A)
                position += 1
                if next == 0x0A { position += 1 }
            case 0..<0x20 where !Self.isSpace(byte): throw error("control character")
            case UInt8(ascii: "]") where bytes[position...].starts(with: [0x5D, 0x5D, 0x3E]):
                throw error("`]]>` outside a CDATA section")
            default:
                text.append(byte)
                position += 1
            }
        }
        return text
    }

    /// One of the five entities, or a number. No others: an entity that a document declares is how a small one becomes
    /// a large one.
    private mutating func appendReference(to text: inout [UInt8]) throws(XMLError) {
        for (reference, byte) in Self.entities where skip(reference) {
            text.append(byte)
            return
        }
        guard skip("&#") else { throw error("unknown entity") }
        let radix = skip("x") ? 16 : 10
        let start = position
        while let byte = next, byte != UInt8(ascii: ";"), position - start < 8 { position += 1 }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        guard !digits.hasPrefix("+"), let value = UInt32(digits, radix: radix), skip(";"),
            let scalar = Unicode.Scalar(value), Self.isCharacter(scalar)
        else { throw error("malformed character reference") }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private static let entities: [(StaticString, UInt8)] = [
        ("&amp;", 0x26), ("&lt;", 0x3C), ("&gt;", 0x3E), ("&quot;", 0x22), ("&apos;", 0x27),
    ]

    /// XML 1.0, production 2.
    static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
