public import LabCore
public import LabService
import LabTrail

extension Lab {
    /// Keeps the event of a request that was refused before its operation began: whose body does not parse, whose input
    /// does not decode. Does nothing for a request that has left its event already.
    ///
    /// A request whose operation nobody knows, or whose sender could not prove who he is, leaves no event, as with
    /// CloudTrail.
    ///
    /// - Parameter detail: What is known of the request all the same.
    /// - Throws: when the event could not be kept.
    public func recordRefusal(
        of operation: OperationFacts, _ error: ServiceError, detail: AuditDetail = AuditDetail(), in call: Call
    ) async throws(ServiceError) {
        guard call.receipt?.hasEvent != true else { return }
        call.receipt?.note()
        let event = AuditEvent(
            eventID: try eventID(), call: call, operation: operation, detail: detail, error: error)
        try await record([RecordedEvent(event)])
    }
}
