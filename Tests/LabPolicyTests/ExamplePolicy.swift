import LabCore
import LabPolicy

/// A policy after an example of AWS's guides, in our own words and names, with requests against it.
struct ExamplePolicy: Sendable {
    /// A request, its outcome, and the `Sid`s that decided.
    struct Trial: Sendable {
        var by = People.bob
        let action: String
        var on: String?
        var context: ConditionContext = [:]
        var configure: @Sendable (inout AccessRequest) -> Void = { _ in }
        let outcome: Decision.Outcome
        var because: [String] = []

        static func allowed(
            _ action: String, by caller: Principal = People.bob, on resource: String? = nil,
            _ context: ConditionContext = [:], because: String...,
            configure: @escaping @Sendable (inout AccessRequest) -> Void = { _ in }
        ) -> Trial {
            Trial(
                by: caller, action: action, on: resource, context: context, configure: configure, outcome: .allowed,
                because: because)
        }

        static func denied(
            _ action: String, by caller: Principal = People.bob, on resource: String? = nil,
            _ context: ConditionContext = [:], because: String...,
            configure: @escaping @Sendable (inout AccessRequest) -> Void = { _ in }
        ) -> Trial {
            let outcome: Decision.Outcome = because.isEmpty ? .deniedImplicitly : .deniedExplicitly
            return Trial(
                by: caller, action: action, on: resource, context: context, configure: configure, outcome: outcome,
                because: because)
        }
    }

    let name: String
    let rules: ServiceRules
    var resource: String?
    var identity: String?
    let trials: [Trial]

    /// The trial's decision.
    func decide(_ trial: Trial) throws -> Decision {
        let standard = rules == .s3 ? Things.object : Things.key
        var request = AccessRequest(
            principal: trial.by, action: trial.action, resource: trial.on ?? standard, resourceOwner: People.home,
            context: trial.context)
        trial.configure(&request)
        var policies = ApplicablePolicies()
        policies.resource = try resource.map { try attached($0, rules == .s3 ? .resource(.bucket) : .resource(.key)) }
        policies.identity = try identity.map { [try attached($0, .identity(.managed))] } ?? []
        return PolicyEvaluator.decide(request, policies, rules: rules)
    }
}

/// `"operator":{"key":value}`.
func when(_ name: String, _ key: String, _ value: String) -> String { "\"\(name)\":{\"\(key)\":\(value)}" }

let bobARN = "arn:aws:iam::111122223333:user/bob"
let appARN = "arn:aws:iam::111122223333:role/app"
