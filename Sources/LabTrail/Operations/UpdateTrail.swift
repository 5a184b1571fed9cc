public import LabCore
public import LabService

/// `UpdateTrail`: changes what a trail writes where. What is left out stays.
///
/// - SeeAlso: AWS CloudTrail API Reference, "UpdateTrail"
public enum UpdateTrail: TrailOperation, Mutation {
    /// `UpdateTrail`.
    public static let name = "UpdateTrail"
    /// Changes something.
    public static let isReadOnly = false

    /// The trail, and what to change.
    public struct Input: TrailInput {
        /// The trail.
        public let trailName: String
        let settings: TrailSettings

        /// Reads the members.
        public init(_ members: MemberReader) {
            trailName = members.requiredString("Name")
            settings = TrailSettings(members, isBucketRequired: false)
        }
    }

    /// The trail.
    public typealias Output = TrailOutput

    /// Sense.
    public static func checkTrail(_ input: Input, _ trail: TrailRecord, in call: Call) throws(ServiceError) {
        try input.settings.check()
        _ = try input.settings.applied(to: trail)
    }

    /// Asks whether CloudTrail could write there.
    public static func prepare(
        _ input: Input, on target: TrailTarget, in call: Call, state: TrailState, services: Services
    ) async throws(ServiceError) -> PreparedTrail {
        let trail = try input.settings.applied(to: try target.existing())
        return try await .make(input.settings.destination(of: trail), services: services, in: call)
    }

    /// Changes the trail. Where digests are switched off or go elsewhere, their chain ends.
    public static func apply(
        _ input: Input, on target: TrailTarget, prepared: PreparedTrail, in call: Call, to state: inout TrailState
    ) throws(ServiceError) -> TrailOutput {
        let old = try target.existing()
        var trail = try input.settings.applied(to: old)
        trail.kmsKeyARN = prepared.kmsKeyARN
        if trail.validatesFiles != old.validatesFiles || trail.bucket != old.bucket || trail.prefix != old.prefix {
            trail.beginDigests(at: call.now)
        }
        trail.delivery.nextAttempt = nil
        state.trails.put(trail)
        return TrailOutput(trail)
    }

    /// The settings.
    public static func parameters(_ input: Input) -> JSONObject { input.settings.auditMembers }
}

extension TrailRecord {
    /// Begins new chains of digests, if the trail delivers any and is on.
    mutating func beginDigests(at now: Timestamp) {
        delivery.chains = [:]
        delivery.emptyDigests = 0
        delivery.nextDigest = logging.isOn && validatesFiles ? now + TrailLimits.digestPeriod : nil
        if delivery.nextDigest != nil { delivery.chains[address.region.code] = DigestChain(start: now) }
    }
}
