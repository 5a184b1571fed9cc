public import LabCore
import LabService
import LabTrail

extension Lab {
    /// Takes the latest change back: the rows it changed are as they were before. The trail stays, and gets an event
    /// that tells of it.
    ///
    /// What fell due after the change goes with it, and falls due again. Random state never goes back, so that no nonce
    /// can come twice.
    ///
    /// - Throws: `NothingToUndo` when no change is remembered.
    public func undo() async throws(ServiceError) -> HistoryStep.Summary {
        let event = try labEvent("Undo")
        return try await commit { writer throws(ServiceError) in
            guard let step = writer.head.history.steps.last else { throw Self.nothingToUndo }
            for row in step.rows { writer.head.apply(row.change) }
            writer.head.history.steps[step.id] = nil
            let changes = writer.head.drainChanges()
            return (step.summary, Commit(changes: changes, events: [event(step.summary.details)], history: .none))
        }
    }

    private static let nothingToUndo = ServiceError(
        ServiceError.Code("NothingToUndo", 409), "there is no change to take back",
        hint: "the latest \(LabLimits.undoSteps) are kept; destroying key material ends the history")

    /// The changes that can be taken back, latest first.
    public var history: [HistoryStep.Summary] { world.history.steps.all.reversed().map(\.summary) }

    /// Makes events of the lab itself, which tell in the trail what no service did.
    func labEvent(_ name: String) throws(ServiceError) -> (JSONObject) -> RecordedEvent {
        let eventID = try eventID()
        let now = now
        return { details in
            RecordedEvent(
                AuditEvent(
                    eventID: eventID,
                    ServiceEvent(
                        service: Service("kmslab"), name: name, time: now, region: .standard, account: .standard,
                        resources: [], details: details)))
        }
    }
}

extension HistoryStep.Summary {
    /// As the event of an undo tells it.
    var details: JSONObject {
        var details: JSONObject = ["change": .string(title)]
        details["eventID"] = eventID.map { .string($0) }
        return details
    }

    /// As doors show it.
    var json: JSONObject {
        var json: JSONObject = ["title": .string(title)]
        json["time"] = time.map { .string($0.iso8601) }
        json["caller"] = caller.map { .string($0) }
        json["eventID"] = eventID.map { .string($0) }
        return json
    }
}
