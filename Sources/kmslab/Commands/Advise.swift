import ArgumentParser
import LabCore

/// `kmslab advisor`
struct Advise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advisor",
        abstract: "Say what is at risk in the world: red, yellow, green, and the command that sets it right.",
        discussion: "Everything is worked out from the world as it stands. Nothing is changed.")

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let answer = try await lab.withLab { try await $0.door("advisor", [:]) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        for line in AdviceText(answer).lines { print(line) }
    }
}

/// The advice for people.
struct AdviceText {
    private let answer: JSONObject

    init(_ answer: JSONObject) {
        self.answer = answer
    }

    var lines: [String] {
        let checks = answer["checks"]?.array ?? []
        let counts = answer["counts"]
        let summary = ["red", "yellow", "green"].map { "\(counts?[$0]?.integer ?? 0) \($0)" }.joined(separator: "  ")
        return checks.flatMap(lines) + ["", summary]
    }

    private func lines(_ check: JSONValue) -> [String] {
        let findings = check["findings"]?.array ?? []
        let head = "\(Self.mark(check["status"]?.string))  \(Style.bold(check["title"]?.string ?? ""))"
        return [head] + findings.flatMap(finding)
    }

    private func finding(_ finding: JSONValue) -> [String] {
        let resource = TextLine.safe(finding["resource"]?.string ?? "").cut(to: 30)
        let text = "\(resource): \(finding["finding"]?.string ?? "")"
        let action = (finding["action"]?.string ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        return ["          \(text.cut(to: 68))"] + action.map { Style.cyan("          \($0)") }
    }

    private static func mark(_ status: String?) -> String {
        switch status {
        case "red": Style.red("[red]   ")
        case "yellow": Style.yellow("[yellow]")
        default: Style.green("[green] ")
        }
    }
}
