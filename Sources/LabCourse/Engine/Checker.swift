package import LabCore

/// Runs the checks of a lab and puts what they found into sentences.
package struct Checker: Sendable {
    private let experiment: Experiment
    private let text: LabText

    /// A checker that speaks the language of `text`.
    package init(_ experiment: Experiment, text: LabText) {
        self.experiment = experiment
        self.text = text
    }

    /// Every check's report, in order.
    ///
    /// - Throws: when the lab itself does not answer.
    package func reports() async throws(ServiceError) -> [CheckReport] {
        var reports: [CheckReport] = []
        for task in experiment.definition.tasks {
            for check in task.checks { reports.append(try await report(check, of: task)) }
        }
        return reports
    }

    private func report(_ definition: CheckDefinition, of task: LabTask) async throws(ServiceError) -> CheckReport {
        let finding = try await definition.check.evaluate(in: experiment, id: definition.id)
        return CheckReport(
            task: task.id, check: definition.id, finding: finding, isOptional: definition.isOptional,
            title: sentence(text["check \(definition.id) / title"] ?? definition.id, definition, finding),
            message: sentence(words(definition.id, finding), definition, finding),
            see: definition.see.map { sentence($0, definition, finding) })
    }

    private func words(_ id: String, _ finding: Finding) -> String {
        guard let code = finding.code else { return text["check \(id) / pass"] ?? "" }
        return text["check \(id) / fail \(code)"] ?? text["check \(id) / fail"] ?? code
    }

    private func sentence(_ words: String, _ definition: CheckDefinition, _ finding: Finding) -> String {
        var values = experiment.definition.facts.values
        values.merge(definition.parameters) { _, new in new }
        values.merge(finding.evidence) { _, new in new }
        return LabFacts(values).fill(words)
    }
}

/// What became of a check.
package struct CheckReport: Sendable, Equatable {
    /// The task.
    package let task: String
    /// The check.
    package let check: String
    /// What was found.
    package let finding: Finding
    /// Whether the lab counts as solved without it.
    package let isOptional: Bool
    /// The check's short name.
    package let title: String
    /// The sentence with the evidence.
    package let message: String
    /// What to look at.
    package let see: String?

    /// Whether the check passed.
    package var isPassed: Bool { finding.isPassed }
}
