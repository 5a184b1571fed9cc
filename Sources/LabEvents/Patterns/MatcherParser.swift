import LabCore
import LabPolicy

/// Reads what a field may be: a plain value, or an object that names a comparison.
enum MatcherParser {
    /// The comparisons.
    static let names: Set<String> = [
        "prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "cidr", "exists",
    ]

    /// The numbers that EventBridge compares, either way.
    private static let greatestNumber = 5e9

    static func parse(_ value: JSONValue) throws(EventPatternError) -> ValueMatcher {
        switch value {
        case .array: throw EventPatternError("Match value must be String, number, true, false, or null")
        case .object(let object):
            let (name, operand) = try only(object)
            return try matcher(name, operand)
        default: return .exactly(value)
        }
    }

    private static func only(_ object: JSONObject) throws(EventPatternError) -> (name: String, value: JSONValue) {
        guard let member = object.members.first else { throw EventPatternError("Empty objects are not allowed") }
        guard object.count == 1 else { throw EventPatternError("Only one key allowed in match expression") }
        return member
    }

    private static func matcher(_ name: String, _ operand: JSONValue) throws(EventPatternError) -> ValueMatcher {
        switch name {
        case "exists":
            guard let isWanted = operand.bool else {
                throw EventPatternError("exists match pattern must be either true or false.")
            }
            return .exists(isWanted)
        case "anything-but": return try anythingBut(operand)
        case "numeric": return .numeric(try range(operand))
        case "cidr":
            guard let text = operand.string, let network = NetworkRange(text) else {
                throw EventPatternError("Malformed CIDR, it must be an address and the length of a mask")
            }
            return .address(network)
        default: return .text(try textTest(name, operand))
        }
    }

    /// Prefix, suffix, equality without regard to case, wildcard.
    private static func textTest(_ name: String, _ operand: JSONValue) throws(EventPatternError) -> TextTest {
        switch (name, operand) {
        case ("prefix", .string(let text)): return .prefix(text)
        case ("suffix", .string(let text)): return .suffix(text)
        case ("equals-ignore-case", .string(let text)): return .equalsIgnoringCase(text)
        case ("wildcard", .string(let text)): return .wildcard(try WildcardPattern(text))
        case ("prefix", .object(let object)): return .prefixIgnoringCase(try textIgnoringCase(object, name))
        case ("suffix", .object(let object)): return .suffixIgnoringCase(try textIgnoringCase(object, name))
        case ("prefix", _), ("suffix", _), ("equals-ignore-case", _), ("wildcard", _):
            throw EventPatternError("\(name) match pattern must be a string")
        default: throw EventPatternError("Unrecognized match type \(name)")
        }
    }

    /// `{"equals-ignore-case": TEXT}` inside of a prefix or suffix.
    private static func textIgnoringCase(
        _ object: JSONObject, _ outer: String
    ) throws(EventPatternError) -> String {
        let (name, operand) = try only(object)
        guard name == "equals-ignore-case" else {
            throw EventPatternError("Unsupported anything-but pattern or \(outer): \(name)")
        }
        guard let text = operand.string else { throw EventPatternError("\(name) match pattern must be a string") }
        return text
    }

    private static func anythingBut(_ operand: JSONValue) throws(EventPatternError) -> ValueMatcher {
        switch operand {
        case .string, .integer, .number: return .anythingBut([operand])
        case .array(let values):
            guard !values.isEmpty else { throw EventPatternError("Empty arrays are not allowed") }
            guard values.allSatisfy({ $0.string != nil }) || values.allSatisfy({ $0.double != nil }) else {
                throw EventPatternError(
                    "Inside anything-but list, either all values are number or string, mixed type is not supported")
            }
            return .anythingBut(values)
        case .object(let object):
            let (name, inner) = try only(object)
            return .anythingButText(try textTests(name, inner))
        default: throw EventPatternError("Value of anything-but must be an array or single string/number value.")
        }
    }

    /// The tests of `{"anything-but": {"prefix": …}}`, whose operand may be a list.
    private static func textTests(_ name: String, _ operand: JSONValue) throws(EventPatternError) -> [TextTest] {
        guard ["prefix", "suffix", "equals-ignore-case", "wildcard"].contains(name) else {
            throw EventPatternError("Unsupported anything-but pattern: \(name)")
        }
        guard let values = operand.array else { return [try textTest(name, operand)] }
        guard !values.isEmpty else { throw EventPatternError("Empty arrays are not allowed") }
        var tests: [TextTest] = []
        for value in values { tests.append(try textTest(name, value)) }
        return tests
    }

    /// `["=", 5]`, `[">", 0]` or `[">", 0, "<=", 5]`.
    private static func range(_ operand: JSONValue) throws(EventPatternError) -> NumericRange {
        guard let parts = operand.array else { throw EventPatternError("Value of numeric must be an array.") }
        guard !parts.isEmpty else { throw EventPatternError("Invalid member in numeric match: ]") }
        guard parts.count <= 4 else { throw EventPatternError("Too many elements in numeric expression") }
        let operators = stride(from: 0, to: parts.count, by: 2).compactMap { parts[$0].string }
        var range = NumericRange()
        for index in stride(from: 0, to: parts.count, by: 2) {
            guard let comparison = parts[index].string else {
                throw EventPatternError("Invalid member in numeric match: \(parts[index].compactText)")
            }
            let bound = try number(parts.indices.contains(index + 1) ? parts[index + 1] : nil, of: comparison)
            guard range.limit(comparison, bound) else {
                throw EventPatternError("Unrecognized numeric range operator: \(comparison)")
            }
        }
        return try checked(range, operators)
    }

    private static func number(_ value: JSONValue?, of comparison: String) throws(EventPatternError) -> Double {
        guard let number = value?.double else { throw EventPatternError("Value of \(comparison) must be numeric") }
        guard abs(number) <= greatestNumber else {
            throw EventPatternError("Value must be between \(-greatestNumber) and \(greatestNumber), inclusive")
        }
        return number
    }

    /// Two comparisons bound a range from below and from above, in this order.
    private static func checked(
        _ range: NumericRange, _ operators: [String]
    ) throws(EventPatternError) -> NumericRange {
        guard operators.count == 2 else { return range }
        guard operators[0].hasPrefix(">"), operators[1].hasPrefix("<") else {
            throw EventPatternError("Bad numeric range operator: \(operators[1])")
        }
        guard range.lower < range.upper else { throw EventPatternError("Bottom must be less than top") }
        return range
    }
}
