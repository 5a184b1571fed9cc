import LabCore

/// `answer`: the learner's answer is right.
struct AnswerCheck: Check {
    static let name = "answer"
    static let parameters = ["id"]
    static let codes = ["unanswered", "wrong"]

    let id: String

    init(_ map: Parameters) throws(LabFileError) {
        id = try map.required("id")
    }
}

/// `predict`: the learner has said what will happen; right or wrong, unless so many have to be right.
struct PredictCheck: Check {
    static let name = "predict"
    static let parameters = ["ids", "right"]
    static let codes = ["unmade", "wrong"]

    let ids: [String]
    let right: Int

    init(_ map: Parameters) throws(LabFileError) {
        ids = try map.requiredTexts("ids")
        right = try map.number("right") ?? 0
    }
}

extension AnswerCheck {
    func evaluate(in experiment: Experiment, id check: String) async throws(ServiceError) -> Finding {
        guard let given = experiment.session.answers[id] else { return .fail("unanswered", ["given": ""]) }
        var truths = Truths(experiment)
        guard let question = experiment.definition.answers.first(where: { $0.id == id }) else {
            return .fail("wrong", ["given": given])
        }
        return try await truths.accepts(given, to: question)
            ? .pass(["given": given]) : .fail("wrong", ["given": given])
    }
}

extension PredictCheck {
    func evaluate(in experiment: Experiment, id check: String) async throws(ServiceError) -> Finding {
        var truths = Truths(experiment)
        let made = ids.filter { experiment.session.latestPredictions[$0] != nil }
        var right = 0
        for question in experiment.definition.predictions where made.contains(question.id) {
            let said = experiment.session.latestPredictions[question.id] ?? ""
            if try await truths.accepts(said, to: question) { right += 1 }
        }
        let evidence = ["made": String(made.count), "of": String(ids.count), "right": String(right)]
        guard made.count == ids.count else { return .fail("unmade", evidence) }
        return right >= self.right ? .pass(evidence) : .fail("wrong", evidence)
    }
}
