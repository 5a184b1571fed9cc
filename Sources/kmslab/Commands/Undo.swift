import ArgumentParser
import LabCore

/// `kmslab undo`
struct Undo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take the latest change back.",
        discussion: """
            The hundred latest changes are kept. The trail is never rewritten: it gets an event that tells of the undo. \
            Once key material has been destroyed, nothing before can be undone: what is destroyed stays destroyed.
            """)

    @Flag(help: "List the changes that can be taken back instead.")
    var list = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        list ? try await show() : try await takeBack()
    }

    private func takeBack() async throws {
        let answer = try await lab.withLab { try await $0.door("undo", [:]) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        let left = answer["left"]?.integer ?? 0
        print("taken back: \(Self.text(answer["undone"]))  (\(left) more \(left == 1 ? "change" : "changes") kept)")
    }

    private func show() async throws {
        let answer = try await lab.withLab { try await $0.door("history", [:]) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        let changes = answer["changes"]?.array ?? []
        for change in changes { print(Self.text(change)) }
        if changes.isEmpty { StandardError.write("kmslab: nothing to take back") }
    }

    private static func text(_ change: JSONValue?) -> String {
        let parts = [
            change?["title"]?.string, change?["caller"]?.string.map { "by \(WhyText.shortName($0))" },
            change?["time"]?.string,
        ]
        return parts.compactMap { $0 }.joined(separator: "  ")
    }
}
