public import LabCore

extension MemberReader {
    /// A list of strings that may be missing.
    ///
    /// - Parameters:
    ///   - count: bounds on the number of elements.
    ///   - length: bounds on each element's count of Unicode scalars.
    ///   - pattern: AWS's regular expression for each element.
    public func strings(
        _ name: String, _ count: (any MemberBounds)? = nil, each length: (any MemberBounds)? = nil,
        pattern: String? = nil
    ) -> [String]? {
        texts(name, MemberRange(count), TextRules(length, pattern), isRequired: false)
    }

    /// A list of strings that has to be there; `[]` when it is not.
    public func requiredStrings(
        _ name: String, _ count: (any MemberBounds)? = nil, each length: (any MemberBounds)? = nil,
        pattern: String? = nil
    ) -> [String] {
        texts(name, MemberRange(count), TextRules(length, pattern), isRequired: true) ?? []
    }

    /// A list of a type's cases that may be missing.
    public func enumerations<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, _ count: (any MemberBounds)? = nil, of choice: Choice.Type
    ) -> [Choice]? {
        choices(name, MemberRange(count), choice, isRequired: false)
    }

    /// A list of a type's cases that has to be there; `[]` when it is not.
    public func requiredEnumerations<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, _ count: (any MemberBounds)? = nil, of choice: Choice.Type
    ) -> [Choice] {
        choices(name, MemberRange(count), choice, isRequired: true) ?? []
    }

    /// A structure that may be missing, read by `body`.
    public func structure<Value>(_ name: String, _ body: (MemberReader) -> Value) -> Value? {
        member(name, .structure(members(of: body)), isRequired: false) { value in
            decodedObject(value).map { body(nested($0, at: path(of: name))) }
        }
    }

    /// A structure that has to be there; one made of placeholders when it is not.
    public func requiredStructure<Value>(_ name: String, _ body: (MemberReader) -> Value) -> Value {
        let value = member(name, .structure(members(of: body)), isRequired: true) { value in
            decodedObject(value).map { body(nested($0, at: path(of: name))) }
        }
        return value ?? body(MemberReader(JSONObject(), dialect: dialect, path: "", log: MemberLog()))
    }

    /// A list of structures that may be missing, each read by `body`.
    ///
    /// `isSensitive` leaves the list out of error messages about its count.
    public func structures<Value>(
        _ name: String, _ count: (any MemberBounds)? = nil, isSensitive: Bool = false, of body: (MemberReader) -> Value
    ) -> [Value]? {
        structures(name, MemberRange(count), isRequired: false, isSensitive: isSensitive, body)
    }

    /// A list of structures that has to be there; `[]` when it is not.
    public func requiredStructures<Value>(
        _ name: String, _ count: (any MemberBounds)? = nil, isSensitive: Bool = false, of body: (MemberReader) -> Value
    ) -> [Value] {
        structures(name, MemberRange(count), isRequired: true, isSensitive: isSensitive, body) ?? []
    }

    /// A map from strings to strings that may be missing; pairs in the order of the wire.
    public func stringMap(
        _ name: String, _ count: (any MemberBounds)? = nil, key: (any MemberBounds)? = nil,
        value: (any MemberBounds)? = nil
    ) -> [(key: String, value: String)]? {
        pairs(name, MemberRange(count), TextRules(key, nil), TextRules(value, nil))
    }

    /// A map from strings to structures that may be missing; pairs in the order of the wire.
    public func structureMap<Value>(
        _ name: String, _ count: (any MemberBounds)? = nil, key: (any MemberBounds)? = nil,
        of body: (MemberReader) -> Value
    ) -> [(key: String, value: Value)]? {
        let kind = MemberDescription.Kind.map(
            count: MemberRange(count), key: TextRules(key, nil).kind, value: .structure(members(of: body)))
        return member(name, kind, isRequired: false) { value in
            guard let object = decodedObject(value) else { return nil }
            check(object.count, MemberRange(count), name, value, isSensitive: false)
            check(keys: object, TextRules(key, nil), name, value)
            return object.members.compactMap { entry in
                decodedObject(entry.value).map {
                    (entry.name, body(nested($0, at: "\(path(of: name)).\(entry.name).member")))
                }
            }
        }
    }

    /// An encryption context that may be missing.
    public func encryptionContext(_ name: String = "EncryptionContext") -> EncryptionContext? {
        stringMap(name).flatMap { EncryptionContext($0) }
    }
}

extension MemberReader {
    private func texts(_ name: String, _ count: MemberRange, _ rules: TextRules, isRequired: Bool) -> [String]? {
        member(name, .list(count: count, of: rules.kind), isRequired: isRequired) { value in
            guard let elements = decodedList(value) else { return nil }
            check(elements.count, count, name, value, isSensitive: false)
            let texts = elements.map { typedOrNull($0, \.string) }
            let isKept = texts.allSatisfy { $0.map { rules.brokenConstraints($0).isEmpty } ?? false }
            if !isKept { reject(elementsOf: value, name, rules.constraints) }
            return texts.compactMap(\.self)
        }
    }

    private func choices<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, _ count: MemberRange, _ choice: Choice.Type, isRequired: Bool
    ) -> [Choice]? {
        let element = MemberDescription.Kind.enumeration(sheet == nil ? [] : choice.allCases.map(\.rawValue))
        return member(name, .list(count: count, of: element), isRequired: isRequired) { value in
            guard let elements = decodedList(value) else { return nil }
            check(elements.count, count, name, value, isSensitive: false)
            let choices = elements.compactMap { typedOrNull($0, \.string).flatMap { Choice(exactly: $0) } }
            if choices.count < elements.count { reject(elementsOf: value, name, [choice.constraint]) }
            return choices
        }
    }

    private func structures<Value>(
        _ name: String, _ count: MemberRange, isRequired: Bool, isSensitive: Bool, _ body: (MemberReader) -> Value
    ) -> [Value]? {
        let kind = MemberDescription.Kind.list(count: count, of: .structure(members(of: body)))
        return member(name, kind, isRequired: isRequired, isSensitive: isSensitive) { value in
            guard let elements = decodedList(value) else { return nil }
            check(elements.count, count, name, value, isSensitive: isSensitive)
            return elements.enumerated().compactMap { index, element in
                structure(element, at: "\(path(of: name)).\(index + 1).member", body)
            }
        }
    }

    private func structure<Value>(_ element: JSONValue, at path: String, _ body: (MemberReader) -> Value) -> Value? {
        if case .null = element {
            log.missing(at: path)
            return nil
        }
        return decodedObject(element).map { body(nested($0, at: path)) }
    }

    private func pairs(
        _ name: String, _ count: MemberRange, _ keyRules: TextRules, _ valueRules: TextRules
    ) -> [(key: String, value: String)]? {
        let kind = MemberDescription.Kind.map(count: count, key: keyRules.kind, value: valueRules.kind)
        return member(name, kind, isRequired: false) { value in
            guard let object = decodedObject(value) else { return nil }
            check(object.count, count, name, value, isSensitive: false)
            check(keys: object, keyRules, name, value)
            let texts = object.members.map { (key: $0.name, value: typedOrNull($0.value, \.string)) }
            let isKept = texts.allSatisfy { $0.value.map { valueRules.brokenConstraints($0).isEmpty } ?? false }
            if !isKept { reject("Map value", of: value, name, valueRules.constraints) }
            return texts.compactMap { pair in pair.value.map { (pair.key, $0) } }
        }
    }

    /// The decoded value, or `nil` for a `null`, which is a broken constraint rather than a wrong type.
    private func typedOrNull(_ value: JSONValue, _ decode: (JSONValue) -> String?) -> String? {
        if case .null = value { return nil }
        return typed(value, "a String", as: decode)
    }

    private func check(
        _ size: Int, _ count: MemberRange, _ name: String, _ value: JSONValue, isSensitive: Bool
    ) {
        guard let constraint = count.brokenConstraint(size, on: .length) else { return }
        log.violation(isSensitive ? nil : value.echo, at: path(of: name), constraint)
    }

    private func check(keys object: JSONObject, _ rules: TextRules, _ name: String, _ value: JSONValue) {
        let isKept = object.names.allSatisfy { rules.brokenConstraints($0).isEmpty }
        if !isKept { reject("Map keys", of: value, name, rules.constraints) }
    }

    private func reject(elementsOf value: JSONValue, _ name: String, _ constraints: [String]) {
        reject("Member", of: value, name, constraints)
    }

    /// AWS reports a broken constraint of a scalar element at the collection, and lists all that hold for the element.
    private func reject(_ subject: String, of value: JSONValue, _ name: String, _ constraints: [String]) {
        let inner = constraints.isEmpty ? [MemberLog.notNull] : constraints
        log.violation(
            value.echo, at: path(of: name), "\(subject) must satisfy constraint: [\(inner.joined(separator: ", "))]")
    }
}
