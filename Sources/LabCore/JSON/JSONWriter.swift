extension JSONValue {
    /// The value as compact JSON.
    public var compactText: String { String(decoding: compactBytes, as: UTF8.self) }

    /// The value as compact JSON, in UTF-8.
    public var compactBytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The value as JSON for people: two spaces a level.
    public var prettyText: String {
        var writer = JSONWriter(layout: .pretty)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The value as AWS lays out policy documents in GetKeyPolicy: two spaces a level, ` : ` between name and value,
    /// arrays opened and closed on the line.
    public var policyText: String {
        var writer = JSONWriter(layout: .policy)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Writes JSON text.
private struct JSONWriter {
    enum Layout { case compact, pretty, policy }

    private(set) var bytes: [UInt8] = []
    private let layout: Layout
    private var level = 0

    init(layout: Layout = .compact) {
        self.layout = layout
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .number(let value): append(Self.text(value))
        case .string(let value): writeString(value)
        case .array(let elements): writeArray(elements)
        case .object(let object): writeObject(object)
        }
    }

    private static func text(_ value: Double) -> String {
        guard let integer = Int64(exactly: value) else { return String(value) }
        return String(integer)
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func newLine() {
        guard layout != .compact else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
    }

    private mutating func writeArray(_ elements: [JSONValue]) {
        guard !elements.isEmpty else { return append("[]") }
        layout == .policy ? append("[ ") : append("[")
        if layout == .pretty { level += 1 }
        for (index, element) in elements.enumerated() {
            if index > 0 { append(layout == .policy ? ", " : ",") }
            if layout == .pretty { newLine() }
            write(element)
        }
        if layout == .pretty {
            level -= 1
            newLine()
        }
        layout == .policy ? append(" ]") : append("]")
    }

    private mutating func writeObject(_ object: JSONObject) {
        guard !object.isEmpty else { return append("{}") }
        append("{")
        level += 1
        for (index, member) in object.members.enumerated() {
            if index > 0 { append(",") }
            newLine()
            writeString(member.name)
            append(separator)
            write(member.value)
        }
        level -= 1
        newLine()
        append("}")
    }

    private var separator: String {
        switch layout {
        case .compact: ":"
        case .pretty: ": "
        case .policy: " : "
        }
    }

    private mutating func writeString(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20: append("\\u00" + Hex.encode([byte]))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
