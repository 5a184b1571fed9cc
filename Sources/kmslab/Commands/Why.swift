import ArgumentParser
import LabCore

/// `kmslab why`
struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain a decision: every document, every statement, and what would turn it.",
        discussion: """
            Without arguments, the last decision; with an event's id, that one; with an action and a resource, the \
            answer to a question that nobody asked in earnest.

            Examples:
              kmslab why
              kmslab why --as bob kms:Decrypt alias/ledger --context doc=q1 --via s3
            """)

    @Argument(
        help: ArgumentHelp("`last`, an event's id, or an action and what it is done to.", valueName: "what"))
    var what: [String] = []

    @OptionGroup var question: QuestionOptions
    @OptionGroup var lab: LabOptions

    func run() async throws {
        let subject = try Subject(what, hasCaller: !lab.callers.isEmpty)
        let input = try subject.input(question, lab)
        let answer = try await lab.withLab { try await $0.door("why", input) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        for line in WhyText(answer).lines { print(line) }
    }
}
