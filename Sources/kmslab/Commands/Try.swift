import ArgumentParser
import LabCore

/// `kmslab try`
struct Try: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a change that `why` suggests on a fork of the world, and ask again.",
        discussion: """
            The lab itself stays as it is. The change passes the pipeline on the fork, made by whoever may make it.

            Examples:
              kmslab try a
              kmslab try b --as bob kms:Decrypt alias/ledger --context doc=q1
            """)

    @Argument(help: "The suggestion's letter.")
    var letter: String

    @Argument(help: ArgumentHelp("An action and what it is done to, as for `why`.", valueName: "what"))
    var what: [String] = []

    @Option(help: ArgumentHelp("The event that was refused (default: the last one).", valueName: "id"))
    var event: String?

    @OptionGroup var question: QuestionOptions
    @OptionGroup var lab: LabOptions

    func run() async throws {
        var input = try subject().input(question, lab)
        input["suggestion"] = .string(letter)
        let request = input
        let answer = try await lab.withLab { try await $0.door("try", request) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        for line in TryText(answer).lines { print(line) }
    }

    private func subject() throws(Failure) -> Subject {
        guard let event else { return try Subject(what, hasCaller: !lab.callers.isEmpty) }
        guard what.isEmpty else { throw Failure(.usage, "give an event or a question, not both") }
        return .event(event)
    }
}

/// A tried suggestion for people.
struct TryText {
    private let answer: JSONObject

    init(_ answer: JSONObject) {
        self.answer = answer
    }

    var lines: [String] {
        let suggestion = answer["suggestion"]
        let steps = answer["steps"]?.array ?? []
        return ["\(Style.bold(suggestion?["letter"]?.string ?? ""))  \(suggestion?["title"]?.string ?? "")"]
            + steps.map { "   on a fork: \(Self.step($0))" }
            + ["", "   before  \(Self.outcome(answer["before"]))", "   after   \(Self.outcome(answer["after"]))", ""]
            + ["   the lab is as it was"] + steps.compactMap(Self.command)
    }

    private static func step(_ step: JSONValue) -> String {
        if let key = step["key"]?.string { return "asked with \(key) = \(step["value"]?.string ?? "")" }
        if let edited = step["edit"]?.string { return "edited \(edited)" }
        return "\(step["service"]?.string ?? ""):\(step["operation"]?.string ?? "") by \(step["by"]?.string ?? "")"
    }

    private static func outcome(_ decision: JSONValue?) -> String {
        let isAllowed = decision?["outcome"]?.string == "allowed"
        let word = isAllowed ? Style.green("ALLOWED") : Style.red("DENIED ")
        return "\(word)  \(decision?["result"]?.string ?? "")"
    }

    /// The command that would do it in earnest.
    private static func command(_ step: JSONValue) -> String? {
        guard let service = step["service"]?.string, let operation = step["operation"]?.string,
            let input = step["input"]
        else { return nil }
        if service == "s3" { return command(bucket: input) }
        let text = quoted(input.compactText)
        let who = step["by"]?.string.map { $0 == "root" ? "" : " --as \($0)" } ?? ""
        return "   in earnest: kmslab call \(service).\(operation)\(who) --input \(text)"
    }

    /// S3's operations speak XML, so it takes AWS's own command.
    private static func command(bucket input: JSONValue) -> String {
        let bucket = input["Bucket"]?.string ?? ""
        guard let policy = input["Policy"]?.string else {
            return "   in earnest: aws s3api delete-bucket-policy --bucket \(bucket)"
        }
        let text = (try? JSONParser.parse(policy))?.compactText ?? policy
        return "   in earnest: aws s3api put-bucket-policy --bucket \(bucket) --policy \(quoted(text))"
    }

    /// The text as one word of a shell.
    private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
}
