import LabCore
import LabWire

/// Writes an operation's output as the query protocol does: elements by name, lists as `member`s, maps as `entry`s.
///
/// - SeeAlso: Smithy, "AWS query protocol"
enum QueryOutput {
    /// The members that are maps in the models of IAM, STS and SNS; every other object is a structure.
    private static let maps: Set<String> = ["SummaryMap", "EvalDecisionDetails", "Attributes"]

    static func write(_ object: JSONObject, to xml: inout XMLWriter) {
        for (name, value) in object.members { write(name, value, to: &xml) }
    }

    private static func write(_ name: String, _ value: JSONValue, to xml: inout XMLWriter) {
        switch value {
        case .null: break
        case .object(let map) where maps.contains(name):
            xml.element(name) { xml in
                for (key, value) in map.members { writeEntry(key, value, to: &xml) }
            }
        case .object(let structure): xml.element(name) { write(structure, to: &$0) }
        case .array(let elements):
            xml.element(name) { xml in
                for element in elements { write("member", element, to: &xml) }
            }
        default: xml.element(name, text(value))
        }
    }

    private static func writeEntry(_ key: String, _ value: JSONValue, to xml: inout XMLWriter) {
        xml.element("entry") { xml in
            xml.element("key", key)
            write("value", value, to: &xml)
        }
    }

    private static func text(_ value: JSONValue) -> String { value.string ?? value.compactText }
}
