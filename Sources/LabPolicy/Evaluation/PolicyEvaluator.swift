/// Decides access requests: pure and total, no state, no clock, no failure.
public enum PolicyEvaluator {
    /// Visits every statement of every document in `policies` and computes the outcome from what it found.
    public static func decide(_ request: AccessRequest, _ policies: ApplicablePolicies, rules: ServiceRules) -> Decision
    {
        let action = request.action.lowercased()
        let examiner = Examiner(request: request, action: action, policies: policies, rules: rules)
        let marks = examiner.visitAll()
        let tally = Tally(marks, of: policies)
        let conclusion = rules.conclude(tally, request, action: action)
        return Decision(
            request: request, policies: policies, rules: rules, outcome: conclusion.outcome,
            stoppedAt: conclusion.stoppedAt, marks: marks, paths: conclusion.paths)
    }
}
