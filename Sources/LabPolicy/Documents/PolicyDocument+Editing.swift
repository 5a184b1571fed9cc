import LabCore

extension PolicyDocument {
    /// The principals that the document names, each once, in order; negated ones included.
    ///
    /// Services verify with it that users and roles exist before they store a resource policy.
    public var principals: [PrincipalPattern] {
        var seen: Set<PrincipalPattern> = []
        return compiled.statements.flatMap { $0.principal?.patterns ?? [] }.filter { seen.insert($0).inserted }
    }

    /// Whether the document names the principal `text`.
    public func names(_ text: String) -> Bool { principals.contains { $0.text == text } }

    /// The document with every `AWS` principal `text` replaced by `replacement`; itself when it names no such principal.
    ///
    /// AWS keeps a principal by its unique id: when a user or role is deleted, policies that named its ARN show the id
    /// (`AIDA…`, `AROA…`) from then on, and a new role of the same name does not inherit what the old one had.
    public func replacingPrincipal(_ text: String, with replacement: String) -> PolicyDocument {
        let edited = rewritingStatements { statements in
            for index in statements.indices {
                for name in ["Principal", "NotPrincipal"] {
                    statements[index][name] = statements[index][name].map {
                        Self.replace(text, with: replacement, in: $0)
                    }
                }
            }
        }
        return edited ?? self
    }

    private static func replace(_ text: String, with replacement: String, in clause: JSONValue) -> JSONValue {
        guard var principals = clause.object, let names = principals["AWS"] else { return clause }
        let list = names.array ?? [names]
        let replaced = list.map { $0.string?.hasSameBytes(as: text) == true ? .string(replacement) : $0 }
        principals["AWS"] = names.array == nil ? replaced.first : .array(replaced)
        return .object(principals)
    }

    /// The document with its statements changed, laid out as AWS lays out policies; `nil` when nothing changed or when
    /// the result is not a valid document of the same kind.
    func rewritingStatements(_ change: (inout [JSONObject]) -> Void) -> PolicyDocument? {
        guard var object = json.object, let old = object["Statement"] else { return nil }
        var statements = (old.array ?? [old]).compactMap(\.object)
        change(&statements)
        object["Statement"] = .array(statements.map { .object($0) })
        guard object["Statement"] != .array(old.array ?? [old]) else { return nil }
        return try? PolicyDocument(parsing: JSONValue.object(object).policyText, kind: kind)
    }
}
