public import LabCore
import LabPolicy
public import LabService

/// `CreateTrail`: a trail, switched off.
///
/// - SeeAlso: AWS CloudTrail API Reference, "CreateTrail"
public enum CreateTrail: TrailOperation, Mutation {
    /// `CreateTrail`.
    public static let name = "CreateTrail"
    /// Changes something.
    public static let isReadOnly = false

    /// The trail to make.
    public struct Input: TrailInput {
        /// Its name.
        public let trailName: String
        let settings: TrailSettings
        let tags: [ResourceTag]

        /// Reads the members.
        public init(_ members: MemberReader) {
            trailName = members.requiredString("Name")
            settings = TrailSettings(members, isBucketRequired: true)
            tags = members.trailTags() ?? []
        }

        /// The trail that the request describes.
        func trail(at address: TrailAddress) throws(ServiceError) -> TrailRecord {
            var trail = try settings.applied(to: TrailRecord(address, bucket: settings.bucket ?? ""))
            trail.tags = tags
            return trail
        }
    }

    /// The trail.
    public typealias Output = TrailOutput

    /// Where it would be. A name is wanted, no ARN.
    public static func resolve(
        _ input: Input, in call: Call, on state: TrailState
    ) throws(ServiceError) -> TrailTarget {
        try TrailName.require(input.trailName)
        let address = TrailAddress(account: call.account, region: call.region, name: input.trailName)
        return TrailTarget(trail: state.trails[address], address: address)
    }

    /// The action, with the tags.
    public static func demands(
        _ input: Input, on target: TrailTarget, in call: Call, state: TrailState
    ) -> [AccessDemand] {
        let tags = input.tags
        return [TrailDemand.make(name, on: target) { $0.setTagsOfRequest(tags) }]
    }

    /// Sense, a free name, and room for one more.
    public static func check(
        _ input: Input, on target: TrailTarget, in call: Call, state: TrailState
    ) throws(ServiceError) {
        try input.settings.check()
        try TrailTags.check(input.tags)
        let trail = try input.trail(at: target.address)
        let others = state.trails(of: call.account, in: call.region, withShadows: true)
        guard !others.contains(where: { $0.address.name.utf8.elementsEqual(trail.address.name.utf8) }) else {
            throw TrailError.exists(target.address)
        }
        guard others.count < TrailLimits.trailsInRegion else { throw TrailError.tooMany(call.account, call.region) }
    }

    /// Asks whether CloudTrail could write there.
    public static func prepare(
        _ input: Input, on target: TrailTarget, in call: Call, state: TrailState, services: Services
    ) async throws(ServiceError) -> PreparedTrail {
        let trail = try input.trail(at: target.address)
        return try await .make(input.settings.destination(of: trail), services: services, in: call)
    }

    /// Makes the trail.
    public static func apply(
        _ input: Input, on target: TrailTarget, prepared: PreparedTrail, in call: Call, to state: inout TrailState
    ) throws(ServiceError) -> TrailOutput {
        var trail = try input.trail(at: target.address)
        trail.kmsKeyARN = prepared.kmsKeyARN
        state.trails.put(trail)
        return TrailOutput(trail)
    }

    /// The settings.
    public static func parameters(_ input: Input) -> JSONObject {
        var parameters = input.settings.auditMembers
        if !input.tags.isEmpty { parameters["tagsList"] = .array(input.tags.map(\.auditValue)) }
        return parameters
    }
}
