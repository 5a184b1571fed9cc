import LabCore

/// A decision for people.
struct WhyText {
    private let answer: JSONObject
    private let names: [(arn: String, name: String)]

    init(_ answer: JSONObject) {
        self.answer = answer
        names = (answer["names"]?.object?.members ?? []).compactMap { member in
            member.value.string.map { (member.name, $0) }
        }
    }

    var lines: [String] {
        let decisions = answer["decisions"]?.array ?? []
        guard !decisions.isEmpty else { return undecided }
        return decisions.flatMap(lines) + now + changes
    }

    /// A request that failed before anything was decided, or that needs no permission.
    private var undecided: [String] {
        let event = answer["event"]
        let name = event?["eventName"]?.string ?? "this event"
        guard let code = event?["errorCode"]?.string else { return ["no policy was asked about \(name)"] }
        return ["\(name) was refused before any policy was asked: \(code)", event?["errorMessage"]?.string ?? ""]
    }

    private func lines(_ decision: JSONValue) -> [String] {
        [head(decision)] + facts + [""] + questions(decision) + [""] + documents(decision) + result(decision)
    }

    /// The text with keys called by their aliases.
    private func named(_ text: String) -> String {
        names.reduce(text) { text, pair in text.replacing(pair.arn, with: pair.name) }
    }

    private func head(_ decision: JSONValue) -> String {
        let isAllowed = decision["outcome"]?.string == "allowed"
        let word = isAllowed ? Style.green("ALLOWED") : Style.red("DENIED")
        let parts = [
            word, Self.shortName(decision["principal"]?.string ?? ""), decision["action"]?.string ?? "",
            named(decision["resource"]?.string ?? ""), answer["event"]?["eventTime"]?.string ?? "",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    /// A user's name, a role with its session, or `root`.
    static func shortName(_ arn: String) -> String {
        guard let resource = ARN(arn)?.resource else { return arn }
        let parts = resource.split(separator: "/")
        switch parts.first {
        case "user": return parts.last.map(String.init) ?? arn
        case "assumed-role": return "role/" + parts.dropFirst().joined(separator: "/")
        default: return resource
        }
    }

    private var facts: [String] {
        let asked = answer["asked"]
        let record = answer["event"]
        let context = asked?["context"]?.object ?? record?["requestParameters"]?["encryptionContext"]?.object ?? [:]
        let pairs = context.members.map { "\($0.name)=\($0.value.string ?? "")" }
        let via = asked?["via"]?.string ?? record?["userIdentity"]?["invokedBy"]?.string
        let address = asked?["sourceIP"]?.string ?? record?["sourceIPAddress"]?.string ?? ""
        var lines = [
            "        context \(pairs.isEmpty ? "(none)" : pairs.joined(separator: " "))    "
                + "via \(via ?? "(none: called directly)")    from \(address)"
        ]
        if let id = record?["eventID"]?.string { lines.append("        event \(id)") }
        return lines
    }

    private func questions(_ decision: JSONValue) -> [String] {
        let questions = decision["questions"]?.array ?? []
        let width = (questions.compactMap { $0["question"]?.string?.columns }.max() ?? 0) + 4
        return questions.enumerated().flatMap { index, question in
            lines(question, number: index + 1, width: width)
        }
    }

    private func lines(_ question: JSONValue, number: Int, width: Int) -> [String] {
        let text = question["question"]?.string ?? ""
        let dots = String(repeating: ".", count: max(width - text.columns, 3))
        let detail = question["detail"]?.string.map { "   \(named($0))" } ?? ""
        let place = number < 10 ? "   \(number)" : "  \(number)"
        var lines = ["\(place) \(text) \(dots) \(question["answer"]?.string ?? "")\(detail)"]
        for failure in question["failures"]?.array ?? [] {
            lines.append("        Condition \(failure["operator"]?.string ?? "") \(failure["key"]?.string ?? "")")
            lines.append("            wants  \(Self.list(failure["wanted"]) ?? "(nothing)")")
            lines.append("            got    \(Self.list(failure["found"]) ?? "(absent)")")
        }
        if question["stoppedHere"]?.bool == true { lines[lines.count - 1] += Style.yellow("   <== stopped here") }
        return lines
    }

    private static func list(_ value: JSONValue?) -> String? {
        guard let texts = value?.array?.compactMap(\.string) else { return nil }
        return texts.isEmpty ? "(empty)" : texts.joined(separator: ", ")
    }

    private func documents(_ decision: JSONValue) -> [String] {
        ["  every statement that was read"]
            + (decision["documents"]?.array ?? []).flatMap { document in
                ["   \(named(document["title"]?.string ?? ""))"]
                    + (document["statements"]?.array ?? []).map(statement)
            }
    }

    /// `+` allows, `x` denies, `-` does not apply; `*` behind those that decided.
    private func statement(_ statement: JSONValue) -> String {
        let effect = statement["effect"]?.string ?? ""
        let applies = statement["applies"]?.bool == true
        let mark = applies ? (effect == "Deny" ? Style.red("x") : Style.green("+")) : "-"
        let decided = statement["determining"]?.bool == true ? Style.yellow("  *") : ""
        return "     \(mark) \(statement["name"]?.string ?? "")  \(effect)  \(named(statement["reason"]?.string ?? ""))"
            + decided
    }

    private func result(_ decision: JSONValue) -> [String] {
        var lines = ["  " + String(repeating: "-", count: 74), "   result: \(decision["result"]?.string ?? "")"]
        if let sentence = decision["awsMessage"]?.string { lines.append("   AWS says only: \"\(sentence)\"") }
        return lines
    }

    /// How a refusal of the past would end today, when that is something else.
    private var now: [String] {
        guard let now = answer["now"]?.string, let old = answer["decisions"]?.array?.last?["outcome"]?.string,
            now != old
        else { return [] }
        return ["   asked again now, it would be: \(now)"]
    }

    private var changes: [String] {
        let suggestions = answer["suggestions"]?.array ?? []
        guard !suggestions.isEmpty else { return [] }
        let rows = suggestions.map { suggestion in
            "   \(Style.bold(suggestion["letter"]?.string ?? ""))  \(named(suggestion["title"]?.string ?? ""))"
        }
        return ["", "  what would change it, least power first"] + rows
            + ["   one of them on a fork, to see:  \(tryCommand)"]
    }

    private var tryCommand: String {
        if let id = answer["event"]?["eventID"]?.string { return "kmslab try a --event \(id)" }
        return "kmslab try a, followed by the same question"
    }
}
