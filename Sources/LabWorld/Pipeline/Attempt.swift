import LabCore
import LabPolicy
import LabService
import LabTrail

/// One operation on its way from its input to its outcome: resolve, authorise, check, perform. Everything that the event
/// will say is gathered on the way, whether the request succeeds or not.
struct Attempt<O: Operation> {
    private(set) var target: O.Target?
    private(set) var decisions: [Decision] = []
    private(set) var outcome: Result<O.Output, ServiceError>

    /// Runs the operation up to and including `perform`, which gets the target and may have to wait.
    init(
        _ input: O.Input, in call: Call, world: WorldState, state: O.State,
        awaiting perform: (O.Target) async throws(ServiceError) -> O.Output
    ) async {
        outcome = .failure(ServiceError(LabError.internalFailure))
        do throws(ServiceError) {
            let target = try permittedTarget(input, in: call, world: world, state: state)
            outcome = .success(try Self.unlessDryRun(input, try await perform(target)))
        } catch {
            outcome = .failure(error)
        }
    }

    /// Runs the operation up to and including `perform`, which gets the target.
    init(
        _ input: O.Input, in call: Call, world: WorldState, state: O.State,
        perform: (O.Target) throws(ServiceError) -> O.Output
    ) {
        // Replaced below on every path; a struct wants a value before its functions can be called.
        outcome = .failure(ServiceError(LabError.internalFailure))
        do throws(ServiceError) {
            let target = try permittedTarget(input, in: call, world: world, state: state)
            outcome = .success(try Self.unlessDryRun(input, try perform(target)))
        } catch {
            outcome = .failure(error)
        }
    }

    /// The target, once everything the operation demands is allowed and nothing stands in its way.
    private mutating func permittedTarget(
        _ input: O.Input, in call: Call, world: WorldState, state: O.State
    ) throws(ServiceError) -> O.Target {
        var target = try O.resolve(input, in: call, on: state)
        self.target = target
        try permit(O.demands(input, on: target, in: call, state: state), in: call, world: world)
        let parts = O.partDemands(input, on: target, in: call, state: state)
        O.mark(&target, refused: refusals(of: parts, in: call, world: world))
        try O.check(input, on: target, in: call, state: state)
        for named in O.namedPrincipals(input, on: target, in: call) {
            guard world.exists(named.principal) else { throw named.refusal }
        }
        return target
    }

    /// - Throws: the refusal of the first demand that is not allowed.
    private mutating func permit(
        _ demands: [AccessDemand], in call: Call, world: WorldState
    ) throws(ServiceError) {
        for demand in demands {
            let decision = Authorizer.decide(demand, in: call, world: world)
            decisions.append(decision)
            guard decision.isAllowed else { throw demand.refusal ?? Authorizer.refusal(decision, service: O.service) }
        }
    }

    /// What stops single parts, by their place.
    private mutating func refusals(
        of parts: [[AccessDemand]], in call: Call, world: WorldState
    ) -> [Int: ServiceError] {
        var refusals: [Int: ServiceError] = [:]
        for (place, demands) in parts.enumerated() {
            do throws(ServiceError) {
                try permit(demands, in: call, world: world)
            } catch {
                refusals[place] = error
            }
        }
        return refusals
    }

    /// The output, unless the caller only asked whether there would be one.
    private static func unlessDryRun(_ input: O.Input, _ output: O.Output) throws(ServiceError) -> O.Output {
        guard O.isDryRun(input) else { return output }
        throw ServiceError(
            ServiceError.Code("DryRunOperationException"),
            "The request would have succeeded, but the DryRun option is set.")
    }

    /// The event for the attempt, with its decisions. What succeeded on what belongs to other accounts leaves an event
    /// for each of their owners too; a refusal is the caller's own business.
    ///
    /// - Throws: when the random source cannot make an event id.
    func events(_ input: O.Input, in call: Call) throws(RandomFailure) -> [RecordedEvent] {
        let output: O.Output? = try? outcome.get()
        let error: ServiceError? =
            switch outcome {
            case .success: nil
            case .failure(let error): error
            }
        let detail = O.audit(input, target: target, output: output, in: call)
        let others = error == nil ? detail.owners(besides: call.caller.principal.account) : []
        let event = AuditEvent(
            eventID: try call.random.uuid(), call: call, operation: OperationFacts(O.self), detail: detail,
            error: error, sharedEventID: others.isEmpty ? nil : try call.random.uuid())
        event.noteUse(in: call.usage)
        call.receipt?.note()
        var events = [RecordedEvent(event, decisions: decisions)]
        for owner in others {
            events.append(
                RecordedEvent(AuditEvent(eventID: try call.random.uuid(), ownersCopyOf: event, for: owner)))
        }
        return events
    }
}

extension AuditDetail {
    /// The owners of what a request was about that are not the caller's account. Whoever has no account belongs to none.
    fileprivate func owners(besides account: AccountID?) -> [AccountID] {
        account.map { own in owners.filter { $0 != own } } ?? []
    }
}
