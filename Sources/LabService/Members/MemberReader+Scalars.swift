public import LabCore

extension MemberReader {
    /// A string that may be missing.
    ///
    /// - Parameters:
    ///   - length: bounds on the count of Unicode scalars.
    ///   - pattern: AWS's regular expression, which the whole string has to match (see ``MemberPattern``).
    ///   - isSensitive: leaves the value out of error messages.
    public func string(
        _ name: String, _ length: (any MemberBounds)? = nil, pattern: String? = nil, isSensitive: Bool = false
    ) -> String? {
        text(name, TextRules(length, pattern), isRequired: false, isSensitive: isSensitive)
    }

    /// A string that has to be there; `""` when it is not. Parameters as in ``string(_:_:pattern:isSensitive:)``.
    public func requiredString(
        _ name: String, _ length: (any MemberBounds)? = nil, pattern: String? = nil, isSensitive: Bool = false
    ) -> String {
        text(name, TextRules(length, pattern), isRequired: true, isSensitive: isSensitive) ?? ""
    }

    /// A whole number that may be missing.
    public func integer(_ name: String, _ range: (any MemberBounds)? = nil) -> Int? {
        wholeNumber(name, MemberRange(range), isRequired: false)
    }

    /// A whole number that has to be there; `0` when it is not.
    public func requiredInteger(_ name: String, _ range: (any MemberBounds)? = nil) -> Int {
        wholeNumber(name, MemberRange(range), isRequired: true) ?? 0
    }

    /// A number that may be missing.
    public func number(_ name: String) -> Double? {
        member(name, .number, isRequired: false) { typed($0, "a Double", as: decodedNumber) }
    }

    /// A Boolean that may be missing.
    public func bool(_ name: String) -> Bool? {
        member(name, .bool, isRequired: false) { typed($0, "a Boolean", as: decodedBool) }
    }

    /// A Boolean that has to be there; `false` when it is not.
    public func requiredBool(_ name: String) -> Bool {
        member(name, .bool, isRequired: true) { typed($0, "a Boolean", as: decodedBool) } ?? false
    }

    /// Bytes, in base64 on the wire, that may be missing. Their value is never echoed.
    public func blob(_ name: String, _ length: (any MemberBounds)? = nil) -> [UInt8]? {
        bytes(name, MemberRange(length), isRequired: false)
    }

    /// Bytes, in base64 on the wire, that have to be there; none when they are not. Their value is never echoed.
    public func requiredBlob(_ name: String, _ length: (any MemberBounds)? = nil) -> [UInt8] {
        bytes(name, MemberRange(length), isRequired: true) ?? []
    }

    /// A moment that may be missing: epoch seconds in JSON, ISO 8601 in the query protocol.
    public func timestamp(_ name: String) -> Timestamp? {
        member(name, .timestamp, isRequired: false) { typed($0, "a Date", as: decodedTimestamp) }
    }

    /// A moment that has to be there; 1970 when it is not.
    public func requiredTimestamp(_ name: String) -> Timestamp {
        member(name, .timestamp, isRequired: true) { typed($0, "a Date", as: decodedTimestamp) }
            ?? Timestamp(millisecondsSince1970: 0)
    }

    /// One of a type's cases, by raw value; may be missing.
    public func enumeration<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, _ choice: Choice.Type
    ) -> Choice? {
        self.choice(name, choice, isRequired: false)
    }

    /// One of a type's cases, by raw value; has to be there, the first case when it is not.
    public func requiredEnumeration<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, _ choice: Choice.Type
    ) -> Choice {
        let read = self.choice(name, choice, isRequired: true)
        guard let value = read ?? Choice.allCases.first else {
            preconditionFailure("`\(Choice.self)` has no cases")
        }
        return value
    }

    /// A JSON value as it comes; may be missing.
    public func document(_ name: String) -> JSONValue? {
        member(name, .document, isRequired: false) { $0 }
    }
}

extension MemberReader {
    private func text(_ name: String, _ rules: TextRules, isRequired: Bool, isSensitive: Bool) -> String? {
        member(name, rules.kind, isRequired: isRequired, isSensitive: isSensitive) { value in
            guard let text = typed(value, "a String", as: \.string) else { return nil }
            for constraint in rules.brokenConstraints(text) {
                log.violation(isSensitive ? nil : text, at: path(of: name), constraint)
            }
            return text
        }
    }

    private func wholeNumber(_ name: String, _ range: MemberRange, isRequired: Bool) -> Int? {
        member(name, .integer(range), isRequired: isRequired) { value in
            guard let number = typed(value, "an Integer", as: decodedInteger) else { return nil }
            if let constraint = range.brokenConstraint(number, on: .value) {
                log.violation(String(number), at: path(of: name), constraint)
            }
            return number
        }
    }

    private func bytes(_ name: String, _ length: MemberRange, isRequired: Bool) -> [UInt8]? {
        member(name, .blob(length: length), isRequired: isRequired, isSensitive: true) { value in
            guard let bytes = typed(value, "a Blob", as: { $0.string.flatMap(Base64.decode) }) else { return nil }
            if let constraint = length.brokenConstraint(bytes.count, on: .length) {
                log.violation(nil, at: path(of: name), constraint)
            }
            return bytes
        }
    }

    private func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, _ choice: Choice.Type, isRequired: Bool
    ) -> Choice? {
        member(name, .enumeration(choice.allCases.map(\.rawValue)), isRequired: isRequired) { value in
            guard let text = typed(value, "a String", as: \.string) else { return nil }
            guard let known = Choice(exactly: text) else {
                log.violation(text, at: path(of: name), choice.constraint)
                return nil
            }
            return known
        }
    }
}

extension CaseIterable where Self: RawRepresentable<String> {
    /// AWS's sentence for the set of values.
    static var constraint: String {
        "Member must satisfy enum value set: [\(allCases.map(\.rawValue).joined(separator: ", "))]"
    }

    /// The case whose raw value has these bytes: `String`'s own comparison would take canonical equivalents too.
    init?(exactly text: String) {
        guard let value = Self(rawValue: text), value.rawValue.utf8.elementsEqual(text.utf8) else { return nil }
        self = value
    }
}

/// The constraints on a string.
struct TextRules {
    let length: MemberRange
    let pattern: String?

    init(_ length: (any MemberBounds)?, _ pattern: String?) {
        self.length = MemberRange(length)
        self.pattern = pattern
    }

    var kind: MemberDescription.Kind { .string(length: length, pattern: pattern) }

    /// AWS's sentences for all constraints.
    var constraints: [String] {
        length.constraints(on: .length) + (pattern.map { [Self.sentence($0)] } ?? [])
    }

    /// AWS's sentences for those that `text` breaks: the pattern first, as AWS reports them.
    func brokenConstraints(_ text: String) -> [String] {
        let brokenPattern = pattern.flatMap { MemberPattern.named($0).matches(text) ? nil : Self.sentence($0) }
        let brokenLength = length.brokenConstraint(text.unicodeScalars.count, on: .length)
        return [brokenPattern, brokenLength].compactMap(\.self)
    }

    private static func sentence(_ pattern: String) -> String {
        "Member must satisfy regular expression pattern: \(pattern)"
    }
}
