import LabCore

/// An event with its number in the trail.
struct NumberedEvent: Sendable {
    let number: Int
    let record: JSONValue

    init(number: Int, record: JSONValue) {
        self.number = number
        self.record = record
    }

    /// Reads a line of a stream.
    init?(_ line: JSONObject) {
        guard let number = line["number"]?.integer, let record = line["event"] else { return nil }
        self.init(number: number, record: record)
    }

    /// The events in an answer of the door `trail`.
    static func all(in answer: JSONObject) -> [NumberedEvent] {
        zip(answer["numbers"]?.array ?? [], answer["events"]?.array ?? []).map { number, record in
            NumberedEvent(number: number.integer ?? 0, record: record)
        }
    }
}

extension NumberedEvent {
    /// The name that `kmslab show` takes.
    var name: String { "evt-\(number)" }

    func text(_ member: String) -> String { record[member]?.string ?? "" }

    /// Who asked, as a person would say it.
    var who: String {
        let identity = record["userIdentity"]
        switch identity?["type"]?.string {
        case "Root": return "root"
        case "IAMUser": return identity?["userName"]?.string ?? "user"
        case "AssumedRole":
            return identity?["sessionContext"]?["sessionIssuer"]?["userName"]?.string.map { "role/\($0)" } ?? "role"
        case "AWSAccount": return "anonymous"
        default: return identity?["invokedBy"]?.string.map(Self.shortHost) ?? "?"
        }
    }

    /// The service that asked for them, such as `s3`; `nil` when they asked themselves.
    var via: String? {
        guard record["eventType"]?.string != "AwsServiceEvent", record["userIdentity"]?["type"]?.string != "AWSService"
        else { return nil }
        return record["userIdentity"]?["invokedBy"]?.string.map(Self.shortHost)
    }

    private static func shortHost(_ host: String) -> String {
        host.hasSuffix(".amazonaws.com") ? String(host.prefix { $0 != "." }) : host
    }

    /// The name that the caller used, or else the first resource's, without what is the same in all of them.
    var object: String {
        let parameters = record["requestParameters"]
        let named = ["aliasName", "keyId", "destinationKeyId"].compactMap { parameters?[$0]?.string }.first
        let name = named ?? record["resources"]?.array?.first?["ARN"]?.string ?? "-"
        return TextLine.safe(ARN(name)?.resource ?? name)
    }

    /// Why it was refused; `nil` when it was not.
    var error: String? { record["errorCode"]?.string }
}

/// Events for people, one a line, in 78 columns where the names allow it.
enum EventTable {
    private static let narrowest = 12

    static func lines(_ events: [NumberedEvent]) -> [String] {
        let rows = events.map(cells)
        let widths = (0..<6).map { column in rows.map { $0[column].columns }.max() ?? 0 }
        let others = widths.enumerated().filter { $0.offset != 4 }.map(\.element).reduce(0, +) + 5 * 2
        let room = max(narrowest, Box.width - others)
        var table = TextTable("EVENT", "TIME", "WHO", "WHAT", "ON", "OUTCOME")
        for (event, cells) in zip(events, rows) {
            table.add(row: Array(cells[..<4]) + [cells[4].cut(to: room), styledOutcome(event)])
        }
        return table.lines
    }

    /// One line by itself, for those that come one by one: the time without its day.
    static func line(_ event: NumberedEvent) -> String {
        var cells = cells(event)
        cells[1] = String(cells[1].suffix(8))
        let widths = [6, 8, 12, 19]
        let front = zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: " ")
        return "\(front) \(cells[4].cut(to: 16).padded(to: 16)) \(styledOutcome(event))"
    }

    private static func cells(_ event: NumberedEvent) -> [String] {
        let time = event.text("eventTime").replacing("T", with: " ").replacing("Z", with: "")
        let who = TextLine.safe(event.who).cut(to: 20) + (event.via.map { " via \($0)" } ?? "")
        return [event.name, time, who, event.text("eventName"), event.object, event.error ?? "ok"]
    }

    private static func styledOutcome(_ event: NumberedEvent) -> String {
        event.error.map { Style.red($0) } ?? Style.green("ok")
    }
}
