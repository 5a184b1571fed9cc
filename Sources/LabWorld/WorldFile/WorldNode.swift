package import LabCore

/// A piece of a world file with the line that it stands on.
package struct WorldNode: Sendable {
    /// What a piece is.
    package enum Content: Sendable {
        /// A text; plain when it stands without quotes.
        case scalar(String, isPlain: Bool)
        /// A list.
        case list([WorldNode])
        /// Names and values, in order; every name once.
        case map([Member])
    }

    /// A name with its value.
    package struct Member: Sendable {
        package let name: String
        package let line: Int
        package let value: WorldNode
    }

    package let line: Int
    package let content: Content

    /// Whether there is nothing: `users:` with nothing behind it.
    package var isNull: Bool {
        guard case .scalar(let text, true) = content else { return false }
        return ["", "~", "null"].contains(text)
    }
}

extension WorldNode {
    /// The members, of which none but `names` is known; none for nothing.
    package func map(_ what: String, allowing names: [String]) throws(WorldFileError) -> WorldMap {
        let members = try entries(what)
        for member in members where !names.contains(member.name) {
            throw WorldFileError(
                member.line, "\(what) has no `\(member.name)`", hint: "it has \(names.joined(separator: ", "))")
        }
        return WorldMap(what: what, line: line, members: members)
    }

    /// The members, whatever their names.
    package func entries(_ what: String) throws(WorldFileError) -> [Member] {
        if isNull { return [] }
        guard case .map(let members) = content else { throw error("\(what) has to be names with values") }
        return members
    }

    /// The elements of a list; none for nothing.
    package func list(_ what: String) throws(WorldFileError) -> [WorldNode] {
        if isNull { return [] }
        guard case .list(let elements) = content else { throw error("\(what) has to be a list") }
        return elements
    }

    /// The text.
    package func string(_ what: String) throws(WorldFileError) -> String {
        guard case .scalar(let text, _) = content, !isNull else { throw error("\(what) has to be a text") }
        return text
    }

    /// The whole number.
    func integer(_ what: String) throws(WorldFileError) -> Int {
        guard case .scalar(let text, true) = content, let number = Int(text) else {
            throw error("\(what) has to be a whole number")
        }
        return number
    }

    /// `true` or `false`.
    func bool(_ what: String) throws(WorldFileError) -> Bool {
        guard case .scalar(let text, true) = content, let value = Self.bools[text] else {
            throw error("\(what) has to be true or false")
        }
        return value
    }

    /// A policy document: written as YAML, or as JSON in a text.
    func document(_ what: String) throws(WorldFileError) -> JSONValue {
        guard case .scalar(let text, _) = content, !isNull else {
            guard case .map = content else { throw error("\(what) has to be a policy document") }
            return json
        }
        do throws(JSONError) {
            return try JSONParser.parse(text, duplicates: .refuse)
        } catch {
            throw WorldFileError(line, "\(what) is not JSON: \(error)")
        }
    }

    package func error(_ message: String) -> WorldFileError { WorldFileError(line, message) }

    private static let bools = ["true": true, "false": false]

    /// The node as JSON. Plain `true`, `false` and whole numbers are what they look like; everything else is a text, so
    /// that `Version: 2012-10-17` needs no quotes.
    package var json: JSONValue {
        switch content {
        case .scalar(let text, true): Self.bools[text].map { .bool($0) } ?? Self.number(text) ?? .string(text)
        case .scalar(let text, false): .string(text)
        case .list(let elements): .array(elements.map(\.json))
        case .map(let members): .object(JSONObject(members.map { ($0.name, $0.value.json) }))
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        guard let number = Int64(text), String(number) == text, !isAccount(text) else { return nil }
        return .integer(number)
    }

    /// Twelve digits are an account's id, which policies write as a text.
    private static func isAccount(_ text: String) -> Bool { AccountID(text) != nil }
}

/// Names and values of which every name is known.
package struct WorldMap {
    private let what: String
    /// Where it begins.
    package let line: Int
    private let members: [WorldNode.Member]

    init(what: String, line: Int, members: [WorldNode.Member]) {
        self.what = what
        self.line = line
        self.members = members
    }

    /// The value of `name`; `nil` when it is not there or nothing.
    package subscript(name: String) -> WorldNode? {
        members.first { $0.name == name }.flatMap { $0.value.isNull ? nil : $0.value }
    }

    /// Whether the name is there, even with nothing behind it.
    package func has(_ name: String) -> Bool { members.contains { $0.name == name } }

    /// The value of `name`.
    package func required(_ name: String) throws(WorldFileError) -> WorldNode {
        guard let node = self[name] else { throw WorldFileError(line, "\(what) needs `\(name)`") }
        return node
    }

    package func string(_ name: String) throws(WorldFileError) -> String? { try self[name]?.string("`\(name)`") }
    func integer(_ name: String) throws(WorldFileError) -> Int? { try self[name]?.integer("`\(name)`") }
    func bool(_ name: String) throws(WorldFileError) -> Bool? { try self[name]?.bool("`\(name)`") }
    func document(_ name: String) throws(WorldFileError) -> JSONValue? { try self[name]?.document("`\(name)`") }
    package func entries(_ name: String) throws(WorldFileError) -> [WorldNode.Member] {
        try self[name]?.entries("`\(name)`") ?? []
    }
    package func list(_ name: String) throws(WorldFileError) -> [WorldNode] { try self[name]?.list("`\(name)`") ?? [] }

    /// A list of texts with their lines.
    func texts(_ name: String) throws(WorldFileError) -> [WorldText] {
        try list(name).map { (node) throws(WorldFileError) in
            WorldText(try node.string("an element of `\(name)`"), line: node.line)
        }
    }

    /// Names with texts: tags.
    func pairs(_ name: String) throws(WorldFileError) -> [WorldPair] {
        try entries(name).map { (member) throws(WorldFileError) in
            WorldPair(key: member.name, value: try member.value.tagValue(member.name))
        }
    }

    /// Names with documents: inline policies.
    func documents(_ name: String) throws(WorldFileError) -> [WorldDocument] {
        try entries(name).map { (member) throws(WorldFileError) in
            WorldDocument(
                name: member.name, document: try member.value.document("`\(member.name)`"),
                line: SourceLine(member.line))
        }
    }
}

extension WorldNode {
    /// The value of a tag, which may be empty.
    fileprivate func tagValue(_ name: String) throws(WorldFileError) -> String {
        isNull ? "" : try string("the value of `\(name)`")
    }
}
