import ArgumentParser
import LabCore

/// `kmslab locks`
struct Locks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw the lock calendar of an object: its versions, what holds them, who could delete them now.",
        discussion: "Who could delete, and what can still be read, is found out by trying on forks.")

    @Argument(help: "The object: BUCKET/KEY.")
    var object: String

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing {
            let path = try ObjectPath.object(object)
            let answer = try await lab.withLab { try await $0.door("locks", ["object": .string(path.text)]) }
            guard !lab.json else { return print(JSONValue.object(answer).prettyText) }
            for line in LockCalendarText(answer).lines { print(line) }
        }
    }
}

/// The calendar for people.
struct LockCalendarText {
    private let answer: JSONObject
    private let versions: [JSONValue]
    private let axis: CalendarAxis

    init(_ answer: JSONObject) {
        self.answer = answer
        versions = answer["versions"]?.array ?? []
        let now = Self.time(answer["now"])
        axis = CalendarAxis(now: now, ends: versions.compactMap { $0["retainUntil"].map(Self.time) })
    }

    private static func time(_ value: JSONValue?) -> Timestamp {
        value?.string.flatMap { Timestamp(iso8601: $0) } ?? Timestamp(millisecondsSince1970: 0)
    }

    var lines: [String] {
        let name = "\(answer["bucket"]?.string ?? "")/\(answer["key"]?.string ?? "")"
        var table = TextTable("PLATE", "VERSION", "SIZE", axis.header, "HOLD", "DELETE NOW?", "READABLE?")
        for (index, version) in versions.enumerated() { table.add(row: cells(version, versions.count - index)) }
        return ["\(Style.bold(TextLine.safe(name)))   clock \(ObjectText.date(answer["now"]?.string))"]
            + table.lines + notes
    }

    private func cells(_ version: JSONValue, _ number: Int) -> [String] {
        guard version["isDeleteMarker"]?.bool != true else {
            return ["ghost", Self.id(version), "-", axis.empty, "-", deleters(version), "-"]
        }
        let bar = version["retainUntil"].map { until in
            let isActive = version["isActive"]?.bool == true
            let letter = !isActive ? "." : version["mode"]?.string == "COMPLIANCE" ? "C" : "G"
            return axis.bar(from: Self.time(version["lastModified"]), to: Self.time(until), letter)
        }
        return [
            "v\(number)", Self.id(version), ByteCount.text(Int(version["size"]?.integer ?? 0)), bar ?? axis.empty,
            version["hold"]?.bool == true ? Style.yellow("HOLD") : "-", deleters(version),
            version["readable"]?.string ?? "",
        ]
    }

    private static func id(_ version: JSONValue) -> String { String((version["versionId"]?.string ?? "").prefix(8)) }

    private func deleters(_ version: JSONValue) -> String {
        let names = (version["deletableBy"]?.array ?? []).compactMap(\.string)
        guard !names.isEmpty else { return Style.green("nobody") }
        return names.prefix(3).joined(separator: " ") + (names.count > 3 ? " +\(names.count - 3)" : "")
    }

    private var notes: [String] {
        var notes = ["", " G governance  C compliance  . expired   bars end at retain-until"]
        if answer["lock"]?.bool != true { notes.append(" the bucket has no Object Lock: nothing is held") }
        if versions.first?["isDeleteMarker"]?.bool == true, versions.count > 1 {
            let marker = versions.first?["versionId"]?.string ?? ""
            notes.append(" the name is hidden behind a delete marker; nothing below it is lost:")
            notes.append("   kmslab object rm \(answer["bucket"]?.string ?? "")/… --version \(marker)")
        }
        return notes
    }
}

/// A stretch of time, drawn in so many columns.
struct CalendarAxis {
    private let start: Timestamp
    private let end: Timestamp

    private static let width = 28

    /// From now to the last of `ends`.
    init(now: Timestamp, ends: [Timestamp]) {
        start = now
        end = max(ends.max() ?? now, now + .days(1))
    }

    /// The years or days at both ends.
    var header: String {
        let left = String(start.iso8601.prefix(10))
        let right = String(end.iso8601.prefix(10))
        return left + String(repeating: " ", count: Self.width - left.count - right.count) + right
    }

    var empty: String { "|" + String(repeating: " ", count: Self.width - 1) }

    /// What of a retention lies ahead; what is over is a dot.
    func bar(from: Timestamp, to: Timestamp, _ letter: String) -> String {
        let whole = (end - start).milliseconds
        let share = max(0, (to - start).milliseconds)
        let cells = Int(Double(Self.width - 2) * Double(share) / Double(max(whole, 1)))
        let filled = String(repeating: letter, count: max(cells, 1))
        return "|" + filled + "|" + String(repeating: " ", count: Self.width - 2 - filled.count)
    }
}
