public import LabCore
import LabPolicy
public import LabService
import LabTrail

extension Lab {
    /// Performs an operation that reads or computes, on the world as it stands.
    ///
    /// - Throws: AWS's error; also when the event could not be kept.
    public func perform<Q: Query>(
        _ query: Q.Type, _ input: Q.Input, in call: Call
    ) async throws(ServiceError) -> Q.Output where Q.State: WorldSlice {
        var world = try await worldReady(for: call)
        if Q.State.showsFindings {
            await rulesCaughtUp()
            world = snapshot
        }
        let state = Q.State.slice(of: world.state)
        let attempt = Attempt<Q>(input, in: call, world: world.state, state: state) { target throws(ServiceError) in
            try Q.perform(input, on: target, in: call, state: state)
        }
        try await record(try events(attempt, input, in: call))
        return try attempt.outcome.get()
    }

    /// Performs an operation that reads with the help of other services.
    ///
    /// - Throws: AWS's error; also when the event could not be kept.
    public func perform<Q: AsyncQuery>(
        _ query: Q.Type, _ input: Q.Input, in call: Call
    ) async throws(ServiceError) -> Q.Output where Q.State: WorldSlice {
        let world = try await worldReady(for: call)
        let state = Q.State.slice(of: world.state)
        let services = services
        let attempt = await Attempt<Q>(
            input, in: call, world: world.state, state: state,
            awaiting: { target async throws(ServiceError) in
                try await Q.perform(input, on: target, in: call, state: state, services: services)
            })
        try await record(try events(attempt, input, in: call))
        return try attempt.outcome.get()
    }

    /// Performs an operation that changes the world, in the one serial writer.
    ///
    /// - Throws: AWS's error; also when the change could not be kept, in which case it has not happened.
    public func perform<M: Mutation>(
        _ mutation: M.Type, _ input: M.Input, in call: Call
    ) async throws(ServiceError) -> M.Output where M.State: WorldSlice {
        let world = try await worldReady(for: call)
        let prepared: Result<M.Prepared, ServiceError>
        do throws(ServiceError) {
            prepared = .success(try await prepare(mutation, input, in: call, world: world.state))
        } catch {
            prepared = .failure(error)
        }
        let result: Result<M.Output, ServiceError> = try await commit { writer throws(ServiceError) in
            try self.apply(mutation, input, prepared: prepared, in: call, to: &writer)
        }
        return try result.get()
    }

    /// Makes what takes long, if the operation has such a thing, once a look at the snapshot says that the request would be allowed. A request that would
    /// not is refused in the writer, where its event is made.
    private func prepare<M: Mutation>(
        _ mutation: M.Type, _ input: M.Input, in call: Call, world: WorldState
    ) async throws(ServiceError) -> M.Prepared where M.State: WorldSlice {
        let state = M.State.slice(of: world)
        if let nothing = () as? M.Prepared { return nothing }
        let target = try M.resolve(input, in: call, on: state)
        for demand in M.demands(input, on: target, in: call, state: state) {
            let decision = Authorizer.decide(demand, in: call, world: world)
            guard decision.isAllowed else { throw Authorizer.refusal(decision, service: M.service) }
        }
        try M.check(input, on: target, in: call, state: state)
        return try await M.prepare(input, on: target, in: call, state: state, services: services)
    }

    private func apply<M: Mutation>(
        _ mutation: M.Type, _ input: M.Input, prepared: Result<M.Prepared, ServiceError>, in call: Call,
        to writer: inout Writer
    ) throws(ServiceError) -> (value: Result<M.Output, ServiceError>, commit: Commit)
    where M.State: WorldSlice {
        let state = M.State.slice(of: writer.head)
        var changed = state
        let attempt = Attempt<M>(input, in: call, world: writer.head, state: state) { target throws(ServiceError) in
            try M.apply(input, on: target, prepared: try prepared.get(), in: call, to: &changed)
        }
        let events = try events(attempt, input, in: call)
        var changes: [RowChange] = []
        if case .success = attempt.outcome {
            changes = changed.drainChanges()
            changed.place(into: &writer.head)
            changes += writer.head.followDeletedPrincipals(in: changes)
        }
        // What CloudTrail delivers is nobody's change, and is taken back together with the one before it.
        let history: HistoryEffect = call.caller == .cloudTrail ? .continuation : .step(nil)
        return (attempt.outcome, Commit(changes: changes, events: events, history: history))
    }

    private func events<O: Operation>(
        _ attempt: Attempt<O>, _ input: O.Input, in call: Call
    ) throws(ServiceError) -> [RecordedEvent] {
        do throws(RandomFailure) {
            return try attempt.events(input, in: call)
        } catch {
            throw ServiceError(LabError.internalFailure, error.description)
        }
    }
}
