/// Why a text is not JSON.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let reason: String
    /// Where, in bytes from the start.
    public let offset: Int

    /// `reason at byte offset`.
    public var description: String { "\(reason) at byte \(offset)" }
}

/// A strict parser for JSON (RFC 8259): no leniencies, bounded depth, nothing after the value, and a say in what happens
/// to members of the same name, which Foundation's parser does not give and policy documents need.
public struct JSONParser {
    /// What to do with the second member of a name.
    public enum Duplicates: Sendable {
        /// Refuse the text.
        case refuse
        /// Keep the last one, as most parsers do.
        case keepLast
    }

    private let bytes: [UInt8]
    private let duplicates: Duplicates
    private let maximumDepth: Int
    private var position = 0

    private init(_ bytes: [UInt8], duplicates: Duplicates, maximumDepth: Int) {
        self.bytes = bytes
        self.duplicates = duplicates
        self.maximumDepth = maximumDepth
    }

    /// Parses the whole of `bytes`.
    ///
    /// - Throws: ``JSONError`` with what is wrong and where.
    public static func parse(_ bytes: [UInt8], duplicates: Duplicates = .keepLast, maximumDepth: Int = 64)
        throws(JSONError) -> JSONValue
    {
        var parser = JSONParser(bytes, duplicates: duplicates, maximumDepth: maximumDepth)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.error("unexpected text after the value") }
        return value
    }

    /// Parses the whole of `text`.
    ///
    /// - Throws: ``JSONError`` with what is wrong and where.
    public static func parse(_ text: String, duplicates: Duplicates = .keepLast, maximumDepth: Int = 64)
        throws(JSONError) -> JSONValue
    {
        try parse(Array(text.utf8), duplicates: duplicates, maximumDepth: maximumDepth)
    }

    private func error(_ reason: String) -> JSONError { JSONError(reason: reason, offset: position) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func expect(_ byte: UInt8, _ what: String) throws(JSONError) {
        guard next == byte else { throw error("expected \(what)") }
        position += 1
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        guard depth <= maximumDepth else { throw error("nested deeper than \(maximumDepth)") }
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), (0x30...0x39)?: return try number()
        case nil: throw error("unexpected end")
        default: throw error("unexpected character")
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { $0.elementsEqual(bytes[position..<min(position + length, bytes.count)]) }
        guard matches else { throw error("unexpected word") }
        position += length
        return value
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if next == UInt8(ascii: "]") {
            position += 1
            return elements
        }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            guard next == UInt8(ascii: ",") else { break }
            position += 1
        }
        try expect(UInt8(ascii: "]"), "`,` or `]`")
        return elements
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        position += 1
        var members = MemberCollector(duplicates: duplicates)
        skipSpace()
        if next == UInt8(ascii: "}") {
            position += 1
            return members.object
        }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("expected a member's name") }
            let name = try string()
            skipSpace()
            try expect(UInt8(ascii: ":"), "`:`")
            guard members.add(name, try value(depth: depth + 1)) else { throw error("duplicate member `\(name)`") }
            skipSpace()
            guard next == UInt8(ascii: ",") else { break }
            position += 1
        }
        try expect(UInt8(ascii: "}"), "`,` or `}`")
        return members.object
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        let integerDigits = skipDigits()
        let hasLeadingZero = integerDigits > 1 && bytes[firstDigit] == 0x30
        guard integerDigits > 0, !hasLeadingZero else { throw error("malformed number") }
        var isInteger = true
        if next == UInt8(ascii: ".") {
            position += 1
            isInteger = false
            guard skipDigits() > 0 else { throw error("malformed number") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            isInteger = false
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw error("malformed number") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        guard let double = Double(text), double.isFinite else { throw error("number out of range") }
        return .number(double)
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        return position - start
    }

    /// A string; the common case, without escapes, is taken as one run.
    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if next == UInt8(ascii: "\"") {
            let run = bytes[start..<position]
            position += 1
            return try text(run)
        }
        return try escapedString(from: start)
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var buffer = Array(bytes[start..<position])
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(buffer[...])
            case UInt8(ascii: "\\"): try appendEscape(to: &buffer)
            case 0..<0x20: throw error("control character in a string")
            default: buffer.append(byte)
            }
        }
        throw error("string without end")
    }

    private func text(_ run: ArraySlice<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: run, as: UTF8.self) else { throw error("malformed UTF-8") }
        return text
    }

    private mutating func appendEscape(to buffer: inout [UInt8]) throws(JSONError) {
        guard let mark = next else { throw error("string without end") }
        position += 1
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(mark)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"): buffer.append(contentsOf: String(Character(try scalar())).utf8)
        default: throw error("unknown escape")
        }
    }

    /// The scalar behind `\u`, two escapes for one outside the basic plane; lone surrogates are refused.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let high = try fourDigits()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800...0xDBFF).contains(high), next == UInt8(ascii: "\\") else { throw error("lone surrogate") }
        position += 1
        try expect(UInt8(ascii: "u"), "a low surrogate")
        let low = try fourDigits()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw error("lone surrogate") }
        return scalar
    }

    private mutating func fourDigits() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count,
            let pair = Hex.decode(String(decoding: bytes[position..<position + 4], as: UTF8.self)), pair.count == 2
        else { throw error("malformed escape") }
        position += 4
        return UInt32(pair[0]) << 8 | UInt32(pair[1])
    }
}

/// Collects members, watching for a second one of a name; small objects are searched, large ones indexed.
private struct MemberCollector {
    let duplicates: JSONParser.Duplicates
    private(set) var object = JSONObject()
    private var index: Set<[UInt8]> = []
    private static let indexFrom = 16

    init(duplicates: JSONParser.Duplicates) {
        self.duplicates = duplicates
    }

    /// `false` when the name was there and duplicates are refused.
    mutating func add(_ name: String, _ value: JSONValue) -> Bool {
        guard isKnown(name) else {
            object.appendUnchecked(name, value)
            return true
        }
        object[name] = value
        return duplicates == .keepLast
    }

    private mutating func isKnown(_ name: String) -> Bool {
        if object.count < Self.indexFrom { return object[name] != nil }
        if index.isEmpty { index = Set(object.names.map { Array($0.utf8) }) }
        return !index.insert(Array(name.utf8)).inserted
    }
}
