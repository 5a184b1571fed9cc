import LabCore
import LabWire

/// Writes an operation's input as the form of the query protocol: `Tags.member.1.Key=…`.
enum QueryRequest {
    static func form(_ operation: String, version: String, _ input: JSONObject) -> [UInt8] {
        var pairs = [("Action", operation), ("Version", version)]
        for (name, value) in input.members { append(value, name, to: &pairs) }
        let text = pairs.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }
        return Array(text.joined(separator: "&").utf8)
    }

    /// The inputs of SNS that are maps; every other object is a structure.
    private static let maps: Set<String> = ["Attributes", "MessageAttributes"]

    private static func append(_ value: JSONValue, _ name: String, to pairs: inout [(String, String)]) {
        switch value {
        case .null: break
        case .array(let elements):
            if elements.isEmpty { pairs.append((name, "")) }
            for (index, element) in elements.enumerated() { append(element, "\(name).member.\(index + 1)", to: &pairs) }
        case .object(let map) where maps.contains(name):
            for (index, entry) in map.members.enumerated() {
                let (key, value) = name == "Attributes" ? ("key", "value") : ("Name", "Value")
                pairs.append(("\(name).entry.\(index + 1).\(key)", entry.name))
                append(entry.value, "\(name).entry.\(index + 1).\(value)", to: &pairs)
            }
        case .object(let object):
            for (member, value) in object.members { append(value, "\(name).\(member)", to: &pairs) }
        default: pairs.append((name, value.string ?? value.compactText))
        }
    }
}
