public import LabCore

/// Reads and validates the members of an operation's input: the one place where an input is declared.
///
/// Why one place: an operation's `Input` names each member once, with its type and bounds, in its initialiser:
///
/// ```swift
/// struct Input {
///     let keyID: String
///     let tags: [Tag]
///
///     init(_ members: MemberReader) {
///         keyID = members.requiredString("KeyId", 1...2048)
///         tags = members.structures("Tags", 0...50, of: Tag.init) ?? []
///     }
/// }
/// let input = try MemberReader.read(object, Input.init)
/// ```
///
/// From that follow the values, AWS's error for everything that is wrong with them at once, and the declaration itself
/// (``describe(_:)``), which a test holds against botocore's service model.
///
/// Readings never throw: they record what is wrong and answer a placeholder (`""`, `0`, `[]`, the first case), and
/// ``read(_:dialect:_:)`` throws before anybody can use it. An initialiser must therefore not trap on a placeholder.
/// JSON `null` counts as absent, and members that nobody reads are ignored, as in AWS.
///
/// - SeeAlso: `aws-kms.md`, section J.1, "Validation message grammar"
public struct MemberReader {
    let object: JSONObject
    let dialect: MemberDialect
    let log: MemberLog
    let sheet: MemberSheet?
    private let path: String

    init(_ object: JSONObject, dialect: MemberDialect, path: String, log: MemberLog, sheet: MemberSheet? = nil) {
        self.object = object
        self.dialect = dialect
        self.path = path
        self.log = log
        self.sheet = sheet
    }

    /// Runs `body` over `object` and answers its value.
    ///
    /// - Throws: `SerializationException` (in the query protocol `MalformedInput`) for the first value of a wrong type,
    ///   otherwise one `ValidationException` (`ValidationError`) that lists all broken constraints.
    public static func read<Value>(
        _ object: JSONObject, dialect: MemberDialect = .json, _ body: (MemberReader) -> Value
    ) throws(ServiceError) -> Value {
        let log = MemberLog()
        let value = body(MemberReader(object, dialect: dialect, path: "", log: log))
        if let error = log.error(dialect) { throw error }
        return value
    }

    /// The members that `body` reads, in order, found by running it over an empty input.
    public static func describe<Value>(_ body: (MemberReader) -> Value) -> [MemberDescription] {
        let sheet = MemberSheet()
        _ = body(MemberReader(JSONObject(), dialect: .json, path: "", log: MemberLog(), sheet: sheet))
        return sheet.members
    }

    /// Whether the member is there and not `null`: for rules that join several members.
    public func has(_ name: String) -> Bool {
        switch object[name] {
        case nil, .null?: false
        default: true
        }
    }

    /// Records a broken constraint that AWS reports in the same grammar but that is no bound of a single member.
    /// `shown` is the value as it stands in the message; `nil` leaves it out.
    public func reject(_ name: String, shown: String?, _ constraint: String) {
        log.violation(shown, at: path(of: name), constraint)
    }

    /// Reads a member whose broken constraints the service has an error of its own for, such as CloudTrail's
    /// `InvalidMaxResultsException`, in place of `ValidationException`.
    public func refusing<Value>(with error: ServiceError, _ body: (MemberReader) -> Value) -> Value {
        let inner = MemberLog()
        let value = body(MemberReader(object, dialect: dialect, path: path, log: inner, sheet: sheet))
        log.adopt(inner, refusedBy: error)
        return value
    }

    /// The path of a member as AWS writes it: names with a small first letter, joined by dots.
    func path(of name: String) -> String {
        path + name.prefix(1).lowercased() + name.dropFirst()
    }

    /// A reader for the structure `object` at `path`, which reports to the same log.
    func nested(_ object: JSONObject, at path: String) -> MemberReader {
        MemberReader(object, dialect: dialect, path: path + ".", log: log)
    }

    /// Declares a member and reads it if it is there.
    func member<Value>(
        _ name: String, _ kind: @autoclosure () -> MemberDescription.Kind, isRequired: Bool, isSensitive: Bool = false,
        _ read: (JSONValue) -> Value?
    ) -> Value? {
        sheet?.add(
            MemberDescription(name: name, kind: kind(), isRequired: isRequired, isSensitive: isSensitive))
        switch object[name] {
        case nil, .null?:
            if isRequired { log.missing(at: path(of: name)) }
            return nil
        case let value?:
            return read(value)
        }
    }

    /// The members that `body` declares, when this is a describing run.
    func members<Value>(of body: (MemberReader) -> Value) -> [MemberDescription] {
        sheet == nil ? [] : Self.describe(body)
    }
}
