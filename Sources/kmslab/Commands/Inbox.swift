import ArgumentParser
import LabCore

/// `kmslab inbox`
struct Inbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read what rules and topics sent, and what did not arrive.",
        discussion: """
            A topic's messages come here through a subscription of the protocol `email` or `inbox`: no e-mail leaves the \
            lab. --json prints them; with --follow one message a line.
            """)

    @Option(help: "How many messages, counted from the latest.")
    var last = 20

    @Flag(help: "Go on and print messages as they come, until interrupted.")
    var follow = false

    @OptionGroup var lab: LabOptions

    /// How long between two looks.
    private static let pause = Duration.seconds(1)

    func run() async throws {
        let answer = try await look(["last": .integer(Int64(last))])
        if follow { return try await untilStopped { try await followOn(from: answer) } }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        let messages = answer["messages"]?.array ?? []
        for message in messages { show(message) }
        let failed = (answer["deliveries"]?.array ?? []).filter { $0["outcome"]?.string == "failed" }
        for delivery in failed { for line in InboxText(delivery).failureLines { print(line) } }
        if messages.isEmpty, failed.isEmpty { StandardError.write("kmslab: the inbox is empty") }
    }

    private func look(_ input: JSONObject) async throws -> JSONObject {
        try await lab.withLab { try await $0.door("inbox", input) }
    }

    private func followOn(from first: JSONObject) async throws {
        StandardOutput.flushEveryLine()
        var answer = first
        while true {
            for message in answer["messages"]?.array ?? [] {
                lab.json ? print(message.compactText) : show(message)
            }
            answer = try await next(after: answer["latest"]?.integer ?? 0)
        }
    }

    /// What came after a message. A home that another command has open for long is looked into later.
    private func next(after number: Int) async throws -> JSONObject {
        while true {
            try await Task.sleep(for: Self.pause)
            do {
                return try await look(["after": .integer(Int64(number))])
            } catch let failure as Failure where failure.status == .homeInUse {
                continue
            }
        }
    }

    private func show(_ message: JSONValue) {
        for line in InboxText(message).lines { print(line) }
    }
}

/// A message for people: who sent it, and what it says.
struct InboxText {
    private let message: JSONValue
    /// The event that the message is, if it is one.
    private let event: JSONValue?

    init(_ message: JSONValue) {
        self.message = message
        let parsed = message["message"]?.string.flatMap { try? JSONParser.parse($0) }
        event = parsed?["detail-type"] == nil ? nil : parsed
    }

    var lines: [String] {
        let time = (message["time"]?.string ?? "").prefix(19)
        let number = "#\(message["number"]?.integer ?? 0)"
        let head = "\(number.padded(to: 5)) \(time)Z  \(name("topic")) \(arrow) \(to)"
        return [Style.bold(head.cut(to: 78))] + body.map { "      " + $0.cut(to: 72) }
    }

    /// The lines of a message that did not arrive.
    var failureLines: [String] {
        let time = (message["time"]?.string ?? "").prefix(19)
        return [
            Style.red("FAILED \(time)Z  \(TextLine.safe(message["to"]?.string ?? "").cut(to: 48))"),
            "      \(TextLine.safe(message["failure"]?.string ?? "").cut(to: 72))",
        ] + body.map { "      " + $0.cut(to: 72) }
    }

    private var arrow: String { "->" }
    private var to: String { TextLine.safe(message["to"]?.string ?? "") }

    private func name(_ member: String) -> String {
        let arn = message[member]?.string ?? ""
        return TextLine.safe(ARN(arn)?.resource ?? arn)
    }

    private var body: [String] {
        let rule = message["rule"] == nil ? [] : [Style.dim("by \(name("rule"))")]
        guard let event else {
            let subject = message["subject"]?.string.map { [TextLine.safe($0)] } ?? []
            return rule + subject + [TextLine.safe(message["message"]?.string ?? "")]
        }
        return rule + [event["detail-type"]?.string ?? ""] + details(event)
    }

    private func details(_ event: JSONValue) -> [String] {
        let detail = event["detail"]
        if let rule = detail?["configRuleName"]?.string {
            let verdict = detail?["newEvaluationResult"]?["complianceType"]?.string ?? ""
            return [
                "\(verdict)  \(TextLine.safe(rule))",
                "\(detail?["resourceType"]?.string ?? "") \(TextLine.safe(detail?["resourceId"]?.string ?? ""))",
            ]
        }
        if let name = detail?["eventName"]?.string {
            let arn = detail?["userIdentity"]?["arn"]?.string ?? ""
            let error = detail?["errorCode"]?.string.map { "  \($0)" } ?? ""
            return [
                "\(name) by \(TextLine.safe(ARN(arn)?.resource ?? arn))\(error)",
                "event \(detail?["eventID"]?.string ?? "")",
            ]
        }
        return [TextLine.safe(detail?.compactText ?? "")]
    }
}
