import LabWorld

/// A step of a solution or a wrong answer: words, and what becomes of what they print.
package struct LabStep: Sendable {
    /// Whose words they are.
    package enum Tongue: Sendable {
        /// `kmslab`'s, and the workspace's own: `rm`, `cp`, `mv`, `write`, `append`, `answer`, `predict`.
        case kmslab
        /// The `aws` command's.
        case aws
    }

    /// A value that is taken out of what a step printed.
    package struct Taking: Sendable {
        /// What it is called afterwards: a placeholder, or a file.
        package let name: String
        /// Where it stands in the printed JSON.
        package let path: String
    }

    /// Whose words they are.
    package let tongue: Tongue
    /// The words.
    package let words: [String]
    /// Whether the step has to fail.
    package let hasToFail: Bool
    /// Who asks, in the `aws` tongue; `nil` for the root user.
    package let caller: String?
    /// Placeholders for later steps.
    package let keeps: [Taking]
    /// Files for later steps.
    package let saves: [Taking]
    /// The line in `lab.yaml`.
    package let line: Int
}

extension LabStep {
    private static let names = ["kmslab", "aws", "as", "fails", "keep", "save"]

    /// Reads a list of steps.
    static func list(_ name: String, in parameters: Parameters) throws(LabFileError) -> [LabStep] {
        var steps: [LabStep] = []
        for node in try parameters.list(name) { steps.append(try LabStep(node, parameters)) }
        return steps
    }

    /// Reads a list of steps that is at hand.
    static func list(_ node: WorldNode, in parameters: Parameters) throws(LabFileError) -> [LabStep] {
        guard case .list(let elements) = node.content else {
            throw LabFileError(LabFolder.structure, node.line, "a list of steps is expected")
        }
        var steps: [LabStep] = []
        for element in elements { steps.append(try LabStep(element, parameters)) }
        return steps
    }

    private init(_ node: WorldNode, _ parameters: Parameters) throws(LabFileError) {
        if case .list(let elements) = node.content {
            var words: [String] = []
            for element in elements { words.append(try parameters.scalar(element, "a word")) }
            try self.init(words: words, line: node.line)
        } else {
            try self.init(try parameters.part(node, "a step", allowing: Self.names))
        }
    }

    private init(words: [String], line: Int) throws(LabFileError) {
        tongue = .kmslab
        hasToFail = words.first == "!"
        self.words = hasToFail ? Array(words.dropFirst()) : words
        caller = nil
        keeps = []
        saves = []
        self.line = line
        try checkWords()
    }

    private init(_ map: Parameters) throws(LabFileError) {
        guard map.has("kmslab") != map.has("aws") else { throw map.error("a step has either `kmslab` or `aws`") }
        tongue = map.has("aws") ? .aws : .kmslab
        let words = try map.texts(map.has("aws") ? "aws" : "kmslab")
        let isNegated = words.first == "!"
        hasToFail = try map.flag("fails") || isNegated
        self.words = isNegated ? Array(words.dropFirst()) : words
        caller = try map.text("as")
        keeps = try map.pairs("keep").map { Taking(name: $0.key, path: $0.value) }
        saves = try map.pairs("save").map { Taking(name: $0.key, path: $0.value) }
        line = map.line
        try checkWords()
    }

    private func checkWords() throws(LabFileError) {
        guard !words.isEmpty else { throw LabFileError(LabFolder.structure, line, "a step needs words") }
        for path in words.compactMap(WorkspacePath.init) where !path.isInside {
            throw LabFileError(
                LabFolder.structure, line, "`\(path.name)` leaves the workspace",
                mend: "name a file below the workspace: ./name")
        }
    }
}

/// A file of the workspace in a word of a step: `./name` with what may stand before it.
package struct WorkspacePath: Sendable, Equatable {
    /// What stands before the path: nothing, `@`, `fileb://`, `--body=`.
    package let prefix: String
    /// The path, without `./`.
    package let name: String

    /// The file that a word names; `nil` for a word that names none.
    package init?(_ word: String) {
        guard let match = word.wholeMatch(of: /((?:--[a-z-]+=)?(?:@|fileb:\/\/|file:\/\/)?)\.\/(.*)/) else {
            return nil
        }
        prefix = String(match.1)
        name = String(match.2)
    }

    /// Whether the path stays in the workspace.
    package var isInside: Bool { Self.isInside(name) }

    /// Whether a relative path stays in its folder, and names a file there.
    package static func isInside(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !path.isEmpty && parts.allSatisfy { !["", ".", ".."].contains($0) } && !path.contains("\\")
    }
}
