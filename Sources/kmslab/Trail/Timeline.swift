import ArgumentParser
import LabCore

/// `kmslab timeline`
struct Timeline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw who did what when, with rotations and deletions, and what time will do.",
        discussion: """
            A lane for everybody, another for what a service asked for them, one for what services did by themselves; \
            x marks a refusal. Time that nobody used is left out (..). What lies ahead is no guess: a fork of the lab \
            gets its clock moved, and the drawing shows what happens there.

            Examples:
              kmslab timeline --key alias/ledger --until +13mo
              kmslab timeline --user bob --since 2h
            """)

    @Option(help: ArgumentHelp("Only what was done with this key: id, ARN or alias/NAME.", valueName: "key"))
    var key: [String] = []

    @Option(help: ArgumentHelp("Only what this one did: a user, role/NAME, root, an ARN.", valueName: "who"))
    var user: [String] = []

    @Option(help: ArgumentHelp("From this moment on: 2026-11-25, 2h (ago).", valueName: "moment"))
    var since: String?

    @Option(help: ArgumentHelp("To this moment, ahead as well: +30d, +13mo, 2027-12-31.", valueName: "moment"))
    var until: String?

    @OptionGroup var lab: LabOptions

    func run() async throws {
        var request: JSONObject = ["region": .string(try await failing { try lab.resolvedRegion().code })]
        if !key.isEmpty { request["key"] = .array(key.map { .string($0) }) }
        if !user.isEmpty { request["user"] = .array(user.map { .string($0) }) }
        request["since"] = since.map { .string($0) }
        request["until"] = until.map { .string($0) }
        let input = request
        let answer = try await lab.withLab { try await $0.door("timeline", input) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        let drawing = TimelineDrawing(answer)
        guard !drawing.isEmpty else { return StandardError.write("kmslab: no events to draw") }
        for line in drawing.lines { print(line) }
    }
}
