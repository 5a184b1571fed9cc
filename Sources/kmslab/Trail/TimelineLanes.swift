import LabCore

/// An event of a timeline.
struct TimelineEvent {
    let number: Int
    let time: Timestamp
    let who: String
    let via: String?
    let name: String
    let isService: Bool
    let isReadOnly: Bool
    let isRefused: Bool
    let isFuture: Bool

    init?(_ json: JSONValue) {
        guard let time = json["time"]?.string.flatMap({ Timestamp(iso8601: $0) }), let name = json["name"]?.string
        else { return nil }
        self.time = time
        self.name = name
        number = json["number"]?.integer ?? 0
        who = json["who"]?.string ?? "?"
        via = json["via"]?.string
        isService = json["service"]?.bool == true
        isReadOnly = json["readOnly"]?.bool == true
        isRefused = json["error"]?.string != nil
        isFuture = json["future"]?.bool == true
    }

    /// What its lane is called.
    var lane: String {
        if isService { return "\(who) itself" }
        return TextLine.safe(who) + (via.map { " via \($0)" } ?? "")
    }
}

/// The letters that stand for operations: one for each, the same ones for the common.
struct TimelineLetters {
    private var letters: [String: Character] = [:]
    private var order: [String] = []

    private static let usual: [String: Character] = [
        "GenerateDataKey": "G", "Decrypt": "D", "Encrypt": "E", "ReEncrypt": "R", "CreateKey": "C", "CreateAlias": "A",
        "PutKeyPolicy": "P", "ScheduleKeyDeletion": "S", "CancelKeyDeletion": "U", "DisableKey": "O",
        "EnableKey": "N", "RotateKey": "#", "DeleteKey": "!", "CreateGrant": "g", "RetireGrant": "r",
        "RevokeGrant": "v", "DescribeKey": "d", "PutObject": "p", "GetObject": "o", "DeleteObject": "k",
        "CreateBucket": "B", "EnableKeyRotation": "T", "RotateKeyOnDemand": "M", "ListKeys": "l",
    ]
    /// `x` is a refusal and nothing else.
    private static let spare = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwyz0123456789")

    /// The letter of an operation.
    mutating func letter(for name: String) -> Character {
        if let letter = letters[name] { return letter }
        let taken = Set(letters.values)
        let wanted = [Self.usual[name]].compactMap { $0 } + name.filter { $0.isASCII && $0.isLetter && $0 != "x" }
        let free = (wanted + Self.spare).first { !taken.contains($0) }
        let letter = free ?? "?"
        letters[name] = letter
        order.append(name)
        return letter
    }

    /// What the letters mean, in lines of at most `width` columns.
    func legend(width: Int, hasRefusals: Bool) -> [String] {
        let entries = order.map { "\(letters[$0] ?? "?") \($0)" } + (hasRefusals ? ["x refused"] : [])
        var lines: [String] = []
        for entry in entries {
            if let line = lines.last, line.count + 3 + entry.count <= width {
                lines[lines.count - 1] = "\(line)   \(entry)"
            } else {
                lines.append(entry)
            }
        }
        return lines
    }
}

/// One lane: what one actor did, cell by cell.
struct TimelineLane {
    let name: String
    private var cells: [Int: [TimelineEvent]] = [:]

    init(_ name: String) {
        self.name = name
    }

    mutating func add(_ event: TimelineEvent, at column: Int) { cells[column, default: []].append(event) }

    /// The lane on an axis: a refusal before a change before a reading, `+` behind it when there was more.
    func text(on axis: TimelineAxis, _ letters: inout TimelineLetters) -> String {
        var text = ""
        for column in axis.cells.indices {
            text += (cells[column].map { Self.mark($0, &letters) } ?? "").padded(to: axis.width)
        }
        return text
    }

    private static func mark(_ events: [TimelineEvent], _ letters: inout TimelineLetters) -> String {
        guard let shown = weightiest(events) else { return "" }
        let more = events.count > 1 ? "+" : ""
        guard !shown.isRefused else { return Style.red("x") + more }
        let letter = String(letters.letter(for: shown.name))
        return (shown.isFuture ? Style.cyan(letter) : letter) + more
    }

    private static func weightiest(_ events: [TimelineEvent]) -> TimelineEvent? {
        events.first(where: \.isRefused) ?? events.first { !$0.isReadOnly } ?? events.first
    }
}
