import LabCore

/// `attempt`: requests made in earnest, on a fork; the last one ends as expected.
struct AttemptCheck: Check {
    static let name = "attempt"
    static let parameters = ["steps", "expect", "path"] + Expectation.names
    static let codes = ["succeeded", "failed", "differs"]

    let steps: [ExperimentStep]
    /// The error that has to come; `nil` for success.
    let error: String?
    let path: String
    let expectation: Expectation

    init(_ map: Parameters) throws(LabFileError) {
        steps = try ExperimentStep.list(in: map)
        let expected = try map.required("expect")
        error = expected == "ok" ? nil : expected
        path = try map.text("path") ?? ""
        expectation = try Expectation(map)
    }
}

extension AttemptCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        let outcome = try await last(in: experiment)
        var evidence = ["operation": steps.last?.title ?? "", "as": steps.last?.caller ?? ""]
        evidence["wanted"] = error ?? expectation.text
        if let error {
            guard let found = outcome.error else { return .fail("succeeded", evidence) }
            return found.code.wireName == error
                ? .pass(evidence.merging(["error": error]) { _, new in new }) : .fail("failed", outcome, evidence)
        }
        guard outcome.error == nil else { return .fail("failed", outcome, evidence) }
        guard !expectation.rules.isEmpty else { return .pass(evidence) }
        let values = JSONPath(path).values(in: .object(outcome.output))
        evidence["found"] = values.map(\.plainText).joined(separator: ", ")
        return expectation.isMet(by: values) ? .pass(evidence) : .fail("differs", evidence)
    }

    /// How the last step ended. A step before it that fails says so in its place, under a code that nobody expects.
    private func last(in experiment: Experiment) async throws(ServiceError) -> Experiment.Outcome {
        let json: [JSONValue]
        do throws(ServiceError) {
            json = try experiment.json(steps)
        } catch {
            return Experiment.Outcome(error: error)
        }
        let outcomes = try await experiment.outcomes(json)
        guard let last = outcomes.last else { return Experiment.Outcome(.null) }
        guard outcomes.count < steps.count, let error = last.error else { return last }
        let step = steps[outcomes.count - 1].title
        return Experiment.Outcome(
            error: ServiceError(ServiceError.Code("\(step): \(error.code.wireName)"), error.message))
    }
}
