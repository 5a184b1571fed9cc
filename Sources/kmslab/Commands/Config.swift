import ArgumentParser
import LabCore

/// `kmslab config …`
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the rules of AWS Config, what breaks them, and how that changed.",
        discussion: """
            Rules are put with `aws configservice put-config-rule`, or with `kmslab call config.PutConfigRule`. The lab \
            looks after every change; the trail says who made it.
            """,
        subcommands: [ConfigRules.self, ConfigTimeline.self], defaultSubcommand: ConfigRules.self)
}

/// `kmslab config rules`
struct ConfigRules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Show the rules and what breaks them, since when, and by whom.")

    @Argument(help: "One rule (default: all).")
    var rule: String?

    @OptionGroup var lab: LabOptions

    func run() async throws {
        var input: JSONObject = [:]
        input["rule"] = rule.map(JSONValue.string)
        let request = input
        let answer = try await lab.withLab { try await $0.door("config-rules", request) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        let rules = answer["rules"]?.array ?? []
        for rule in rules { for line in ConfigRuleText(rule).lines { print(line) } }
        if rules.isEmpty {
            StandardError.write("kmslab: no rules yet; `aws configservice put-config-rule` makes one")
        }
    }
}

/// `kmslab config timeline`
struct ConfigTimeline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline", abstract: "Show how compliance changed over time, and what changed it.")

    @Argument(help: "One resource: a key's id or alias, a bucket's name, an ARN (default: all).")
    var resource: String?

    @Option(help: ArgumentHelp("Changes by one rule only.", valueName: "name"))
    var rule: String?

    @Option(help: "How many changes, counted from the latest.")
    var last = 50

    @OptionGroup var lab: LabOptions

    func run() async throws {
        var input: JSONObject = ["last": .integer(Int64(last))]
        input["rule"] = rule.map(JSONValue.string)
        input["resource"] = resource.map(JSONValue.string)
        let request = input
        let answer = try await lab.withLab { try await $0.door("config-timeline", request) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        let changes = answer["changes"]?.array ?? []
        for change in changes { for line in ComplianceChangeText(change).lines { print(line) } }
        if changes.isEmpty { StandardError.write("kmslab: no rule has found anything yet") }
    }
}

/// A rule for people: a line, and a line or two for each violation.
struct ConfigRuleText {
    private let rule: JSONValue

    init(_ rule: JSONValue) {
        self.rule = rule
    }

    var lines: [String] {
        let violations = rule["violations"]?.array ?? []
        let judged = rule["judged"]?.integer ?? 0
        let count = "\(violations.count) of \(judged)"
        let name = (rule["name"]?.string ?? "").cut(to: 38).padded(to: 38)
        let head = "\(Self.mark(rule["compliance"]?.string)) \(Style.bold(name))  \(count) out of order"
        return [head, "      \(rule["identifier"]?.string ?? "")"] + violations.flatMap(lines)
    }

    private func lines(_ violation: JSONValue) -> [String] {
        let resource = ResourceText.name(violation).cut(to: 40)
        let since = (violation["since"]?.string ?? "").prefix(16)
        return [
            "      - \(resource)  since \(since)Z",
            "        \((violation["annotation"]?.string ?? "").cut(to: 68))",
        ] + CauseText.lines(violation["cause"], indent: 8)
    }

    /// The colour of a rule, as a word of five columns.
    static func mark(_ compliance: String?) -> String {
        switch compliance {
        case "COMPLIANT": Style.green("ok   ")
        case "NON_COMPLIANT": Style.red("BAD  ")
        default: Style.dim("-    ")
        }
    }
}

/// A change of compliance for people.
struct ComplianceChangeText {
    private let change: JSONValue

    init(_ change: JSONValue) {
        self.change = change
    }

    var lines: [String] {
        let time = (change["time"]?.string ?? "").prefix(16)
        let after = change["after"]?.string
        let state = after == nil ? Style.dim("gone ") : ConfigRuleText.mark(after)
        let rule = (change["rule"]?.string ?? "").cut(to: 22).padded(to: 22)
        return ["\(time)Z  \(state) \(rule)  \(ResourceText.name(change).cut(to: 27))"]
            + CauseText.lines(change["cause"], indent: 19)
    }
}

/// What a resource is called.
enum ResourceText {
    static func name(_ resource: JSONValue) -> String {
        TextLine.safe(resource["resourceName"]?.string ?? resource["resourceId"]?.string ?? "")
    }
}

/// What brought something about.
enum CauseText {
    static func lines(_ cause: JSONValue?, indent: Int) -> [String] {
        guard let cause else { return [] }
        let who = cause["caller"]?.string.map { ARN($0)?.resource ?? $0 } ?? "the service itself"
        let text = "after \(cause["eventName"]?.string ?? "") by \(TextLine.safe(who))"
        let event = "event \(cause["eventID"]?.string ?? "")"
        let margin = String(repeating: " ", count: indent)
        return [margin + text.cut(to: 78 - indent), margin + event]
    }
}
