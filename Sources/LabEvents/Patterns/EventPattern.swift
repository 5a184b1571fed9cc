public import LabCore

/// An event pattern in EventBridge's matching language, compiled.
///
/// Equality, hashing and coding go by the text.
///
/// - SeeAlso: Amazon EventBridge User Guide, "Creating Amazon EventBridge event patterns" and "Comparison operators"
public struct EventPattern: Sendable {
    /// The most bytes that the lab reads; AWS's bound, in characters, stands in the model of PutRule.
    public static let longest = 16_384

    /// The text as it was given.
    public let text: String
    let root: PatternObject

    /// Reads and checks a pattern.
    ///
    /// - Throws: ``EventPatternError`` with AWS's reason.
    public init(parsing text: String) throws(EventPatternError) {
        self.text = text
        root = try PatternParser.parse(text)
    }

    /// Whether an event, in its envelope, matches.
    public func matches(_ event: JSONObject) -> Bool { root.matches(.object(event)) }
}

extension EventPattern: Hashable, Codable {
    /// Equal when the texts are, byte by byte.
    public static func == (left: EventPattern, right: EventPattern) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// Reads the text, and compiles it again.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Why a text is no event pattern.
public struct EventPatternError: Error, Hashable, Sendable {
    /// What is wrong.
    public let reason: String

    init(_ reason: String) {
        self.reason = reason
    }

    /// AWS's error.
    public var serviceError: ServiceError {
        ServiceError(
            ServiceError.Code("InvalidEventPatternException"), "Event pattern is not valid. Reason: \(reason)",
            hint: "`aws events test-event-pattern` tries a pattern on an event")
    }
}
