import LabCore
import LabPolicy
import LabService

/// A simulated request's circumstances: who asks, with which policies. The evaluator that answers is the one that
/// decides real requests.
struct Simulation {
    /// Who asks.
    let principal: Principal
    /// All policies but the resource's.
    let policies: ApplicablePolicies
    /// The question.
    let question: SimulationQuestion
    /// The time that conditions see.
    let now: Timestamp

    /// Puts a simulation together.
    ///
    /// - Throws: `InvalidInput` for documents that do not parse and ARNs that are none.
    init(
        _ question: SimulationQuestion, as principal: Principal, _ policies: ApplicablePolicies, at now: Timestamp
    ) throws(ServiceError) {
        guard question.boundaries.count <= 1 else {
            throw IAMError.invalidInput("At most one permissions boundary can be simulated.")
        }
        guard question.actions.count * max(1, question.resources.count) <= IdentityLimits.simulatedResults else {
            throw IAMError.invalidInput("Too many actions and resources to simulate at once.")
        }
        var policies = policies
        if let boundary = try Self.documents(question.boundaries, named: "PermissionsBoundaryPolicyInputList").first {
            policies.boundary = boundary
        }
        self.principal = principal
        self.policies = policies
        self.question = question
        self.now = now
    }

    /// Every action on every resource.
    func results() throws(ServiceError) -> [SimulationResult] {
        var results: [SimulationResult] = []
        for action in question.actions {
            for resource in question.resources.isEmpty ? ["*"] : question.resources {
                results.append(try result(action, resource))
            }
        }
        return results
    }

    private func result(_ action: String, _ resource: String) throws(ServiceError) -> SimulationResult {
        let model = SimulationModel(action: action, hasResourcePolicy: question.resourcePolicy != nil)
        var policies = policies
        policies.resource = try resourcePolicy(model, resource)
        let request = AccessRequest(
            principal: principal, action: action, resource: resource, resourceOwner: try owner(of: resource),
            context: context, time: now)
        return SimulationResult(decision: PolicyEvaluator.decide(request, policies, rules: model.rules))
    }

    private var context: ConditionContext {
        var context = ConditionContext()
        for entry in question.context {
            if let key = entry.key { context.set(key, entry.values) }
        }
        return context
    }

    private func resourcePolicy(
        _ model: SimulationModel, _ resource: String
    ) throws(ServiceError) -> AttachedPolicy? {
        guard let text = question.resourcePolicy else { return nil }
        let document = try Self.document(text, .resource(model.form))
        return AttachedPolicy(document, name: "ResourcePolicy", holder: .resource(resource))
    }

    /// The named owner, or the account in the resource's ARN, or the caller's.
    private func owner(of resource: String) throws(ServiceError) -> AccountID? {
        if let named = question.resourceOwner {
            guard let account = AccountID(named) ?? ARN(named).flatMap({ AccountID($0.account) }) else {
                throw IAMError.invalidInput("Invalid Entity Arn: \(named)")
            }
            return account
        }
        return ARN(resource).flatMap { AccountID($0.account) } ?? principal.account
    }
}

extension Simulation {
    /// The policies in a list of texts, named by their places as AWS names them.
    static func documents(_ texts: [String], named list: String) throws(ServiceError) -> [AttachedPolicy] {
        var policies: [AttachedPolicy] = []
        for (index, text) in texts.enumerated() {
            let document = try document(text, .identity(.managed))
            policies.append(AttachedPolicy(document, name: "\(list).\(index + 1)", holder: .session(list)))
        }
        return policies
    }

    private static func document(_ text: String, _ kind: PolicyKind) throws(ServiceError) -> PolicyDocument {
        do throws(PolicyError) {
            return try PolicyDocument(parsing: text, kind: kind)
        } catch {
            throw ServiceError(IAMError.Code.invalidInput, error.message, hint: error.hint)
        }
    }

    /// The user that an ARN names.
    ///
    /// - Throws: `InvalidInput` for anything but a user.
    static func caller(_ arn: String, _ state: IdentityState) throws(ServiceError) -> Principal {
        guard case .user(let account, let path, let name)? = PrincipalPattern(type: "AWS", text: arn) else {
            throw IAMError.invalidInput("Invalid Entity Arn: \(arn)")
        }
        let known = state.entity(UserRecord.self, named: name, in: account)?.uniqueID
        return .user(account: account, path: path, name: name, id: known ?? someID)
    }

    /// A user that nobody is, for policies of nobody in particular.
    static func somebody(in account: AccountID) -> Principal {
        .user(account: account, path: "/", name: "simulated", id: someID)
    }

    private static let someID = "AIDASIMULATED00000000"
}

/// How a service's policies are evaluated and parsed in a simulation.
private struct SimulationModel {
    let rules: ServiceRules
    let form: ResourcePolicyForm

    /// Without a resource policy AWS simulates identity policies alone.
    init(action: String, hasResourcePolicy: Bool) {
        let (model, form) = Self.model(of: action.lowercased().prefix { $0 != ":" })
        rules = hasResourcePolicy ? model : .identityOnly
        self.form = form
    }

    private static func model(of service: some StringProtocol) -> (ServiceRules, ResourcePolicyForm) {
        switch service {
        case "kms": (.kms, .key)
        case "s3": (.s3, .bucket)
        case "sts": (.roleTrust, .roleTrust)
        default: (.resourcePolicy, .other)
        }
    }
}
