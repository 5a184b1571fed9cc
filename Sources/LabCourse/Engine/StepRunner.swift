import LabCore

/// Does the steps of a solution, one after the other, as a learner would.
package struct StepRunner {
    private let lab: any CourseLab
    private let workspace: Workspace
    private let tongue: any CourseTongue
    /// What the steps kept, by placeholder.
    private var kept = LabFacts()
    /// What the steps answered and predicted.
    package private(set) var session: LabSession

    /// A runner in a lab and a workspace.
    package init(
        lab: any CourseLab, workspace: Workspace, tongue: any CourseTongue, session: LabSession
    ) {
        self.lab = lab
        self.workspace = workspace
        self.tongue = tongue
        self.session = session
    }

    /// Does all steps.
    ///
    /// - Throws: the first that ends otherwise than it has to.
    package mutating func run(_ steps: [LabStep]) async throws(StepFailure) {
        for step in steps { try await run(step) }
    }

    private mutating func run(_ step: LabStep) async throws(StepFailure) {
        let words = step.words.map { kept.fill($0) }
        if try runOwn(words, step) { return }
        let spoken = await tongue.run(words.map(resolved), on: lab)
        guard (spoken.status != 0) == step.hasToFail else {
            let reason = step.hasToFail ? "it succeeded, and has to fail" : spoken.error
            throw StepFailure(line: step.line, words: words, reason: reason)
        }
        try take(spoken.output, step, words)
    }

    /// The workspace's own words.
    private mutating func runOwn(_ words: [String], _ step: LabStep) throws(StepFailure) -> Bool {
        do throws(WorkspaceError) {
            switch (words[0], words.count) {
            case ("answer", 3): session.answers[words[1]] = words[2]
            case ("predict", 3): session.predict(words[1], words[2])
            case ("rm", 2): try workspace.remove(name(words[1]))
            case ("cp", 3): try workspace.write(name(words[2]), try bytes(words[1]))
            case ("mv", 3):
                try workspace.write(name(words[2]), try bytes(words[1]))
                try workspace.remove(name(words[1]))
            case ("write", 3): try workspace.write(name(words[1]), Array(words[2].utf8))
            case ("append", 3):
                let old = workspace.read(name(words[1])) ?? []
                try workspace.write(name(words[1]), old + Array(words[2].utf8))
            default: return false
            }
            return true
        } catch {
            throw StepFailure(line: step.line, words: words, reason: error.description)
        }
    }

    private func name(_ word: String) -> String { WorkspacePath(word)?.name ?? word }

    private func bytes(_ word: String) throws(WorkspaceError) -> [UInt8] {
        guard let bytes = workspace.read(name(word)) else {
            throw WorkspaceError(name: name(word), reason: "there is no such file")
        }
        return bytes
    }

    /// A word with the workspace in place of `./`.
    private func resolved(_ word: String) -> String {
        guard let path = WorkspacePath(word) else { return word }
        return path.prefix + workspace.location(of: path.name)
    }

    private mutating func take(_ output: String, _ step: LabStep, _ words: [String]) throws(StepFailure) {
        guard !step.keeps.isEmpty || !step.saves.isEmpty else { return }
        for taking in step.saves where taking.path.isEmpty { try save(taking.name, Array(output.utf8), step) }
        let paths = step.keeps + step.saves.filter { !$0.path.isEmpty }
        guard !paths.isEmpty else { return }
        guard let json = try? JSONParser.parse(Array(output.utf8)) else {
            throw StepFailure(line: step.line, words: words, reason: "it printed no JSON: add --json")
        }
        for taking in step.keeps { kept.values[taking.name] = try value(taking, json, step) }
        for taking in step.saves where !taking.path.isEmpty {
            let text = try value(taking, json, step)
            try save(taking.name, taking.isBase64 ? Base64.decode(text) ?? [] : Array(text.utf8), step)
        }
    }

    private func value(_ taking: LabStep.Taking, _ json: JSONValue, _ step: LabStep) throws(StepFailure) -> String {
        let path = taking.isBase64 ? String(taking.path.dropFirst(4)) : taking.path
        guard let text = JSONPath(path).text(in: json) else {
            throw StepFailure(line: step.line, words: step.words, reason: "it printed no `\(path)`")
        }
        return text
    }

    private func save(_ word: String, _ bytes: [UInt8], _ step: LabStep) throws(StepFailure) {
        do throws(WorkspaceError) {
            try workspace.write(name(word), bytes)
        } catch {
            throw StepFailure(line: step.line, words: step.words, reason: error.description)
        }
    }
}

extension LabStep.Taking {
    /// Whether the value is decoded from base64.
    fileprivate var isBase64: Bool { path.hasPrefix("b64:") }
}

extension LabSession {
    /// Notes a prediction; the first one stays the first.
    package mutating func predict(_ id: String, _ value: String) {
        if predictions[id] == nil { predictions[id] = value }
        latestPredictions[id] = value
    }
}

/// A step that ended otherwise than it has to.
package struct StepFailure: Error, Sendable, CustomStringConvertible {
    /// Its line in `lab.yaml`.
    package let line: Int
    /// Its words.
    package let words: [String]
    /// Why.
    package let reason: String

    /// `lab.yaml:12: …`.
    package var description: String {
        "\(LabFolder.structure):\(line): `\(words.joined(separator: " "))`: \(reason)"
    }
}
