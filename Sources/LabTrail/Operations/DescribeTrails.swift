public import LabCore
import LabPolicy
public import LabService

/// `DescribeTrails`: the settings of trails.
///
/// - SeeAlso: AWS CloudTrail API Reference, "DescribeTrails"
public enum DescribeTrails: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = TrailState
    /// `DescribeTrails`.
    public static let name = "DescribeTrails"
    /// CloudTrail.
    public static let service = Service.cloudTrail
    /// Reads.
    public static let isReadOnly = true

    /// Which trails.
    public struct Input: MemberInput {
        let names: [String]
        let includesShadows: Bool

        /// Reads the members.
        public init(_ members: MemberReader) {
            names = members.strings("trailNameList") ?? []
            includesShadows = members.bool("includeShadowTrails") ?? true
        }
    }

    /// The trails.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// All trails, or none.
    public static func resolve(_ input: Input, in call: Call, on state: TrailState) throws(ServiceError) {}

    /// The action on everything.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: TrailState
    ) -> [AccessDemand] { [TrailDemand.everything(name)] }

    /// Shows them. A name that no trail has is left out.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: TrailState
    ) throws(ServiceError) -> Output {
        var trails: [TrailRecord] = []
        for name in input.names {
            guard let trail = try state.target(name, in: call).trail, trail.address.account == call.account else {
                continue
            }
            trails.append(trail)
        }
        if input.names.isEmpty {
            trails = state.trails(of: call.account, in: call.region, withShadows: input.includesShadows)
        }
        return Output(json: ["trailList": .array(trails.map { .object($0.json) })])
    }

    /// The names.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(
            requestParameters: [
                "trailNameList": .texts(input.names), "includeShadowTrails": .bool(input.includesShadows),
            ])
    }
}

/// `GetTrail`: the settings of one trail.
///
/// - SeeAlso: AWS CloudTrail API Reference, "GetTrail"
public enum GetTrail: TrailOperation, Query {
    /// `GetTrail`.
    public static let name = "GetTrail"
    /// Reads.
    public static let isReadOnly = true
    /// Which trail.
    public typealias Input = TrailNameInput

    /// The trail.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// Shows it.
    public static func perform(
        _ input: TrailNameInput, on target: TrailTarget, in call: Call, state: TrailState
    ) throws(ServiceError) -> Output {
        Output(json: ["Trail": .object(try target.existing().json)])
    }
}

/// `ListTrails`: the names of all trails of the account, whatever their Region.
///
/// - SeeAlso: AWS CloudTrail API Reference, "ListTrails"
public enum ListTrails: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = TrailState
    /// `ListTrails`.
    public static let name = "ListTrails"
    /// CloudTrail.
    public static let service = Service.cloudTrail
    /// Reads.
    public static let isReadOnly = true

    /// Nothing but a token, which no answer has: all trails fit into one.
    public struct Input: MemberInput {
        /// Reads the member.
        public init(_ members: MemberReader) {
            _ = members.string("NextToken")
        }
    }

    /// The trails.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// All trails, or none.
    public static func resolve(_ input: Input, in call: Call, on state: TrailState) throws(ServiceError) {}

    /// The action on everything.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: TrailState
    ) -> [AccessDemand] { [TrailDemand.everything(name)] }

    /// Lists them.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: TrailState
    ) throws(ServiceError) -> Output {
        let trails = state.trails.all.filter { $0.address.account == call.account }.map { trail -> JSONValue in
            [
                "TrailARN": .string(trail.arn.description), "Name": .string(trail.address.name),
                "HomeRegion": .string(trail.address.region.code),
            ]
        }
        return Output(json: ["Trails": .array(trails)])
    }

    /// Nothing.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail()
    }
}
