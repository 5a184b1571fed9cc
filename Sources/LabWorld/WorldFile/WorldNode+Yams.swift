import LabCore
import Yams

extension WorldNode {
    /// How many pieces a file can have: aliases let a short file have very many.
    private static let mostNodes = 100_000

    /// Reads YAML: one document, every name once.
    ///
    /// - Throws: where the file is not YAML, or more than a world file can be.
    package static func parse(_ text: String) throws(WorldFileError) -> WorldNode {
        guard text.utf8.count <= LabLimits.worldFileBytes else {
            throw WorldFileError(nil, "a world file has \(LabLimits.worldFileBytes) bytes at most")
        }
        guard let root = try compose(text) else { throw WorldFileError(1, "the file is empty") }
        var rest = mostNodes
        return try convert(root, line: 1, &rest)
    }

    private static func compose(_ text: String) throws(WorldFileError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw WorldFileError(error)
        } catch {
            throw WorldFileError(nil, "the file cannot be read: \(error)")
        }
    }

    private static func convert(_ node: Node, line: Int, _ rest: inout Int) throws(WorldFileError) -> WorldNode {
        rest -= 1
        guard rest > 0 else { throw WorldFileError(line, "the file has too many parts") }
        let line = node.mark?.line ?? line
        switch node {
        case .scalar(let scalar):
            return WorldNode(line: line, content: .scalar(scalar.string, isPlain: scalar.style == .plain))
        case .sequence(let elements):
            var list: [WorldNode] = []
            for element in elements { list.append(try convert(element, line: line, &rest)) }
            return WorldNode(line: line, content: .list(list))
        case .mapping(let mapping): return WorldNode(line: line, content: .map(try members(mapping, line, &rest)))
        case .alias: throw WorldFileError(line, "an alias names nothing that stands before it")
        }
    }

    private static func members(
        _ mapping: Node.Mapping, _ line: Int, _ rest: inout Int
    ) throws(WorldFileError) -> [Member] {
        var members: [Member] = []
        for (key, value) in mapping {
            let line = key.mark?.line ?? line
            guard let name = key.scalar?.string else { throw WorldFileError(line, "a name has to be a text") }
            members.append(Member(name: name, line: line, value: try convert(value, line: line, &rest)))
        }
        return members
    }
}

extension WorldFileError {
    /// What Yams found.
    fileprivate init(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(mark.line, "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            let list = names.sorted().map { "`\($0)`" }.joined(separator: ", ")
            self.init(context.mark.line, "\(list) stands twice in what begins here")
        case .reader(let problem, _, _, _): self.init(nil, "not YAML: \(problem)")
        default: self.init(nil, "not YAML")
        }
    }
}
