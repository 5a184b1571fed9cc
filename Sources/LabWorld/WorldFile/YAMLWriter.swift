import LabCore

/// Writes a tree as YAML, in blocks of two spaces.
///
/// Texts that YAML could take for something else stand in double quotes with JSON's escapes, which are YAML's too.
struct YAMLWriter {
    private var lines: [String] = []

    /// The tree as YAML, with `header` as comments in front.
    static func write(_ tree: JSONObject, header: [String]) -> String {
        var writer = YAMLWriter()
        writer.lines = header.map { "# \($0)" }
        writer.write(tree, indent: 0, first: nil)
        return writer.lines.joined(separator: "\n") + "\n"
    }

    /// Writes members; the first of them goes on the line that `first` begins.
    private mutating func write(_ object: JSONObject, indent: Int, first: String?) {
        var prefix = first ?? Self.spaces(indent)
        for (name, value) in object.members {
            write(value, after: "\(prefix)\(Self.scalar(.string(name))):", indent: indent)
            prefix = Self.spaces(indent)
        }
    }

    private mutating func write(_ value: JSONValue, after head: String, indent: Int) {
        switch value {
        case .object(let object) where !object.isEmpty:
            lines.append(head)
            write(object, indent: indent + 2, first: nil)
        case .array(let elements) where !elements.isEmpty:
            lines.append(head)
            for element in elements { writeElement(element, indent: indent + 2) }
        default: lines.append("\(head) \(Self.scalar(value))")
        }
    }

    private mutating func writeElement(_ element: JSONValue, indent: Int) {
        let head = Self.spaces(indent) + "- "
        switch element {
        case .object(let object) where !object.isEmpty: write(object, indent: indent + 2, first: head)
        case .array(let elements) where !elements.isEmpty:
            // A list in a list has no name to stand behind; JSON is YAML, too.
            lines.append(head + JSONValue.array(elements).compactText)
        default: lines.append(head + Self.scalar(element))
        }
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    private static func scalar(_ value: JSONValue) -> String {
        guard case .string(let text) = value, isPlain(text) else { return value.compactText }
        return text
    }

    /// Whether YAML and ``WorldNode`` take `text` for itself when it stands without quotes.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/") else { return false }
        let isHarmless = text.utf8.allSatisfy { byte in
            isLetter(byte) || (0x30...0x39).contains(byte) || "/_.+=@-".utf8.contains(byte)
        }
        return isHarmless && !reserved.contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static let reserved: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
}
