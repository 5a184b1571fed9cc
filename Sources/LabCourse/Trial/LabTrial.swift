import LabCore

/// Tries a lab as learners would: the five populations that make it a tested one.
///
/// 1. Nobody has done anything: every task has a required check that fails, and no check passes by accident.
/// 2. The solution passes, with other seeds, too.
/// 3. Every other right answer passes.
/// 4. Every wrong answer fails exactly the checks that it promises, with the promised words in every language.
/// 5. Every required check is the only one to fail for some wrong answer.
package struct LabTrial {
    private let folder: LabFolder
    private let texts: [Language: LabText]
    private let makeLab: @Sendable () throws -> any CourseLab
    private let tongue: any CourseTongue
    private let scratch: String
    /// What was found.
    package private(set) var findings: [String] = []
    private var loads: Set<String> = []
    private var count = 0

    /// A trial.
    ///
    /// - Parameters:
    ///   - makeLab: Makes an empty lab.
    ///   - scratch: A folder in which workspaces are made.
    /// - Throws: what is wrong with a text.
    package init(
        _ folder: LabFolder, tongue: any CourseTongue, scratch: String,
        makeLab: @escaping @Sendable () throws -> any CourseLab
    ) throws(LabFileError) {
        self.folder = folder
        self.tongue = tongue
        self.scratch = scratch
        self.makeLab = makeLab
        var texts: [Language: LabText] = [:]
        for language in folder.languages { texts[language] = try LabText(folder, language) }
        self.texts = texts
    }

    /// Runs every population and says what is wrong; nothing for a good lab.
    package mutating func run(seeds: [UInt64] = [0, 7]) async throws(LabFileError) -> [String] {
        for seed in seeds { try await passes("the solution", { $0.solution }, seed: seed) }
        try await start()
        let lab = try LabDefinition(folder)
        for answer in lab.alsoRight { try await passes("also_right \(answer.id)", { _ in answer.steps }, seed: 0) }
        for answer in lab.wrong { try await fails(answer) }
        for check in lab.checks where !check.isOptional && !loads.contains(check.id) {
            findings.append("\(check.id): no wrong answer fails this check alone; it carries no load")
        }
        return findings
    }

    private mutating func start() async throws(LabFileError) {
        guard let checked = try await outcome("the start", [], seed: 0)?.checked else { return }
        for check in checked where check.isPassed && !check.definition.isAlready {
            findings.append("the start: \(check.definition.id) passes before anything was done")
        }
        for (task, checks) in Dictionary(grouping: checked, by: \.task).sorted(by: { $0.key < $1.key })
        where !checks.contains(where: \.isMissing) {
            findings.append("the start: task \(task) is solved before anything was done")
        }
    }

    private mutating func passes(
        _ name: String, _ steps: (LabDefinition) -> [LabStep], seed: UInt64
    ) async throws(LabFileError) {
        let lab = try LabDefinition(folder, seed: seed)
        guard let outcome = try await outcome(name, steps(lab), seed: seed) else { return }
        for check in outcome.checked where !check.isPassed {
            findings.append("\(name), seed \(seed): \(check.definition.id) fails: \(said(check, outcome.facts))")
        }
    }

    private mutating func fails(_ answer: LabAnswer) async throws(LabFileError) {
        guard let outcome = try await outcome("wrong \(answer.id)", answer.steps, seed: 0) else { return }
        let failing = outcome.checked.filter { !$0.isPassed }
        // What is not needed may fail beside what is promised.
        let names = failing.filter { !$0.definition.isOptional || answer.fails.contains($0.definition.id) }
            .map(\.definition.id)
        if Set(names) != Set(answer.fails) {
            let told = failing.map { "\($0.definition.id) (\($0.finding.code ?? ""): \(said($0, outcome.facts)))" }
            findings.append(
                "wrong \(answer.id): fails \(told.joined(separator: "; ")), not \(answer.fails.joined(separator: ", "))"
            )
        } else if names.count == 1 {
            loads.formUnion(names)
        }
        for (language, text) in texts {
            let messages = failing.map { $0.message(text, outcome.facts) }
            for words in answer.says[language] ?? [] where !messages.contains(where: { $0.contains(words) }) {
                findings.append("wrong \(answer.id), \(language.rawValue): no check says `\(words)`: \(messages)")
            }
        }
    }

    private func said(_ check: CheckedCheck, _ facts: LabFacts) -> String {
        (texts[.english] ?? texts.values.first).map { check.message($0, facts) } ?? check.finding.code ?? ""
    }

    /// What the checks find after the steps; `nil` when a step ends otherwise than it has to.
    private mutating func outcome(
        _ name: String, _ steps: [LabStep], seed: UInt64
    ) async throws(LabFileError) -> (checked: [CheckedCheck], facts: LabFacts)? {
        let start = try LabStart(folder, seed: seed)
        count += 1
        do {
            let lab = try makeLab()
            let workspace = try Workspace(path: "\(scratch)/\(folder.id)-\(count)")
            let session = try await start.begin(in: lab, workspace, tongue: tongue)
            var runner = StepRunner(lab: lab, workspace: workspace, tongue: tongue, session: session)
            try await runner.run(steps)
            let experiment = Experiment(
                lab: lab, workspace: workspace, folder: folder, definition: start.definition, session: runner.session)
            return (try await Checker(experiment).check(), start.definition.facts)
        } catch {
            findings.append("\(name), seed \(seed): \(error)")
            return nil
        }
    }
}
