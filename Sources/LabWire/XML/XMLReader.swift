/// A strict reader for the XML of requests: well-formed UTF-8 documents inside hard limits, no document types, no
/// entities but the five predefined ones and numbers, no processing instructions but the XML declaration.
///
/// Why: what a document type can do (entities that expand a thousandfold, files that are read, hosts that are asked) no
/// AWS request needs.
public struct XMLReader {
    private var cursor: XMLCursor
    private let limits: XMLLimits
    private var elementCount = 0
    private var open: [OpenElement] = []

    /// Parses the whole of `bytes` and answers the root element.
    ///
    /// - Throws: ``XMLError`` with what is wrong and where. S3 answers `MalformedXML`.
    public static func parse(_ bytes: [UInt8], limits: XMLLimits = .standard) throws(XMLError) -> XMLElement {
        guard bytes.count <= limits.bytes else {
            throw XMLError(reason: "document longer than \(limits.bytes) bytes", offset: limits.bytes)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw XMLError(reason: "malformed UTF-8", offset: 0)
        }
        var reader = XMLReader(cursor: XMLCursor(bytes), limits: limits)
        return try reader.document()
    }

    private init(cursor: XMLCursor, limits: XMLLimits) {
        self.cursor = cursor
        self.limits = limits
    }

    /// An element whose end has not come yet.
    private struct OpenElement {
        let rawName: Substring
        let attributes: [(name: String, value: String)]
        var children: [XMLElement] = []
        var text: [UInt8] = []

        var closed: XMLElement {
            XMLElement(
                XMLReader.localName(rawName), attributes: attributes, children: children,
                text: String(decoding: text, as: UTF8.self))
        }
    }

    private mutating func document() throws(XMLError) -> XMLElement {
        try declaration()
        try skipMiscellany()
        try cursor.expect("<")
        var root = try startTag()
        while root == nil { root = try content() }
        try skipMiscellany()
        guard cursor.isAtEnd, let root else { throw cursor.error("unexpected text after the root element") }
        return root
    }

    private mutating func declaration() throws(XMLError) {
        guard cursor.skip("<?xml") else { return }
        let declaration = try cursor.skipPast("?>", "XML declaration")
        let text = String(decoding: declaration, as: UTF8.self).lowercasedASCII
        guard declaration.first.map(XMLCursor.isSpace) == true, text.contains("version") else {
            throw cursor.error("malformed XML declaration")
        }
        let isUTF8 = !text.contains("encoding") || text.contains("utf-8") || text.contains("us-ascii")
        guard isUTF8 else { throw cursor.error("encoding other than UTF-8") }
    }

    /// White space and comments outside the root element.
    private mutating func skipMiscellany() throws(XMLError) {
        while true {
            cursor.skipSpace()
            guard cursor.skip("<!--") else { return }
            try comment()
        }
    }

    private mutating func comment() throws(XMLError) {
        let text = try cursor.skipPast("--", "comment")
        guard cursor.skip(">") else { throw cursor.error("`--` in a comment") }
        try check(text)
    }

    private func check(_ text: ArraySlice<UInt8>) throws(XMLError) {
        guard text.allSatisfy({ $0 >= 0x20 || XMLCursor.isSpace($0) }) else {
            throw cursor.error("control character")
        }
    }

    /// The next piece inside the innermost open element; answers the root element once it is closed.
    private mutating func content() throws(XMLError) -> XMLElement? {
        switch cursor.next {
        case nil: throw cursor.error("unexpected end")
        case UInt8(ascii: "<"): return try markup()
        default:
            open[open.count - 1].text += try cursor.characters { $0 == UInt8(ascii: "<") }
            return nil
        }
    }

    private mutating func markup() throws(XMLError) -> XMLElement? {
        if cursor.skip("<!--") {
            try comment()
            return nil
        }
        if cursor.skip("<![CDATA[") {
            let text = try cursor.skipPast("]]>", "CDATA section")
            try check(text)
            open[open.count - 1].text += text
            return nil
        }
        if cursor.skip("</") { return try endTag() }
        try cursor.expect("<")
        return try startTag()
    }

    /// A start tag behind its `<`; answers the element when it is empty and the root.
    private mutating func startTag() throws(XMLError) -> XMLElement? {
        guard cursor.next != UInt8(ascii: "!"), cursor.next != UInt8(ascii: "?") else {
            throw cursor.error("document types and processing instructions are refused")
        }
        guard open.count < limits.depth else { throw cursor.error("nested deeper than \(limits.depth)") }
        elementCount += 1
        guard elementCount <= limits.elements else { throw cursor.error("more than \(limits.elements) elements") }
        let name = try cursor.name(limit: limits.nameBytes)
        let attributes = try self.attributes()
        open.append(OpenElement(rawName: name, attributes: attributes))
        if cursor.skip("/>") { return close() }
        try cursor.expect(">")
        return nil
    }

    private mutating func endTag() throws(XMLError) -> XMLElement? {
        let name = try cursor.name(limit: limits.nameBytes)
        guard open.last?.rawName == name else { throw cursor.error("end of `\(name)` where it is not open") }
        cursor.skipSpace()
        try cursor.expect(">")
        return close()
    }

    private mutating func close() -> XMLElement? {
        let element = open.removeLast().closed
        guard !open.isEmpty else { return element }
        open[open.count - 1].children.append(element)
        return nil
    }

    private mutating func attributes() throws(XMLError) -> [(name: String, value: String)] {
        var seen: [Substring] = []
        var kept: [(name: String, value: String)] = []
        while cursor.skipSpace(), let byte = cursor.next, byte != UInt8(ascii: ">"), byte != UInt8(ascii: "/") {
            let name = try cursor.name(limit: limits.nameBytes)
            guard !seen.contains(name) else { throw cursor.error("duplicate attribute `\(name)`") }
            guard seen.count < limits.attributes else {
                throw cursor.error("more than \(limits.attributes) attributes")
            }
            seen.append(name)
            let value = try attributeValue()
            if name != "xmlns", !name.hasPrefix("xmlns:") { kept.append((Self.localName(name), value)) }
        }
        return kept
    }

    private mutating func attributeValue() throws(XMLError) -> String {
        cursor.skipSpace()
        try cursor.expect("=")
        cursor.skipSpace()
        guard let quote = cursor.next, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw cursor.error("expected a quoted value")
        }
        cursor.advance()
        let value = try cursor.characters { $0 == quote }
        guard cursor.next == quote else { throw cursor.error("attribute without end") }
        cursor.advance()
        return String(decoding: value, as: UTF8.self)
    }

    private static func localName(_ name: Substring) -> String {
        guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return String(name) }
        return String(name[name.utf8.index(after: colon)...])
    }
}
