package import LabCore

/// Runs the checks of a lab.
package struct Checker: Sendable {
    private let experiment: Experiment

    /// A checker of what a learner has done.
    package init(_ experiment: Experiment) {
        self.experiment = experiment
    }

    /// What every check found, in order.
    ///
    /// - Throws: when the lab itself does not answer.
    package func check() async throws(ServiceError) -> [CheckedCheck] {
        var checked: [CheckedCheck] = []
        for task in experiment.definition.tasks {
            for check in task.checks {
                let finding = try await check.check.evaluate(in: experiment, id: check.id)
                checked.append(CheckedCheck(task: task.id, definition: check, finding: finding))
            }
        }
        return checked
    }

    /// What checks compare with later, by check.
    package func baselines() async throws(ServiceError) -> [String: String] {
        var baselines: [String: String] = [:]
        for check in experiment.definition.checks {
            baselines[check.id] = try await check.check.baseline(in: experiment)
        }
        return baselines
    }
}

/// A check with what it found.
package struct CheckedCheck: Sendable {
    /// The task.
    package let task: String
    /// The check.
    package let definition: CheckDefinition
    /// What was found.
    package let finding: Finding

    /// Whether the check passed.
    package var isPassed: Bool { finding.isPassed }
    /// Whether the check stands between the learner and the end of the lab.
    package var isMissing: Bool { !isPassed && !definition.isOptional }

    /// The check's short name.
    package func title(_ text: LabText, _ facts: LabFacts) -> String {
        fill(text["check \(definition.id) / title"] ?? definition.id, facts)
    }

    /// The sentence with the evidence.
    package func message(_ text: LabText, _ facts: LabFacts) -> String { fill(words(text), facts) }

    private func words(_ text: LabText) -> String {
        let heading = "check \(definition.id) / "
        guard let code = finding.code else { return text[heading + "pass"] ?? "" }
        return text[heading + "fail \(code)"] ?? text[heading + "fail"] ?? code
    }

    private func fill(_ words: String, _ facts: LabFacts) -> String {
        var values = facts.values
        values.merge(definition.parameters) { _, new in new }
        values.merge(finding.evidence) { _, new in new }
        return LabFacts(values).fill(words)
    }
}
