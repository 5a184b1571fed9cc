import ArgumentParser
import LabCore
import Synchronization

/// `kmslab trail …`
struct Trail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show who asked for what, and how it ended; prove that nobody tore out a page.",
        discussion: """
            Every request leaves one event, refused ones too. `kmslab show EVENT` opens one, `kmslab timeline` draws \
            them.
            """,
        subcommands: [TrailList.self, TrailVerify.self, TrailDigest.self], defaultSubcommand: TrailList.self)
}

/// `kmslab trail list`
struct TrailList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the latest events, or every one as it happens.",
        discussion: """
            Filters speak the words of the event. All of those that are given have to hold; a filter that is repeated \
            is content with any of its values. --json prints CloudTrail records, one a line; --csv what a spreadsheet \
            takes, with cells that it would compute made harmless by a ' in front.

            Moments: 2026-11-25, 2026-11-25T13:00:00Z, 2h (ago), 3mo (ago); all on the lab's clock.

            Examples:
              kmslab trail --user bob --refused --since 2h
              kmslab trail --key alias/ledger --name Decrypt --name GenerateDataKey --csv
              kmslab trail --follow --source s3
            """)

    @Option(help: "How many events, counted from the latest (default: 20; with --follow none).")
    var last: Int?

    @OptionGroup var filter: FilterOptions

    @Flag(help: "Go on with every event as it happens, until Ctrl-C.")
    var follow = false

    @Flag(help: "Print comma-separated values (RFC 4180), a header first.")
    var csv = false

    @OptionGroup var lab: LabOptions

    func validate() throws {
        guard !csv || !lab.json else { throw ValidationError("--csv and --json exclude each other") }
        guard last ?? 0 >= 0 else { throw ValidationError("--last is a number of events, 0 or more") }
    }

    func run() async throws {
        var input = try await failing { try filter.input(lab) }
        input["last"] = .integer(Int64(last ?? (follow ? 0 : 20)))
        follow ? try await followTrail(input) : try await list(input)
    }

    private func list(_ input: JSONObject) async throws {
        let answer = try await lab.withLab { try await $0.door("trail", input) }
        let events = NumberedEvent.all(in: answer)
        if csv { print(EventCSV.header, terminator: "") }
        let format = csv ? EventFormat.csv : .json
        if lab.json || csv { return events.forEach { print(format.line($0), terminator: "") } }
        guard !events.isEmpty else { return StandardError.write("kmslab: no events\(filter.isEmpty ? " yet" : "")") }
        for line in EventTable.lines(events) { print(line) }
    }

    private func followTrail(_ input: JSONObject) async throws {
        let output = LineOutput()
        let format = lab.json ? EventFormat.json : csv ? .csv : .table
        let days = DayLines()
        if csv { try? output.write(EventCSV.header) }
        try await lab.untilStopped { connection in
            try await connection.follow(input) { line in
                guard let event = NumberedEvent(line) else { return }
                let day = format == .table ? days.line(before: event) : ""
                try output.write(day + format.line(event))
            }
            if !Task.isCancelled { StandardError.write("kmslab: the server ends") }
        }
    }
}

/// Says which day it is, each time that it is another one: the lab's clock may jump.
final class DayLines: Sendable {
    private let last = Mutex("")

    /// The line that has to stand before an event; empty on the same day.
    func line(before event: NumberedEvent) -> String {
        let day = String(event.text("eventTime").prefix(10))
        return last.withLock { last in
            guard last != day else { return "" }
            last = day
            return Style.dim("-- \(day)") + "\n"
        }
    }
}

/// How an event is written on a line of its own.
enum EventFormat {
    case table
    case csv
    case json

    /// The line with its end.
    func line(_ event: NumberedEvent) -> String {
        switch self {
        case .table: EventTable.line(event) + "\n"
        case .csv: EventCSV.row(event)
        case .json: event.record.compactText + "\n"
        }
    }
}

/// Which events, in the words of the event.
struct FilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who asked: a user, role/NAME, root, a session's name, an ARN.", valueName: "who"))
    var user: [String] = []

    @Option(help: ArgumentHelp("The eventName, such as Decrypt.", valueName: "operation"))
    var name: [String] = []

    @Option(help: ArgumentHelp("The key: id, ARN or alias/NAME.", valueName: "key"))
    var key: [String] = []

    @Option(help: ArgumentHelp("A part of a resource's ARN, such as BUCKET/KEY.", valueName: "text"))
    var resource: [String] = []

    @Option(help: ArgumentHelp("The eventSource, such as kms.", valueName: "service"))
    var source: [String] = []

    @Option(help: ArgumentHelp("The errorCode, such as AccessDenied.", valueName: "code"))
    var error: [String] = []

    @Option(help: ArgumentHelp("The service that asked for somebody, such as s3.", valueName: "service"))
    var via: [String] = []

    @Option(help: ArgumentHelp("The access key that signed.", valueName: "id"))
    var accessKey: [String] = []

    @Flag(inversion: .prefixedNo, help: "Only what was refused, or only what was not.")
    var refused: Bool?

    @Flag(inversion: .prefixedNo, help: "Only what reads, or only what changes.")
    var readOnly: Bool?

    @Option(help: ArgumentHelp("Only events at this moment or later.", valueName: "moment"))
    var since: String?

    @Option(help: ArgumentHelp("Only events at this moment or earlier.", valueName: "moment"))
    var until: String?

    /// Whether every event passes.
    var isEmpty: Bool {
        [user, name, key, resource, source, error, via, accessKey].allSatisfy(\.isEmpty) && refused == nil
            && readOnly == nil && since == nil && until == nil
    }

    /// The filter as the lab's doors take it.
    func input(_ lab: LabOptions) throws(Failure) -> JSONObject {
        var input: JSONObject = [:]
        let lists = [
            ("user", user), ("name", name), ("key", key), ("resource", resource), ("source", source), ("error", error),
            ("via", via), ("accessKey", accessKey),
        ]
        for (name, values) in lists where !values.isEmpty { input[name] = .array(values.map { .string($0) }) }
        input["refused"] = refused.map { .bool($0) }
        input["readOnly"] = readOnly.map { .bool($0) }
        input["since"] = since.map { .string($0) }
        input["until"] = until.map { .string($0) }
        input["region"] = .string(try lab.resolvedRegion().code)
        return input
    }
}
