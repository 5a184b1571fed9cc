import ArgumentParser
import LabCore

/// `kmslab can`
struct Can: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say whether somebody may, or draw who may do what to what.",
        discussion: """
            Every answer is the authorizer's own. With --matrix, --as, --action and --resource may be repeated; without \
            them it is everybody in the account, seven actions, and every key that has a name. Without --matrix the exit \
            code is 0 for yes and 26 for no.

            Examples:
              kmslab can --as bob kms:Decrypt alias/ledger
              kmslab can --matrix --as bob --as role/app --action kms:Decrypt
            """)

    @Argument(help: ArgumentHelp("An action and what it is done to.", valueName: "what"))
    var what: [String] = []

    @Flag(help: "Draw the matrix.")
    var matrix = false

    @Option(help: ArgumentHelp("An action of the matrix; may be repeated.", valueName: "action"))
    var action: [String] = []

    @Option(help: ArgumentHelp("A resource of the matrix; may be repeated.", valueName: "resource"))
    var resource: [String] = []

    @OptionGroup var question: QuestionOptions
    @OptionGroup var lab: LabOptions

    func run() async throws {
        matrix ? try await draw() : try await answer()
    }

    private func answer() async throws {
        guard case .question(let action, let resource) = try Subject(what, hasCaller: true) else {
            throw Failure(.usage, "say what is to be done to what: kmslab can --as bob kms:Decrypt alias/ledger")
        }
        let input = try question.question(action, resource, lab)
        let answer = try await lab.withLab { try await $0.door("why", input) }
        let decision = answer["decisions"]?.array?.last
        if lab.json { print(decision?.prettyText ?? "null") }
        guard decision?["outcome"]?.string == "allowed" else {
            throw Failure(
                .accessDenied, "no: \(decision?["result"]?.string ?? "")",
                hint: "`kmslab why` with the same question shows every statement")
        }
        if !lab.json { print("yes") }
    }

    private func draw() async throws {
        guard what.isEmpty else { throw Failure(.usage, "a matrix takes --action and --resource") }
        var input: JSONObject = ["region": .string(try lab.resolvedRegion().code)]
        input["context"] = try question.encryptionContext.encryptionContext().json
        input["via"] = question.via.map { .string($0) }
        for (name, values) in [("as", lab.callers), ("actions", action), ("resources", resource)] {
            if !values.isEmpty { input[name] = .array(values.map { .string($0) }) }
        }
        let request = input
        let answer = try await lab.withLab { try await $0.door("can", request) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        for line in MatrixText(answer).lines { print(line) }
    }
}

/// A matrix of decisions for people: a table a resource.
struct MatrixText {
    private let answer: JSONObject

    init(_ answer: JSONObject) {
        self.answer = answer
    }

    var lines: [String] {
        let resources = texts("resources")
        guard !resources.isEmpty else { return ["there are no keys yet: `kmslab key create --alias NAME` makes one"] }
        let legend = "yes: allowed   -: nobody said yes   NO: a statement denies   (kmslab why says which)"
        return resources.flatMap { [Style.bold($0)] + table($0) + [""] } + [legend]
    }

    private func texts(_ name: String) -> [String] { answer[name]?.array?.compactMap(\.string) ?? [] }

    private func table(_ resource: String) -> [String] {
        let actions = texts("actions")
        var table = TextTable(header: [""] + actions.map { String($0.drop { $0 != ":" }.dropFirst()) })
        for principal in texts("principals") {
            table.add(row: [principal] + actions.map { word(principal, $0, resource) })
        }
        return table.lines
    }

    private func word(_ principal: String, _ action: String, _ resource: String) -> String {
        let cell = answer["cells"]?.array?.first {
            $0["principal"]?.string == principal && $0["action"]?.string == action
                && $0["resource"]?.string == resource
        }
        switch cell?["outcome"]?.string {
        case "allowed": return Style.green("yes")
        case "deniedExplicitly": return Style.red("NO")
        default: return "-"
        }
    }
}
