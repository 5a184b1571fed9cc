import ArgumentParser
import LabCore

/// `kmslab trail`
struct Trail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show who asked for what, and how it ended.",
        discussion: "Every request leaves one event, refused ones too. --json prints them as CloudTrail records.")

    @Option(help: "How many events, counted from the latest.")
    var last = 20

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let events = try await lab.withLab { connection in
            try await connection.door("trail", ["last": .integer(Int64(last))])["events"]?.array ?? []
        }
        if lab.json { return print(JSONValue.array(events).prettyText) }
        var table = TextTable("TIME", "WHO", "WHAT", "ON", "OUTCOME")
        for event in events { EventText(event).add(to: &table) }
        table.isEmpty ? StandardError.write("kmslab: no events yet") : table.printAll()
    }
}

/// An event for people.
struct EventText {
    private let event: JSONValue

    init(_ event: JSONValue) {
        self.event = event
    }

    func add(to table: inout TextTable) {
        table.add(event["eventTime"]?.string ?? "", who, event["eventName"]?.string ?? "", object.cut(to: 44), outcome)
    }

    private var who: String {
        let identity = event["userIdentity"]
        switch identity?["type"]?.string {
        case "Root": return "root"
        case "IAMUser": return identity?["userName"]?.string ?? "user"
        case "AssumedRole": return identity?["arn"]?.string?.split(separator: ":").last.map { String($0) } ?? "role"
        default: return identity?["invokedBy"]?.string ?? "?"
        }
    }

    /// The name that the caller used, or else the first resource's.
    private var object: String {
        let parameters = event["requestParameters"]
        let named = ["aliasName", "keyId", "destinationKeyId"].compactMap { parameters?[$0]?.string }.first
        let arn = event["resources"]?.array?.first?["ARN"]?.string
        return Self.brief(named ?? arn ?? "-")
    }

    /// An ARN without what is the same in all of them.
    private static func brief(_ name: String) -> String {
        ARN(name)?.resource ?? name
    }

    private var outcome: String {
        guard let code = event["errorCode"]?.string else { return Style.green("ok") }
        return Style.red(code)
    }
}
