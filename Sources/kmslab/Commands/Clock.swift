import ArgumentParser
import LabCore

/// `kmslab clock …`
struct Clock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the lab's time, or move it forward.", subcommands: [ClockShow.self, ClockAdvance.self],
        defaultSubcommand: ClockShow.self)
}

/// `kmslab clock show`
struct ClockShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show the lab's time.")

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let reading = try await lab.withLab { try await $0.door("clock", [:]) }
        print(lab.json ? JSONValue.object(reading).prettyText : ClockText.line(reading))
    }
}

/// `kmslab clock advance`
struct ClockAdvance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance", abstract: "Move the lab's time forward; what falls due on the way happens.",
        discussion:
            "Rotations, deletions and expiries happen in order, each at its own time. Example: kmslab clock advance 366d"
    )

    @Argument(help: "How far: 90s, 15m, 12h, 366d, 2w, 1y, or several, as in 1d12h.")
    var duration: String

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let reading = try await lab.withLab { try await $0.door("clock", ["advance": .string(duration)]) }
        if lab.json { return print(JSONValue.object(reading).prettyText) }
        print(ClockText.line(reading))
        let count = reading["fellDue"]?.integer ?? 0
        print(
            count == 0
                ? "nothing fell due" : "\(count) \(count == 1 ? "thing" : "things") fell due: `kmslab trail` shows them"
        )
    }
}

/// The clock for people.
enum ClockText {
    static func line(_ reading: JSONObject) -> String {
        let ahead = reading["aheadSeconds"]?.integer ?? 0
        let note =
            ahead == 0 ? "the machine's time" : "\(ahead / 86_400) d \(ahead % 86_400 / 3600) h ahead of the machine"
        return "\(reading["time"]?.string ?? "")  (\(note))"
    }
}
