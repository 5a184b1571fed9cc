package import LabCore
import LabWorld

/// Names and values of a part of `lab.yaml`, of which every name is known, with the facts filled in.
package struct Parameters: Sendable {
    /// What the part is, for messages.
    let what: String
    /// The line that it begins on.
    package let line: Int
    private let members: [WorldNode.Member]
    private let facts: LabFacts

    /// Reads a part.
    ///
    /// - Throws: for a name that is not among `names`.
    init(
        _ node: WorldNode, _ what: String, allowing names: [String], facts: LabFacts
    ) throws(LabFileError) {
        let entries = try Self.reading { () throws(WorldFileError) in try node.entries(what) }
        for member in entries where !names.contains(member.name) {
            throw LabFileError(
                LabFolder.structure, member.line, "\(what) has no `\(member.name)`",
                mend: "it has \(names.joined(separator: ", "))")
        }
        self.what = what
        self.line = node.line
        self.members = entries.filter { !$0.value.isNull }
        self.facts = facts
    }

    /// The node of `name`; `nil` when it is left out.
    func node(_ name: String) -> WorldNode? { members.first { $0.name == name }?.value }

    /// Whether the name is there.
    func has(_ name: String) -> Bool { node(name) != nil }

    /// Whether a text stands behind the name, and no list and no names.
    func isText(_ name: String) -> Bool {
        guard let node = node(name), case .scalar = node.content else { return false }
        return true
    }

    /// The names that are there, in order.
    var names: [String] { members.map(\.name) }

    /// A finding about this part.
    func error(_ message: String, mend: String? = nil) -> LabFileError {
        LabFileError(LabFolder.structure, line, message, mend: mend)
    }

    /// The text of `name`; `nil` when it is left out.
    func text(_ name: String) throws(LabFileError) -> String? {
        guard let node = node(name) else { return nil }
        return try scalar(node, "`\(name)`")
    }

    /// The text of `name`.
    func required(_ name: String) throws(LabFileError) -> String {
        guard let text = try text(name) else { throw error("\(what) needs `\(name)`") }
        return text
    }

    /// The texts of `name`: one, or a list.
    func texts(_ name: String) throws(LabFileError) -> [String] {
        guard let node = node(name) else { return [] }
        if case .scalar = node.content { return [try scalar(node, "`\(name)`")] }
        return try list(name).map { (node) throws(LabFileError) in try scalar(node, "an element of `\(name)`") }
    }

    /// The texts of `name`, one at least.
    func requiredTexts(_ name: String) throws(LabFileError) -> [String] {
        let texts = try texts(name)
        guard !texts.isEmpty else { throw error("\(what) needs `\(name)`") }
        return texts
    }

    /// The elements of the list `name`.
    func list(_ name: String) throws(LabFileError) -> [WorldNode] {
        guard let node = node(name) else { return [] }
        return try Self.reading { () throws(WorldFileError) in try node.list("`\(name)`") }
    }

    /// Every parameter that is a plain text, also of the parts below; files without `./`.
    var flattened: [String: String] {
        var texts: [String: String] = [:]
        for member in members { collect(member, &texts) }
        return texts
    }

    private func collect(_ member: WorldNode.Member, _ texts: inout [String: String]) {
        switch member.value.content {
        case .scalar(let text, _):
            let filled = facts.fill(text)
            texts[member.name] = texts[member.name] ?? WorkspacePath(filled)?.name ?? filled
        case .map(let members):
            for member in members { collect(member, &texts) }
        case .list: break
        }
    }

    /// Names with texts.
    func pairs(_ name: String) throws(LabFileError) -> [(key: String, value: String)] {
        guard let node = node(name) else { return [] }
        var pairs: [(key: String, value: String)] = []
        for member in try Self.reading({ () throws(WorldFileError) in try node.entries("`\(name)`") }) {
            pairs.append((facts.fill(member.name), try scalar(member.value, "the value of `\(member.name)`")))
        }
        return pairs
    }

    /// An encryption context.
    func context(_ name: String = "context") throws(LabFileError) -> EncryptionContext? {
        guard has(name) else { return nil }
        guard let context = EncryptionContext(try pairs(name).map { ($0.key, $0.value) }) else {
            throw error("a key stands twice in `\(name)`")
        }
        return context
    }

    /// A whole number.
    func number(_ name: String) throws(LabFileError) -> Int? {
        guard let text = try text(name) else { return nil }
        guard let number = Int(text) else { throw error("`\(name)` has to be a whole number") }
        return number
    }

    /// `true` or `false`; `false` when it is left out.
    func flag(_ name: String) throws(LabFileError) -> Bool {
        switch try text(name) {
        case nil, "false"?: return false
        case "true"?: return true
        default: throw error("`\(name)` has to be true or false")
        }
    }

    /// JSON, of which texts have their facts filled in.
    func json(_ name: String) -> JSONObject {
        guard let object = node(name)?.json.object else { return [:] }
        return facts.fill(.object(object)).object ?? [:]
    }

    /// The part `name` with names of its own.
    func part(_ name: String, allowing names: [String]) throws(LabFileError) -> Parameters? {
        guard let node = node(name) else { return nil }
        return try part(node, "`\(name)`", allowing: names)
    }

    /// Another part, read in the same way.
    func part(_ node: WorldNode, _ what: String, allowing names: [String]) throws(LabFileError) -> Parameters {
        try Parameters(node, what, allowing: names, facts: facts)
    }

    /// A scalar with its facts filled in.
    func scalar(_ node: WorldNode, _ what: String) throws(LabFileError) -> String {
        guard case .scalar(let text, _) = node.content else {
            throw LabFileError(LabFolder.structure, node.line, "\(what) has to be a text")
        }
        return facts.fill(text)
    }

    /// Runs `body` and says that its errors are about `lab.yaml`.
    static func reading<Value>(_ body: () throws(WorldFileError) -> Value) throws(LabFileError) -> Value {
        do throws(WorldFileError) {
            return try body()
        } catch {
            throw LabFileError(error, in: LabFolder.structure)
        }
    }
}

extension LabFacts {
    /// The JSON with the facts filled into its texts.
    package func fill(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(fill(text))
        case .array(let elements): .array(elements.map { fill($0) })
        case .object(let object): .object(JSONObject(object.members.map { ($0.name, fill($0.value)) }))
        default: value
        }
    }
}
