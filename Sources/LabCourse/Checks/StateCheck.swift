import LabCore

/// `state`: what the world says has to be so.
struct StateCheck: Check {
    static let name = "state"
    static let parameters = WorldQuestion.names + Expectation.names
    static let codes = ["refused", "absent", "differs"]

    let question: WorldQuestion
    let expectation: Expectation

    init(_ map: Parameters) throws(LabFileError) {
        question = try WorldQuestion(map)
        expectation = try Expectation(map)
        guard !expectation.rules.isEmpty else {
            throw map.error("`state` needs one of `is`, `not`, `min`, `max`, `has`")
        }
    }
}

extension StateCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        let outcome = try await experiment.ask(question)
        let evidence = ["path": question.path, "wanted": expectation.text]
        guard outcome.error == nil else { return .fail("refused", outcome, evidence) }
        let values = JSONPath(question.path).values(in: .object(outcome.output))
        guard !values.isEmpty else { return .fail("absent", evidence) }
        let found = evidence.merging(["found": values.map(\.plainText).joined(separator: ", ")]) { _, new in new }
        return expectation.isMet(by: values) ? .pass(found) : .fail("differs", found)
    }
}

extension Experiment {
    /// Asks the world a question.
    func ask(_ question: WorldQuestion) async throws(ServiceError) -> Outcome {
        do throws(ServiceError) {
            return try await outcome(try step(question))
        } catch  where error.code.wireName == "NoSuchFile" {
            return Outcome(error: error)
        }
    }

    private func step(_ question: WorldQuestion) throws(ServiceError) -> JSONValue {
        switch question.source {
        case .door(let name): return Self.door(name, try fill(.object(question.input)).object ?? [:])
        case .call(let service, let operation):
            let step = ExperimentStep.call(
                service: service, operation: operation, input: question.input, caller: question.caller)
            return try json([step])[0]
        case .store(let operation):
            return try json([.store(operation: operation, input: question.input, caller: question.caller)])[0]
        }
    }
}
