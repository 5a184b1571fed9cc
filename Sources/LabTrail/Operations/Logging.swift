public import LabCore
public import LabService

/// `StartLogging`: switches a trail on. It delivers what happens from now on.
///
/// - SeeAlso: AWS CloudTrail API Reference, "StartLogging"
public enum StartLogging: TrailOperation, Mutation {
    /// `StartLogging`.
    public static let name = "StartLogging"
    /// Changes something.
    public static let isReadOnly = false
    /// Which trail.
    public typealias Input = TrailNameInput
    /// Nothing.
    public typealias Output = EmptyOutput

    /// How many events there are already: those are not the trail's.
    public struct Prepared: Sendable {
        let position: Int
    }

    /// Counts the events so far.
    public static func prepare(
        _ input: TrailNameInput, on target: TrailTarget, in call: Call, state: TrailState, services: Services
    ) async throws(ServiceError) -> Prepared {
        Prepared(position: services.history.count)
    }

    /// Switches it on. One that is on goes on.
    public static func apply(
        _ input: TrailNameInput, on target: TrailTarget, prepared: Prepared, in call: Call, to state: inout TrailState
    ) throws(ServiceError) -> EmptyOutput {
        var trail = try target.existing()
        guard !trail.logging.isOn else { return EmptyOutput() }
        trail.logging.isOn = true
        trail.logging.startedAt = call.now
        trail.delivery.position = prepared.position
        trail.delivery.nextAttempt = nil
        trail.beginDigests(at: call.now)
        state.trails.put(trail)
        return EmptyOutput()
    }
}

/// `StopLogging`: switches a trail off. It delivers what happened so far, and a last digest.
///
/// - SeeAlso: AWS CloudTrail API Reference, "StopLogging"
public enum StopLogging: TrailOperation, Mutation {
    /// `StopLogging`.
    public static let name = "StopLogging"
    /// Changes something.
    public static let isReadOnly = false
    /// Which trail.
    public typealias Input = TrailNameInput
    /// Nothing.
    public typealias Output = EmptyOutput

    /// Switches it off.
    public static func apply(
        _ input: TrailNameInput, on target: TrailTarget, prepared: Void, in call: Call, to state: inout TrailState
    ) throws(ServiceError) -> EmptyOutput {
        var trail = try target.existing()
        state.close(trail, at: call.now)
        trail.logging.isOn = false
        trail.logging.stoppedAt = call.now
        trail.beginDigests(at: call.now)
        state.trails.put(trail)
        return EmptyOutput()
    }
}

/// `GetTrailStatus`: whether a trail is on, and what became of its latest deliveries.
///
/// - SeeAlso: AWS CloudTrail API Reference, "GetTrailStatus"
public enum GetTrailStatus: TrailOperation, Query {
    /// `GetTrailStatus`.
    public static let name = "GetTrailStatus"
    /// Reads.
    public static let isReadOnly = true
    /// Which trail.
    public typealias Input = TrailNameInput

    /// The status.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// Shows it.
    public static func perform(
        _ input: TrailNameInput, on target: TrailTarget, in call: Call, state: TrailState
    ) throws(ServiceError) -> Output {
        Output(json: try target.existing().statusJSON)
    }
}

extension TrailRecord {
    /// As GetTrailStatus answers it. The members that end in `Attempt…` and the `TimeLogging…` are AWS's old ones, which
    /// it still sends.
    fileprivate var statusJSON: JSONObject {
        let (logs, digests) = (delivery.logs, delivery.digests)
        var json: JSONObject = ["IsLogging": .bool(logging.isOn)]
        json["LatestDeliveryError"] = logs.error.map(JSONValue.string)
        json["LatestDeliveryTime"] = logs.deliveredAt.map(JSONValue.epochSeconds)
        json["StartLoggingTime"] = logging.startedAt.map(JSONValue.epochSeconds)
        json["StopLoggingTime"] = logging.stoppedAt.map(JSONValue.epochSeconds)
        json["LatestDigestDeliveryTime"] = digests.deliveredAt.map(JSONValue.epochSeconds)
        json["LatestDigestDeliveryError"] = digests.error.map(JSONValue.string)
        json["LatestDeliveryAttemptTime"] = .string(logs.attemptedAt?.iso8601 ?? "")
        json["LatestNotificationAttemptTime"] = ""
        json["LatestNotificationAttemptSucceeded"] = ""
        json["LatestDeliveryAttemptSucceeded"] = .string(logs.error == nil ? logs.deliveredAt?.iso8601 ?? "" : "")
        json["TimeLoggingStarted"] = .string(logging.startedAt?.iso8601 ?? "")
        json["TimeLoggingStopped"] = .string(logging.stoppedAt?.iso8601 ?? "")
        return json
    }
}
