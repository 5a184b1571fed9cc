import LabCore

extension MemberReader {
    /// The value that `decode` makes of `value`; records a wrong type when it makes none.
    func typed<Value>(_ value: JSONValue, _ type: String, as decode: (JSONValue) -> Value?) -> Value? {
        if let decoded = decode(value) { return decoded }
        log.wrongType(Self.conversionFailure(value, type))
        return nil
    }

    /// The texts of AWS's JSON front end. `Start of structure or map …` and the `NUMBER_VALUE` form were observed;
    /// the rest follows their pattern.
    private static func conversionFailure(_ value: JSONValue, _ type: String) -> String {
        switch value {
        case .object: "Start of structure or map found where not expected."
        case .array: "Start of list found where not expected."
        case .string: "STRING_VALUE can not be converted to \(type)"
        case .integer, .number: "NUMBER_VALUE can not be converted to \(type)"
        case .bool(true): "TRUE_VALUE can not be converted to \(type)"
        case .bool(false): "FALSE_VALUE can not be converted to \(type)"
        case .null: "NULL_VALUE can not be converted to \(type)"
        }
    }

    func decodedInteger(_ value: JSONValue) -> Int? {
        guard dialect == .query else { return value.integer }
        return value.string.flatMap { Int($0) }
    }

    func decodedNumber(_ value: JSONValue) -> Double? {
        guard dialect == .query else { return value.double }
        return value.string.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
    }

    func decodedBool(_ value: JSONValue) -> Bool? {
        guard dialect == .query else { return value.bool }
        switch value.string?.lowercased() {
        case "true": return true
        case "false": return false
        default: return nil
        }
    }

    func decodedTimestamp(_ value: JSONValue) -> Timestamp? {
        guard dialect == .json else { return value.string.flatMap { Timestamp(iso8601: $0) } }
        guard let seconds = value.double, Self.secondsOfFourDigitYears.contains(seconds) else { return nil }
        return Timestamp(secondsSince1970: seconds)
    }

    /// From 0001-01-01 to 9999-12-31: what every text form of a moment can write.
    private static let secondsOfFourDigitYears = -62_135_596_800.0...253_402_300_799.0

    /// The elements of a list; the query protocol writes an empty one as an empty string.
    func decodedList(_ value: JSONValue) -> [JSONValue]? {
        if dialect == .query, value.string?.isEmpty == true { return [] }
        if let elements = value.array { return elements }
        log.wrongType("Expected list or null")
        return nil
    }

    /// The members of a map or structure; the query protocol writes an empty one as an empty string.
    func decodedObject(_ value: JSONValue) -> JSONObject? {
        if dialect == .query, value.string?.isEmpty == true { return JSONObject() }
        if let object = value.object { return object }
        log.wrongType(value.array == nil ? "Expected map or null" : "Start of list found where not expected.")
        return nil
    }
}

extension JSONValue {
    /// The value as AWS echoes it in validation messages: Java's text forms of lists and maps.
    var echo: String {
        switch self {
        case .string(let text): text
        case .array(let elements): "[\(elements.map(\.echo).joined(separator: ", "))]"
        case .object(let object): "{\(object.members.map { "\($0.name)=\($0.value.echo)" }.joined(separator: ", "))}"
        default: compactText
        }
    }
}
