import LabCore
import LabWorld

/// `after`: another check, on a fork on which something happened first.
struct AfterCheck: Check {
    static let name = "after"
    static let parameters = ["steps", "check"]
    static let codes: [String] = []

    let steps: [ExperimentStep]
    let check: any Check

    init(_ map: Parameters) throws(LabFileError) {
        steps = try ExperimentStep.list(in: map)
        guard let part = try map.part("check", allowing: CheckVocabulary.names) else {
            throw map.error("`after` needs `check`")
        }
        check = try CheckVocabulary.read(part).check
    }
}

extension AfterCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        let json: [JSONValue]
        do throws(ServiceError) {
            json = try experiment.json(steps)
        } catch {
            return .fail("", Experiment.Outcome(error: error))
        }
        let outcomes = try await experiment.outcomes(json)
        if let failed = outcomes.last, failed.error != nil { return .fail("", failed) }
        return try await check.evaluate(in: experiment.after(json), id: id)
    }

    func baseline(in experiment: Experiment) async throws(ServiceError) -> String? {
        try await check.baseline(in: experiment)
    }
}
