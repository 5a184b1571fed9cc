import LabCore

/// A timeline for people: 78 columns of ASCII.
struct TimelineDrawing {
    private let answer: JSONObject
    private let events: [TimelineEvent]
    private let keys: [TimelineKey]
    private let axis: TimelineAxis
    private let now: Timestamp
    private let until: Timestamp
    private let isFork: Bool

    private static let labelWidth = 16
    private static let lanes = 20
    private static let dates = 8

    init(_ answer: JSONObject) {
        self.answer = answer
        events = (answer["events"]?.array ?? []).compactMap(TimelineEvent.init)
        keys = (answer["keys"]?.array ?? []).map(TimelineKey.init)
        now = Self.time(answer["now"]) ?? Timestamp(millisecondsSince1970: 0)
        until = Self.time(answer["until"]) ?? now
        isFork = answer["isFork"]?.bool == true
        let ends = isFork ? [now, until] : [min(now, until)]
        axis = TimelineAxis(events.map(\.time) + ends)
    }

    static func time(_ value: JSONValue?) -> Timestamp? { value?.string.flatMap { Timestamp(iso8601: $0) } }

    /// Whether there is nothing to draw.
    var isEmpty: Bool { events.isEmpty }

    /// The drawing.
    var lines: [String] {
        var letters = TimelineLetters()
        let lanes = actorLanes
        let shown = lanes.prefix(Self.lanes).map { labelled($0.name, $0.text(on: axis, &letters)) }
        let hidden = lanes.count - shown.count
        let more = hidden > 0 ? ["  .. and \(hidden) more: --user and --since narrow it"] : []
        let header = axis.header(now: now).map { labelled("", $0) }
        let legend = letters.legend(width: Box.width - 2, hasRefusals: events.contains(where: \.isRefused))
        return header + keys.map { labelled($0.label, Style.yellow($0.text(on: axis))) } + shown + more + [""]
            + legend.map { "  \($0)" } + notes
    }

    private func labelled(_ label: String, _ text: String) -> String {
        let line = label.cut(to: Self.labelWidth - 1).padded(to: Self.labelWidth) + text
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    /// Whoever came first stands above; services by themselves below all.
    private var actorLanes: [TimelineLane] {
        var lanes: [String: TimelineLane] = [:]
        var order: [String] = []
        for event in events.filter({ !$0.isService }) + events.filter(\.isService) {
            guard let column = axis.column(of: event.time) else { continue }
            if lanes[event.lane] == nil { order.append(event.lane) }
            lanes[event.lane, default: TimelineLane(event.lane)].add(event, at: column)
        }
        return order.compactMap { lanes[$0] }
    }

    private var notes: [String] {
        var lines = dates
        if let objects { lines.append(objects) }
        lines.append(
            isFork
                ? "  > now; what is behind it happened on a fork whose clock ran to \(until.iso8601.prefix(10))"
                : "  > now   --until +1y shows what time will do")
        if answer["isCut"]?.bool == true { lines.append("  older events are left out: --since and --until choose") }
        if let last = events.last(where: { !$0.isFuture }) {
            lines.append("  open an event:  kmslab show evt-\(last.number)")
        }
        return lines
    }

    /// Rotations and deletions, which a cell may be too coarse for.
    private var dates: [String] {
        let all = keys.flatMap(\.dates).sorted { $0.time < $1.time }.filter { $0.time <= until || $0.isPending }
        let shown = all.suffix(Self.dates).map { date in
            let note = date.isPending && date.time > until ? " (pending)" : date.time > now ? " (on the fork)" : ""
            return "  \(date.time.iso8601.prefix(10))  \(date.text)\(note)"
        }
        return all.count > Self.dates ? ["  .. \(all.count - Self.dates) dates before"] + shown : Array(shown)
    }

    private var objects: String? {
        guard let objects = answer["objects"], let counts = objects["byMaterial"]?.array?.compactMap(\.integer) else {
            return nil
        }
        let parts = counts.enumerated().filter { $0.element > 0 }.map { "\($0.element) wrapped by #\($0.offset + 1)" }
        let open = "\(objects["openLater"]?.integer ?? 0) of \(objects["total"]?.integer ?? 0)"
        let moment = isFork ? "on \(until.iso8601.prefix(10))" : "now"
        return "  objects: \(parts.joined(separator: ", ")); \(moment) \(open) can be opened"
    }
}

/// A key with the generations of its material.
struct TimelineKey {
    private struct Generation {
        let number: Int
        let from: Timestamp
    }

    /// A date that a person plans by.
    struct Date {
        let time: Timestamp
        let text: String
        /// Whether it is announced rather than seen.
        let isPending: Bool
    }

    private let arn: String
    private let name: String?
    private let generations: [Generation]
    private let deleted: Timestamp?
    private let deletionDate: Timestamp?

    init(_ json: JSONValue) {
        arn = json["arn"]?.string ?? ""
        name = json["name"]?.string
        generations = (json["materials"]?.array ?? []).compactMap { material in
            guard let number = material["number"]?.integer, let from = TimelineDrawing.time(material["from"]) else {
                return nil
            }
            return Generation(number: number, from: from)
        }
        deleted = TimelineDrawing.time(json["deleted"])
        deletionDate = TimelineDrawing.time(json["deletionDate"])
    }

    /// The alias, or the beginning of the id.
    var label: String {
        name ?? "key \(ARN(arn).map { String($0.resource.dropFirst(4).prefix(8)) } ?? "")"
    }

    var dates: [Date] {
        let rotations = generations.dropFirst().map {
            Date(time: $0.from, text: "\(label): rotation, #\($0.number) is current from here", isPending: false)
        }
        guard let deleted else {
            return rotations
                + (deletionDate.map { [Date(time: $0, text: "\(label): deletion", isPending: true)] } ?? [])
        }
        return rotations + [Date(time: deleted, text: "\(label): deletion", isPending: false)]
    }

    /// The lane: `#1====#2==!`, a generation from where it begins.
    func text(on axis: TimelineAxis) -> String {
        guard let first = generations.first else { return "" }
        let start = axis.column(of: first.from)
        var line = axis.cells.enumerated().map { column, cell in
            Array(
                repeating: isAlive(column, cell, axis, from: first.from, start: start) ? "=" : " " as Character,
                count: axis.width)
        }
        for generation in generations {
            guard let column = axis.column(of: generation.from) else { continue }
            line[column] = Array("#\(generation.number)".padding(to: axis.width, with: "="))
        }
        if let column = deleted.flatMap(axis.column) { line[column] = Array("!".padded(to: axis.width)) }
        return String(line.joined())
    }

    private func isAlive(
        _ column: Int, _ cell: TimelineAxis.Cell, _ axis: TimelineAxis, from first: Timestamp, start: Int?
    ) -> Bool {
        let end = deleted.flatMap(axis.column) ?? .max
        guard column < end else { return false }
        if let start { return column >= start }
        guard case .slot(_, let time) = cell else { return column > 0 }
        return time >= first
    }
}

extension String {
    /// ASCII, filled up or cut to exactly `width` characters.
    fileprivate func padding(to width: Int, with filler: Character) -> String {
        String((self + String(repeating: filler, count: width)).prefix(width))
    }
}
