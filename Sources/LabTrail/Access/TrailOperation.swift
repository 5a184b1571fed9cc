public import LabCore
import LabPolicy
public import LabService

/// An input that names a trail.
public protocol TrailInput: MemberInput {
    /// The trail's name or ARN, as the caller wrote it.
    var trailName: String { get }
}

/// An operation on one trail.
public protocol TrailOperation: MemberOperation
where State == TrailState, Target == TrailTarget, Input: TrailInput {
    /// Refuses what makes no sense for the trail.
    static func checkTrail(_ input: Input, _ trail: TrailRecord, in call: Call) throws(ServiceError)
    /// The event's `requestParameters` beside the trail.
    static func parameters(_ input: Input) -> JSONObject
    /// What the event calls the trail's name.
    static var nameParameter: String { get }
}

extension TrailOperation {
    /// CloudTrail.
    public static var service: Service { .cloudTrail }
    /// Nothing.
    public static func checkTrail(_ input: Input, _ trail: TrailRecord, in call: Call) throws(ServiceError) {}
    /// None.
    public static func parameters(_ input: Input) -> JSONObject { [:] }
    /// `name`.
    public static var nameParameter: String { "name" }

    /// Finds the trail.
    public static func resolve(
        _ input: Input, in call: Call, on state: TrailState
    ) throws(ServiceError) -> TrailTarget {
        try state.target(input.trailName, in: call)
    }

    /// The operation's action on the trail.
    public static func demands(
        _ input: Input, on target: TrailTarget, in call: Call, state: TrailState
    ) -> [AccessDemand] {
        [TrailDemand.make(name, on: target)]
    }

    /// The trail must be there; it is changed in its home Region only.
    public static func check(
        _ input: Input, on target: TrailTarget, in call: Call, state: TrailState
    ) throws(ServiceError) {
        let trail = try target.existing()
        guard isReadOnly || trail.address.region == call.region else { throw TrailError.homeRegion(trail) }
        try checkTrail(input, trail, in: call)
    }

    /// The trail as it was named.
    public static func audit(_ input: Input, target: TrailTarget?, output: Output?, in call: Call) -> AuditDetail {
        var parameters: JSONObject = [nameParameter: .string(input.trailName)]
        for member in Self.parameters(input).members { parameters[member.name] = member.value }
        let response = isReadOnly ? nil : output?.json
        return AuditDetail(
            requestParameters: parameters,
            responseElements: response.flatMap { $0.isEmpty ? nil : $0.withSmallFirstLetters },
            resources: target?.trail.map { [AuditResource($0)] } ?? [])
    }
}

/// Makes demands about trails.
enum TrailDemand {
    /// `action` on the trail.
    static func make(
        _ action: String, on target: TrailTarget,
        _ setConditions: @escaping @Sendable (inout ConditionContext) -> Void = { _ in }
    ) -> AccessDemand {
        AccessDemand(
            action: "cloudtrail:\(action)", resource: target.address.arn.description, owner: target.address.account,
            rules: .identityOnly,
            deferring: {
                var context = ConditionContext()
                for tag in target.trail?.tags ?? [] { context.set("aws:ResourceTag/\(tag.key)", tag.value) }
                setConditions(&context)
                return context
            })
    }

    /// `action` on everything.
    static func everything(_ action: String) -> AccessDemand {
        AccessDemand(action: "cloudtrail:\(action)", resource: "*", rules: .identityOnly)
    }
}

extension AuditResource {
    /// A trail as events name it.
    init(_ trail: TrailRecord) {
        self.init(arn: trail.arn.description, account: trail.address.account, type: "AWS::CloudTrail::Trail")
    }
}

extension JSONObject {
    /// The members, and those of inner objects, under the names that events give them.
    var withSmallFirstLetters: JSONObject {
        JSONObject(
            members.map { ($0.name.prefix(1).lowercased() + $0.name.dropFirst(), $0.value.withSmallFirstLetters) })
    }
}

extension JSONValue {
    fileprivate var withSmallFirstLetters: JSONValue {
        switch self {
        case .object(let object): .object(object.withSmallFirstLetters)
        case .array(let elements): .array(elements.map(\.withSmallFirstLetters))
        default: self
        }
    }
}

/// An input that is nothing but the name of a trail.
public struct TrailNameInput: TrailInput {
    /// The trail.
    public let trailName: String

    /// Reads the member.
    public init(_ members: MemberReader) {
        trailName = members.requiredString("Name")
    }
}
