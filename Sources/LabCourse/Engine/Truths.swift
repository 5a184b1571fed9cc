package import LabCore

/// What is true of questions: said in the lab, or looked up in the world as it stands.
package struct Truths {
    private let experiment: Experiment
    /// Who sees what, by bucket: found out once.
    private var sights: [String: JSONObject] = [:]

    /// Truths of a world.
    package init(_ experiment: Experiment) {
        self.experiment = experiment
    }

    /// What is right.
    package mutating func truth(of question: LabQuestion) async throws(ServiceError) -> String {
        switch question.truth {
        case .text(let text, _): return text
        case .sight(let bucket, let way, let viewer):
            let rows = try await sights(of: bucket)["rows"]?.array ?? []
            let row = rows.first { $0["id"]?.string == way }
            return row?["cells"]?[viewer]?["sees"]?.string ?? "unknown"
        case .state(let question):
            let outcome = try await experiment.ask(question)
            if let error = outcome.error { return error.code.wireName }
            return JSONPath(question.path).text(in: .object(outcome.output)) ?? "absent"
        }
    }

    /// Whether what was said is right.
    package mutating func accepts(_ said: String, to question: LabQuestion) async throws(ServiceError) -> Bool {
        var right = [try await truth(of: question)]
        if case .text(_, let others) = question.truth { right += others }
        return right.contains { Self.plain($0) == Self.plain(said) }
    }

    private mutating func sights(of bucket: String) async throws(ServiceError) -> JSONObject {
        if let known = sights[bucket] { return known }
        let outcome = try await experiment.outcome(Experiment.door("plaintext", ["bucket": .string(bucket)]))
        if let error = outcome.error { throw error }
        sights[bucket] = outcome.output
        return outcome.output
    }

    private static func plain(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }
}
