import LabCore
import LabPolicy

/// One thing that a field may be.
enum ValueMatcher: Sendable {
    /// This string, number, Boolean or `null`.
    case exactly(JSONValue)
    /// A string that passes the test.
    case text(TextTest)
    /// Anything that is none of these.
    case anythingBut([JSONValue])
    /// Anything but strings that pass one of the tests.
    case anythingButText([TextTest])
    /// A number in the range.
    case numeric(NumericRange)
    /// An address in the network.
    case address(NetworkRange)
    /// There, or not there.
    case exists(Bool)

    /// Whether one of a field's values is taken; a field that is not there has none.
    func matches(_ leaves: [JSONValue]) -> Bool {
        if case .exists(let isWanted) = self { return isWanted != leaves.isEmpty }
        return leaves.contains(where: takes)
    }

    private func takes(_ value: JSONValue) -> Bool {
        switch self {
        case .exactly(let wanted): value.isSame(as: wanted)
        case .text(let test): value.string.map(test.passes) ?? false
        case .anythingBut(let unwanted): !unwanted.contains { value.isSame(as: $0) }
        case .anythingButText(let tests): !tests.contains { test in value.string.map(test.passes) ?? false }
        case .numeric(let range): value.double.map(range.contains) ?? false
        case .address(let network): value.string.map { network.contains(address: $0) } ?? false
        case .exists: false
        }
    }
}

extension JSONValue {
    /// Equality as EventBridge has it: strings byte by byte, numbers as they are written, so that 300 and 300.0 differ.
    fileprivate func isSame(as other: JSONValue) -> Bool {
        if case .string(let left) = self, case .string(let right) = other { return left.utf8.elementsEqual(right.utf8) }
        return self == other
    }
}

/// A test of a string.
enum TextTest: Sendable {
    case prefix(String)
    case prefixIgnoringCase(String)
    case suffix(String)
    case suffixIgnoringCase(String)
    case equalsIgnoringCase(String)
    case wildcard(WildcardPattern)

    func passes(_ text: String) -> Bool {
        switch self {
        case .prefix(let start): text.utf8.starts(with: start.utf8)
        case .prefixIgnoringCase(let start): text.lowercased().utf8.starts(with: start.lowercased().utf8)
        case .suffix(let end): text.utf8.reversed().starts(with: end.utf8.reversed())
        case .suffixIgnoringCase(let end):
            text.lowercased().utf8.reversed().starts(with: end.lowercased().utf8.reversed())
        case .equalsIgnoringCase(let wanted): text.lowercased().utf8.elementsEqual(wanted.lowercased().utf8)
        case .wildcard(let pattern): pattern.matches(text)
        }
    }
}

/// A stretch of numbers with or without its ends.
struct NumericRange: Sendable {
    private(set) var lower = -Double.infinity
    private(set) var upper = Double.infinity
    private(set) var includesLower = true
    private(set) var includesUpper = true

    /// Cuts the range by a comparison; `false` when there is no such operator.
    mutating func limit(_ comparison: String, _ bound: Double) -> Bool {
        switch comparison {
        case "=": (lower, upper) = (bound, bound)
        case ">": (lower, includesLower) = (bound, false)
        case ">=": lower = bound
        case "<": (upper, includesUpper) = (bound, false)
        case "<=": upper = bound
        default: return false
        }
        return true
    }

    func contains(_ number: Double) -> Bool {
        (includesLower ? number >= lower : number > lower) && (includesUpper ? number <= upper : number < upper)
    }
}
