public import LabCore
import LabPolicy
public import LabService

/// `TestEventPattern`: whether a pattern takes an event.
///
/// - SeeAlso: Amazon EventBridge API Reference, "TestEventPattern"
public enum TestEventPattern: MemberOperation, Query {
    /// The part of the world that it reads: none of it.
    public typealias State = EventsState
    /// The verdict.
    public typealias Output = JSONAnswer
    /// `TestEventPattern`.
    public static let name = "TestEventPattern"
    /// EventBridge.
    public static let service = Service.events
    /// Reads.
    public static let isReadOnly = true

    /// The members that an event must have.
    private static let mandatory = ["id", "account", "source", "time", "region", "resources", "detail-type"]

    /// Pattern and event.
    public struct Input: MemberInput {
        let pattern: String
        let event: String

        /// Reads the members.
        public init(_ members: MemberReader) {
            pattern = members.requiredString("EventPattern", ...4096)
            event = members.requiredString("Event")
        }
    }

    /// There is nothing to find.
    public static func resolve(_ input: Input, in call: Call, on state: EventsState) throws(ServiceError) {}

    /// The action, on nothing in particular.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: EventsState
    ) -> [AccessDemand] {
        [AccessDemand(action: "events:TestEventPattern", resource: "*", rules: .identityOnly)]
    }

    /// Tries the pattern.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: EventsState
    ) throws(ServiceError) -> JSONAnswer {
        let pattern: EventPattern
        do throws(EventPatternError) {
            pattern = try EventPattern(parsing: input.pattern)
        } catch {
            throw error.serviceError
        }
        let event = try event(input.event)
        return JSONAnswer(json: ["Result": .bool(pattern.matches(event))])
    }

    private static func event(_ text: String) throws(ServiceError) -> JSONObject {
        guard let event = (try? JSONParser.parse(text))?.object else {
            throw EventsError.invalid("Parameter Event is not valid.")
        }
        if let missing = mandatory.first(where: { event[$0] == nil }) {
            throw EventsError.invalid("Parameter Event is not valid. Reason: \(missing) is a mandatory field.")
        }
        return event
    }

    /// Pattern and event.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(requestParameters: ["eventPattern": .string(input.pattern), "event": .string(input.event)])
    }
}
