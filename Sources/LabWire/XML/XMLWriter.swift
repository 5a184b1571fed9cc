/// Writes XML documents: elements, attributes, escaped text.
///
/// ```swift
/// let body = XMLWriter.document("ListBucketResult", namespace: XMLWriter.s3Namespace) { xml in
///     xml.element("Name", bucket)
///     xml.element("Contents") { xml in xml.element("Key", key) }
/// }
/// ```
public struct XMLWriter {
    /// The namespace of S3's documents.
    public static let s3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/"

    /// What was written.
    public private(set) var bytes: [UInt8] = []

    /// A writer that has written nothing.
    public init() {}

    /// A whole document: the XML declaration, a line's end, and the root element that `content` fills.
    public static func document(
        _ root: String, namespace: String? = nil, _ content: (inout XMLWriter) -> Void
    ) -> [UInt8] {
        var writer = XMLWriter()
        writer.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        writer.element(root, namespace.map { [("xmlns", $0)] } ?? [], content)
        return writer.bytes
    }

    /// An element with `text` inside.
    public mutating func element(_ name: String, _ text: String) {
        openTag(name, [])
        appendEscaped(text)
        closeTag(name)
    }

    /// An element with `text` inside; nothing at all for `nil`.
    public mutating func element(_ name: String, ifPresent text: String?) {
        if let text { element(name, text) }
    }

    /// An element with a number inside.
    public mutating func element(_ name: String, _ number: Int) {
        element(name, String(number))
    }

    /// An element with `true` or `false` inside.
    public mutating func element(_ name: String, _ flag: Bool) {
        element(name, flag ? "true" : "false")
    }

    /// An element that `content` fills; `<name/>` when it writes nothing.
    public mutating func element(
        _ name: String, _ attributes: [(String, String)] = [], _ content: (inout XMLWriter) -> Void
    ) {
        openTag(name, attributes)
        let start = bytes.count
        content(&self)
        if bytes.count > start { return closeTag(name) }
        bytes.removeLast()
        append("/>")
    }

    /// Text, escaped. Characters that XML 1.0 has no way to write go out as numeric references, as S3 sends them.
    public mutating func text(_ text: String) {
        appendEscaped(text)
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func openTag(_ name: String, _ attributes: [(String, String)]) {
        append("<\(name)")
        for (name, value) in attributes {
            append(" \(name)=\"")
            appendEscaped(value)
            append("\"")
        }
        append(">")
    }

    private mutating func closeTag(_ name: String) {
        append("</\(name)>")
    }

    private mutating func appendEscaped(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): append("&amp;")
            case UInt8(ascii: "<"): append("&lt;")
            case UInt8(ascii: ">"): append("&gt;")
            case UInt8(ascii: "\""): append("&quot;")
            case 0x09, 0x0A: bytes.append(byte)
            case 0..<0x20: append("&#x\(String(byte, radix: 16));")
            default: bytes.append(byte)
            }
        }
    }
}
