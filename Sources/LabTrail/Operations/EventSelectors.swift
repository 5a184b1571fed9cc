public import LabCore
public import LabService

/// `PutEventSelectors`: which events a trail delivers, in place of what it delivered before.
///
/// - SeeAlso: AWS CloudTrail API Reference, "PutEventSelectors"
public enum PutEventSelectors: TrailOperation, Mutation {
    /// `PutEventSelectors`.
    public static let name = "PutEventSelectors"
    /// Changes something.
    public static let isReadOnly = false
    /// `trailName`.
    public static let nameParameter = "trailName"

    /// The trail, and the selectors of one kind.
    public struct Input: TrailInput {
        /// The trail.
        public let trailName: String
        let basic: [EventSelector]?
        let advanced: [AdvancedEventSelector]?

        /// Reads the members.
        public init(_ members: MemberReader) {
            trailName = members.requiredString("TrailName")
            basic = members.structures("EventSelectors", of: EventSelector.init)
            advanced = members.structures("AdvancedEventSelectors", of: AdvancedEventSelector.init)
        }

        /// What they select.
        ///
        /// - Throws: `InvalidEventSelectorsException` unless there are selectors of exactly one kind, and they make sense.
        func selection() throws(ServiceError) -> EventSelection {
            switch (basic, advanced) {
            case (let basic?, nil):
                try basic.check()
                return .basic(basic)
            case (nil, let advanced?):
                try advanced.check()
                return .advanced(advanced)
            default:
                throw TrailError.invalidSelectors(
                    "A trail has event selectors or advanced ones, not both and not none.")
            }
        }
    }

    /// The trail's ARN and its selectors.
    public typealias Output = SelectorsOutput

    /// Sense.
    public static func checkTrail(_ input: Input, _ trail: TrailRecord, in call: Call) throws(ServiceError) {
        _ = try input.selection()
    }

    /// Sets them.
    public static func apply(
        _ input: Input, on target: TrailTarget, prepared: Void, in call: Call, to state: inout TrailState
    ) throws(ServiceError) -> SelectorsOutput {
        var trail = try target.existing()
        trail.selection = try input.selection()
        state.trails.put(trail)
        return SelectorsOutput(trail)
    }

    /// The selectors.
    public static func parameters(_ input: Input) -> JSONObject {
        (try? input.selection())?.json.withSmallFirstLetters ?? [:]
    }
}

/// `GetEventSelectors`: which events a trail delivers.
///
/// - SeeAlso: AWS CloudTrail API Reference, "GetEventSelectors"
public enum GetEventSelectors: TrailOperation, Query {
    /// `GetEventSelectors`.
    public static let name = "GetEventSelectors"
    /// Reads.
    public static let isReadOnly = true
    /// `trailName`.
    public static let nameParameter = "trailName"

    /// Which trail.
    public struct Input: TrailInput {
        /// The trail.
        public let trailName: String

        /// Reads the member.
        public init(_ members: MemberReader) {
            trailName = members.requiredString("TrailName")
        }
    }

    /// The trail's ARN and its selectors.
    public typealias Output = SelectorsOutput

    /// Shows them.
    public static func perform(
        _ input: Input, on target: TrailTarget, in call: Call, state: TrailState
    ) throws(ServiceError) -> SelectorsOutput {
        SelectorsOutput(try target.existing())
    }
}

/// A trail's selectors, with its ARN.
public struct SelectorsOutput: JSONOutput {
    /// The members.
    public let json: JSONObject

    init(_ trail: TrailRecord) {
        var json: JSONObject = ["TrailARN": .string(trail.arn.description)]
        for member in trail.selection.json.members { json[member.name] = member.value }
        self.json = json
    }
}
