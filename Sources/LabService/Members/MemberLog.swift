import LabCore

/// What one run over an input found wrong. Shared by the readers of all nested structures.
final class MemberLog {
    /// The most violations that one error lists. AWS states no number; ours bounds the error's size.
    private static let mostViolations = 100

    private var violations: [String] = []
    private var typeFailure: String?
    private var ownRefusal: ServiceError?

    /// Records that a value breaks a constraint. `shown` is `nil` for values that are not echoed.
    func violation(_ shown: String?, at path: String, _ constraint: String) {
        guard violations.count < Self.mostViolations else { return }
        let value = shown.map { "Value '\($0)'" } ?? "Value"
        violations.append("\(value) at '\(path)' failed to satisfy constraint: \(constraint)")
    }

    /// Records that a required member is not there.
    func missing(at path: String) {
        guard violations.count < Self.mostViolations else { return }
        violations.append("Value null at '\(path)' failed to satisfy constraint: \(Self.notNull)")
    }

    /// Records that a value is of the wrong type; the first one counts.
    func wrongType(_ text: String) {
        typeFailure = typeFailure ?? text
    }

    /// Takes over what was recorded for one member whose broken constraints have an error of their own.
    func adopt(_ inner: MemberLog, refusedBy refusal: ServiceError) {
        typeFailure = typeFailure ?? inner.typeFailure
        if !inner.violations.isEmpty { ownRefusal = ownRefusal ?? refusal }
    }

    /// The error for everything recorded; `nil` when nothing was.
    func error(_ dialect: MemberDialect) -> ServiceError? {
        if let typeFailure { return ServiceError(dialect.typeErrorCode, typeFailure) }
        if let ownRefusal, violations.isEmpty { return ownRefusal }
        guard !violations.isEmpty else { return nil }
        let count = "\(violations.count) validation error\(violations.count == 1 ? "" : "s") detected"
        return ServiceError(dialect.validationErrorCode, "\(count): \(violations.joined(separator: "; "))")
    }

    static let notNull = "Member must not be null"
}

/// How a protocol writes values, and what it calls errors in them.
public enum MemberDialect: Sendable {
    /// JSON 1.0 and 1.1: typed values; `ValidationException`, `SerializationException`.
    case json
    /// The query protocol: every scalar is text; `ValidationError`, `MalformedInput`.
    case query

    var validationErrorCode: ServiceError.Code {
        switch self {
        case .json: ServiceError.Code("ValidationException")
        case .query: ServiceError.Code("ValidationError")
        }
    }

    var typeErrorCode: ServiceError.Code {
        switch self {
        case .json: ServiceError.Code("SerializationException")
        case .query: ServiceError.Code("MalformedInput")
        }
    }
}
