import LabCore

/// What a pattern wants of an object: every field, and of every `$or` one branch.
struct PatternObject: Sendable {
    let fields: [(name: String, node: PatternNode)]
    let alternatives: [[PatternObject]]

    /// Whether `value` fits. In a list one element has to fit as a whole: fields of different elements do not add up.
    /// Without an object only tests for absence can hold.
    func matches(_ value: JSONValue?) -> Bool {
        switch value {
        case .object(let object)?: return fits { object[$0] }
        case .array(let elements)?:
            let objects = elements.filter { $0.isNested }
            return objects.isEmpty ? fits { _ in nil } : objects.contains { matches($0) }
        default: return fits { _ in nil }
        }
    }

    private func fits(_ member: (String) -> JSONValue?) -> Bool {
        fields.allSatisfy { $0.node.matches(member($0.name)) }
            && alternatives.allSatisfy { branches in branches.contains { $0.fits(member) } }
    }
}

/// What a pattern wants of one field.
indirect enum PatternNode: Sendable {
    /// An object with fields of its own.
    case object(PatternObject)
    /// A value that one of these takes.
    case values([ValueMatcher])

    func matches(_ value: JSONValue?) -> Bool {
        switch self {
        case .object(let object): return object.matches(value)
        case .values(let matchers):
            let leaves = value?.leaves ?? []
            return matchers.contains { $0.matches(leaves) }
        }
    }
}

extension JSONValue {
    /// Whether this can hold objects.
    fileprivate var isNested: Bool {
        switch self {
        case .object, .array: true
        default: false
        }
    }

    /// The scalars that the value is or, as a list, holds. An object is no leaf.
    fileprivate var leaves: [JSONValue] {
        switch self {
        case .object: []
        case .array(let elements): elements.flatMap(\.leaves)
        default: [self]
        }
    }
}
