import ArgumentParser
import LabCore

/// How a request would be made, for questions about it.
struct QuestionOptions: ParsableArguments {
    @OptionGroup var encryptionContext: ContextOptions

    @Option(help: ArgumentHelp("The service that asks for the caller, such as s3.", valueName: "service"))
    var via: String?

    @Option(help: ArgumentHelp("The address that the request comes from.", valueName: "address"))
    var sourceIP: String?

    @Option(help: ArgumentHelp("The VPC endpoint that the request comes through.", valueName: "id"))
    var vpcEndpoint: String?

    @Option(help: ArgumentHelp("The VPC that the request comes from.", valueName: "id"))
    var vpc: String?

    @Flag(help: "The request comes without TLS.")
    var insecure = false

    @Option(
        help: ArgumentHelp("Any condition key of the request; may be repeated.", valueName: "key=value"))
    var condition: [String] = []

    /// The question as the lab's doors take it.
    func question(_ action: String, _ resource: String?, _ lab: LabOptions) throws(Failure) -> JSONObject {
        var question: JSONObject = [
            "action": .string(action), "region": .string(try lab.resolvedRegion().code),
            "context": try encryptionContext.encryptionContext().json,
        ]
        question["as"] = try lab.caller().map { .string($0) }
        question["resource"] = resource.map { .string($0) }
        question["via"] = via.map { .string($0) }
        question["sourceIP"] = sourceIP.map { .string($0) }
        question["vpcEndpoint"] = vpcEndpoint.map { .string($0) }
        question["vpc"] = vpc.map { .string($0) }
        if insecure { question["insecure"] = true }
        if !condition.isEmpty { question["conditions"] = try conditions() }
        return question
    }

    private func conditions() throws(Failure) -> JSONValue {
        var conditions = JSONObject()
        for text in condition {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].contains(":") else {
                throw Failure(.usage, "`\(text)` is not of the form aws:Key=value")
            }
            conditions[String(parts[0])] = .string(String(parts[1]))
        }
        return .object(conditions)
    }
}

/// What `why` and `try` are about: the last decision, an event's, or a question.
enum Subject {
    case event(String?)
    case question(action: String, resource: String?)

    /// Reads `[last | EVENT-ID]` or `ACTION [RESOURCE]`: an action has a colon, or somebody to ask.
    init(_ words: [String], hasCaller: Bool) throws(Failure) {
        switch words.count {
        case 0: self = .event(nil)
        case 1 where words[0] == "last": self = .event(nil)
        case 1 where !hasCaller && !words[0].contains(":"): self = .event(words[0])
        case 1: self = .question(action: words[0], resource: nil)
        case 2: self = .question(action: words[0], resource: words[1])
        default: throw Failure(.usage, "give an event's id, or an action and a resource")
        }
    }

    /// The subject as the lab's doors take it.
    func input(_ options: QuestionOptions, _ lab: LabOptions) throws(Failure) -> JSONObject {
        switch self {
        case .event(nil): return [:]
        case .event(let id?): return ["event": .string(id)]
        case .question(let action, let resource): return try options.question(action, resource, lab)
        }
    }
}
