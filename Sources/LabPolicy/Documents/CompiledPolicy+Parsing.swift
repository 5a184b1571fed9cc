import LabCore

extension CompiledPolicy {
    /// Parses and checks a document.
    convenience init(parsing text: String, kind: PolicyKind) throws(PolicyError) {
        let fields = PolicyFields(kind: kind, path: "")
        try Self.checkText(text, fields)
        let json = try Self.parseJSON(text, fields)
        guard let object = json.object else { throw fields.error(.notAnObject) }
        try fields.checkNames(object, ["Version", "Id", "Statement"])
        let version = try Self.version(object, fields)
        let id = try fields.string(object, "Id")
        let statements = try Self.statements(object, fields, hasVariables: version == .current)
        self.init(id: id, json: json, statements: statements)
    }

    private enum Version: String {
        case original = "2008-10-17"
        case current = "2012-10-17"
    }

    private static func checkText(_ text: String, _ fields: PolicyFields) throws(PolicyError) {
        let limit = PolicyLimits.maximum(for: fields.kind).count
        let size = PolicyLimits.size(of: text, as: fields.kind)
        guard size <= limit else { throw fields.error(.tooLarge(size: size, limit: limit)) }
        // The character set of every Policy… type in AWS's models: tab, line feed, carriage return, and U+0020...U+00FF.
        let isAccepted = text.unicodeScalars.allSatisfy {
            (0x20...0xFF).contains($0.value) || $0 == "\t" || $0 == "\n" || $0 == "\r"
        }
        guard isAccepted || !fields.kind.isLimitedToLatin1 else { throw fields.error(.invalidCharacter) }
    }

    private static func parseJSON(_ text: String, _ fields: PolicyFields) throws(PolicyError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(text, duplicates: .refuse, maximumDepth: PolicyLimits.jsonDepth)
        } catch {
            throw fields.error(.notJSON(error.description))
        }
    }

    private static func version(_ object: JSONObject, _ fields: PolicyFields) throws(PolicyError) -> Version {
        guard let text = try fields.string(object, "Version") else {
            guard !fields.kind.requiresCurrentVersion else { throw fields.error(.outdatedVersion) }
            return .original
        }
        guard let version = Version(rawValue: text) else { throw fields.error(.invalidVersion(text)) }
        guard version == .current || !fields.kind.requiresCurrentVersion else { throw fields.error(.outdatedVersion) }
        return version
    }

    private static func statements(_ object: JSONObject, _ fields: PolicyFields, hasVariables: Bool)
        throws(PolicyError) -> [Statement]
    {
        let elements: [(path: String, value: JSONValue)]
        switch object["Statement"] {
        case nil: throw fields.error(.missingField("Statement"))
        case .object(let single)?: elements = [("Statement", .object(single))]
        case .array(let list)?: elements = list.enumerated().map { ("Statement[\($0.offset)]", $0.element) }
        default: throw fields.error(.wrongType(field: "Statement"))
        }
        guard !elements.isEmpty else { throw fields.error(.emptyList(field: "Statement")) }
        var statements: [Statement] = []
        var sids: Set<String> = []
        for element in elements {
            let parser = StatementParser(
                fields: PolicyFields(kind: fields.kind, path: element.path), hasVariables: hasVariables)
            let statement = try parser.parse(element.value)
            if let sid = statement.sid, !sid.isEmpty, !sids.insert(sid).inserted {
                throw parser.fields.error(.duplicateSid(sid))
            }
            statements.append(statement)
        }
        return statements
    }
}
