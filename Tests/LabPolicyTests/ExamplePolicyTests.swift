import LabCore
import LabPolicy
import LabTesting
import Testing

/// The example policies of AWS's guides: request, outcome, determining statement.
@Suite struct ExamplePolicyTests {
    private struct Row: Sendable, CustomTestStringConvertible {
        let policy: ExamplePolicy
        let trial: ExamplePolicy.Trial
        var testDescription: String {
            "\(policy.name): \(trial.action) by \(trial.by.arn) \(trial.context.entries.map(\.name))"
        }
    }

    private static let rows = (KeyExamples.all + BucketExamples.all).flatMap { policy in
        policy.trials.map { Row(policy: policy, trial: $0) }
    }

    @Test(arguments: rows)
    private func theExampleDoesWhatItSays(row: Row) throws {
        let decision = try row.policy.decide(row.trial)
        #expect(decision.outcome == row.trial.outcome)
        let determining = Set(decision.determining)
        #expect(decision.findings.filter { determining.contains($0.id) }.compactMap(\.sid) == row.trial.because)
    }

    @Test(arguments: rows)
    private func theSlowEvaluatorAgrees(row: Row) throws {
        let decision = try row.policy.decide(row.trial)
        #expect(PolicyModel.decide(decision.request, decision.policies, rules: decision.rules) == row.trial.outcome)
    }
}
