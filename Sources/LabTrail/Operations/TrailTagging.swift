public import LabCore
import LabPolicy
public import LabService

/// An operation on the tags of one trail.
public protocol TrailTagOperation: TrailOperation, Mutation
where Input == TrailTagsInput, Output == EmptyOutput, Prepared == Void {
    /// The tags as they become.
    static func changed(_ tags: [ResourceTag], by input: TrailTagsInput) throws(ServiceError) -> [ResourceTag]
}

extension TrailTagOperation {
    /// Changes something.
    public static var isReadOnly: Bool { false }
    /// `resourceId`.
    public static var nameParameter: String { "resourceId" }

    /// Finds the trail, by its ARN only.
    public static func resolve(
        _ input: TrailTagsInput, in call: Call, on state: TrailState
    ) throws(ServiceError) -> TrailTarget {
        try state.resource(input.trailName, in: call)
    }

    /// The action, with the tags of the request.
    public static func demands(
        _ input: TrailTagsInput, on target: TrailTarget, in call: Call, state: TrailState
    ) -> [AccessDemand] {
        let tags = input.tags
        return [TrailDemand.make(name, on: target) { $0.setTagsOfRequest(tags) }]
    }

    /// The trail must be there, and the tags make sense.
    public static func check(
        _ input: TrailTagsInput, on target: TrailTarget, in call: Call, state: TrailState
    ) throws(ServiceError) {
        guard let trail = target.trail else { throw TrailError.noResource(input.trailName) }
        _ = try changed(trail.tags, by: input)
    }

    /// Changes the tags.
    public static func apply(
        _ input: TrailTagsInput, on target: TrailTarget, prepared: Void, in call: Call, to state: inout TrailState
    ) throws(ServiceError) -> EmptyOutput {
        var trail = try target.existing()
        trail.tags = try changed(trail.tags, by: input)
        state.trails.put(trail)
        return EmptyOutput()
    }

    /// The tags.
    public static func parameters(_ input: TrailTagsInput) -> JSONObject {
        ["tagsList": .array(input.tags.map(\.auditValue))]
    }
}

/// A trail's ARN, and tags.
public struct TrailTagsInput: TrailInput {
    /// The trail.
    public let trailName: String
    let tags: [ResourceTag]

    /// Reads the members.
    public init(_ members: MemberReader) {
        trailName = members.requiredString("ResourceId")
        tags = members.requiredStructures("TagsList", ...200, of: ResourceTag.init(trail:))
    }
}

/// `AddTags`: adds tags to a trail, or changes their values.
///
/// - SeeAlso: AWS CloudTrail API Reference, "AddTags"
public enum AddTags: TrailTagOperation {
    /// `AddTags`.
    public static let name = "AddTags"

    /// With the tags.
    public static func changed(
        _ tags: [ResourceTag], by input: TrailTagsInput
    ) throws(ServiceError) -> [ResourceTag] {
        try TrailTags.check(input.tags, on: tags)
        return tags.merging(input.tags)
    }
}

/// `RemoveTags`: takes tags from a trail, whatever their values.
///
/// - SeeAlso: AWS CloudTrail API Reference, "RemoveTags"
public enum RemoveTags: TrailTagOperation {
    /// `RemoveTags`.
    public static let name = "RemoveTags"

    /// Without the tags.
    public static func changed(
        _ tags: [ResourceTag], by input: TrailTagsInput
    ) throws(ServiceError) -> [ResourceTag] {
        tags.removing(input.tags.map(\.key))
    }
}

/// `ListTags`: the tags of trails.
///
/// - SeeAlso: AWS CloudTrail API Reference, "ListTags"
public enum ListTags: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = TrailState
    /// `ListTags`.
    public static let name = "ListTags"
    /// CloudTrail.
    public static let service = Service.cloudTrail
    /// Reads.
    public static let isReadOnly = true

    /// Which trails.
    public struct Input: MemberInput {
        let names: [String]
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            names = members.requiredStrings("ResourceIdList")
            token = members.string("NextToken")
        }
    }

    /// The tags.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// Finds the trails.
    public static func resolve(
        _ input: Input, in call: Call, on state: TrailState
    ) throws(ServiceError) -> [TrailTarget] {
        var targets: [TrailTarget] = []
        for name in input.names { targets.append(try state.resource(name, in: call)) }
        return targets
    }

    /// The action on each of them.
    public static func demands(
        _ input: Input, on target: [TrailTarget], in call: Call, state: TrailState
    ) -> [AccessDemand] {
        target.isEmpty ? [TrailDemand.everything(name)] : target.map { TrailDemand.make(name, on: $0) }
    }

    /// All must be there. No answer has a token: nobody can have one.
    public static func check(
        _ input: Input, on target: [TrailTarget], in call: Call, state: TrailState
    ) throws(ServiceError) {
        guard input.token == nil else { throw TrailError.invalidToken }
        if let missing = target.first(where: { $0.trail == nil }) {
            throw TrailError.noResource(missing.address.arn.description)
        }
    }

    /// Lists them.
    public static func perform(
        _ input: Input, on target: [TrailTarget], in call: Call, state: TrailState
    ) throws(ServiceError) -> Output {
        let lists = target.map { target -> JSONValue in
            [
                "ResourceId": .string(target.address.arn.description),
                "TagsList": .array((target.trail?.tags ?? []).map(\.json)),
            ]
        }
        return Output(json: ["ResourceTagList": .array(lists)])
    }

    /// The trails.
    public static func audit(_ input: Input, target: [TrailTarget]?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(requestParameters: ["resourceIdList": .texts(input.names)])
    }
}

/// The rules of tags.
enum TrailTags {
    /// Refuses reserved and duplicate keys, and more than a trail can have.
    static func check(_ tags: [ResourceTag], on existing: [ResourceTag] = []) throws(ServiceError) {
        guard !tags.contains(where: \.isReserved) else {
            throw TrailError.invalidTag("Tag keys can't start with aws:.")
        }
        guard !tags.hasDuplicates else { throw TrailError.invalidTag("Each tag needs a key of its own.") }
        guard existing.merging(tags).count <= TrailLimits.tags else { throw TrailError.tooManyTags }
    }
}

extension TrailState {
    /// Finds the trail that an ARN names: tags are asked for by nothing else.
    ///
    /// - Throws: `CloudTrailARNInvalidException`, `ResourceTypeNotSupportedException`
    func resource(_ text: String, in call: Call) throws(ServiceError) -> TrailTarget {
        guard let arn = ARN(text), arn.service == Service.cloudTrail.name else { throw TrailError.invalidARN(text) }
        guard arn.resource.hasPrefix("trail/") else { throw TrailError.resourceType(text) }
        return try target(text, in: call)
    }
}

extension MemberReader {
    /// `TagsList`, which may be missing.
    func trailTags() -> [ResourceTag]? { structures("TagsList", ...200, of: ResourceTag.init(trail:)) }
}

extension ResourceTag {
    /// Reads `Key` and `Value`, which may be missing.
    init(trail members: MemberReader) {
        self.init(key: members.requiredString("Key", 1...128), value: members.string("Value", 1...256) ?? "")
    }
}
