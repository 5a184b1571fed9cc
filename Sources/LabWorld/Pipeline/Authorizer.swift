import LabCore
import LabIdentity
import LabPolicy
import LabService

/// Turns an operation's demand into a question for the policy evaluator, with everything that the world knows about the
/// caller, and AWS's refusal out of its answer.
enum Authorizer {
    /// Answers a question that nobody asks in earnest, with every condition key; what the question says of keys itself
    /// counts, whatever the demand and the network say.
    static func answer(
        _ demand: AccessDemand, in call: Call, world: WorldState, conditions: ConditionContext
    ) -> Decision {
        var context = context(demand, in: call)
        for entry in conditions.entries { context.replace(entry) }
        return decide(demand, policies(demand, in: call, world: world), context, in: call)
    }

    /// Decides. The condition keys are made only when a document asks for them, or when the answer is no: whoever is
    /// refused may want everything explained.
    static func decide(_ demand: AccessDemand, in call: Call, world: WorldState) -> Decision {
        let policies = policies(demand, in: call, world: world)
        if !policies.readContext {
            let decision = decide(demand, policies, ConditionContext(), in: call)
            if decision.isAllowed { return decision }
        }
        return decide(demand, policies, context(demand, in: call), in: call)
    }

    private static func decide(
        _ demand: AccessDemand, _ policies: ApplicablePolicies, _ context: ConditionContext, in call: Call
    ) -> Decision {
        let request = AccessRequest(
            principal: call.caller.principal, action: demand.action, resource: demand.resource,
            resourceOwner: demand.owner ?? call.account, context: context, principalTags: call.caller.tags,
            session: sessionFacts(call.caller), isViaService: !call.origin.viaServices.isEmpty, time: call.now)
        return PolicyEvaluator.decide(request, policies, rules: demand.rules)
    }

    /// AWS's error for a request that was not allowed, in the words of the service.
    static func refusal(_ decision: Decision, service: Service) -> ServiceError {
        ServiceError(
            code(of: service), decision.awsMessage,
            hint: "`kmslab why` shows every statement that was looked at")
    }

    /// What the service calls a refusal: the services that speak XML have a name and a status of their own for it.
    private static func code(of service: Service) -> ServiceError.Code {
        switch service {
        case .s3, .iam, .sts: ServiceError.Code("AccessDenied", 403)
        case .sns: ServiceError.Code("AuthorizationError", 403)
        default: ServiceError.Code("AccessDeniedException")
        }
    }

    private static func policies(
        _ demand: AccessDemand, in call: Call, world: WorldState
    ) -> ApplicablePolicies {
        let caller = world.identity.policies(of: call.caller)
        let owner = demand.owner ?? call.caller.principal.account
        return ApplicablePolicies(
            resource: demand.policy, identity: caller.identity, boundary: caller.boundary, session: caller.session,
            serviceControl: caller.serviceControl,
            resourceControl: owner.map { world.identity.resourceControl(of: $0) } ?? [], grants: demand.grants)
    }

    private static func sessionFacts(_ caller: Caller) -> SessionFacts {
        SessionFacts(
            isMultiFactorPresent: caller.isMultiFactorAuthenticated, issueTime: caller.sessionStart,
            sourceIdentity: caller.sourceIdentity)
    }

    /// The service's condition keys and those that follow from how the request travelled. A call that a service makes
    /// for somebody carries neither the client's address nor its endpoint.
    private static func context(_ demand: AccessDemand, in call: Call) -> ConditionContext {
        var context = demand.context
        context.set("aws:RequestedRegion", call.region.code)
        context.set("aws:SecureTransport", call.origin.isSecure)
        context.set("aws:SourceArn", call.origin.sourceARN)
        context.set(
            "aws:SourceAccount", call.origin.sourceARN.flatMap { ARN($0)?.account }.flatMap { AccountID($0)?.digits })
        context.setCalledVia(call.origin.viaServices)
        if call.origin.viaServices.isEmpty {
            context.set("aws:SourceIp", call.origin.sourceIP)
            context.set("aws:SourceVpce", call.origin.vpcEndpoint)
            context.set("aws:SourceVpc", call.origin.vpc)
            context.set("aws:UserAgent", call.origin.userAgent)
        }
        return context
    }
}

extension ConditionContext {
    /// Puts an entry in the place of the one of its name; one that two names made ambiguous stays ambiguous.
    fileprivate mutating func replace(_ entry: Entry) {
        replace(entry.name, entry.values)
        guard entry.isAmbiguous else { return }
        let other = entry.name.uppercased() == entry.name ? entry.name.lowercased() : entry.name.uppercased()
        set(other, [])
    }

    /// `aws:CalledVia` and its first and last: the services that a request passed through, without their Regions.
    fileprivate mutating func setCalledVia(_ viaServices: [String]) {
        let services = viaServices.map { "\($0.prefix { $0 != "." }).amazonaws.com" }
        guard let first = services.first, let last = services.last else { return }
        set("aws:CalledVia", services)
        set("aws:CalledViaFirst", first)
        set("aws:CalledViaLast", last)
    }
}
