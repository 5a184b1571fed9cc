public import LabCore

/// A parsed policy document.
///
/// Everything that a decision needs is compiled when the document is parsed; copies share the result. Equality, hashing
/// and coding go by kind and source text.
///
/// - SeeAlso: IAM User Guide, "Grammar of the IAM JSON policy language"
public struct PolicyDocument: Sendable {
    /// The text as it was given.
    public let text: String
    /// What the document is attached to.
    public let kind: PolicyKind
    let compiled: CompiledPolicy

    /// Parses and checks `text`.
    ///
    /// - Throws: ``PolicyError`` with the cause and the place; its ``PolicyError/serviceError`` carries AWS's code and
    ///   message for `kind`.
    public init(parsing text: String, kind: PolicyKind) throws(PolicyError) {
        self.init(text: text, kind: kind, compiled: try CompiledPolicy(parsing: text, kind: kind))
    }

    init(text: String, kind: PolicyKind, compiled: CompiledPolicy) {
        self.text = text
        self.kind = kind
        self.compiled = compiled
    }

    /// The document's `Id`, if it has one.
    public var id: String? { compiled.id }
    /// The document as JSON, members in the order in which they were written.
    public var json: JSONValue { compiled.json }
    /// How many statements there are.
    public var statementCount: Int { compiled.statements.count }
}

/// What a document compiles to; immutable and shared by all copies.
final class CompiledPolicy: Sendable {
    let id: String?
    let json: JSONValue
    let statements: [Statement]
    /// Whether some statement asks for condition keys.
    let readsContext: Bool

    init(id: String?, json: JSONValue, statements: [Statement]) {
        self.id = id
        self.json = json
        self.statements = statements
        readsContext = statements.contains { $0.readsContext }
    }
}

extension PolicyDocument: Hashable {
    /// Equal when kind and text are, the text byte by byte.
    public static func == (left: PolicyDocument, right: PolicyDocument) -> Bool {
        left.kind == right.kind && (left.compiled === right.compiled || left.text.hasSameBytes(as: right.text))
    }

    /// Hashes kind and text.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(text)
    }
}

extension PolicyDocument: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind
        case text
    }

    /// Reads kind and text, and parses the text again.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try container.decode(PolicyKind.self, forKey: .kind)
        try self.init(parsing: container.decode(String.self, forKey: .text), kind: kind)
    }

    /// Writes kind and text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(text, forKey: .text)
    }
}
