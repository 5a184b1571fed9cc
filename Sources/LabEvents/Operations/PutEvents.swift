public import LabCore
import LabPolicy
public import LabService

/// `PutEvents`: puts events of one's own on the bus. Each stands or falls by itself.
///
/// - SeeAlso: Amazon EventBridge API Reference, "PutEvents"
public enum PutEvents: MemberOperation, Mutation {
    /// The part of the world that it changes.
    public typealias State = PostState
    /// The ids, and what failed.
    public typealias Output = JSONAnswer
    /// `PutEvents`.
    public static let name = "PutEvents"
    /// EventBridge.
    public static let service = Service.events
    /// Changes something.
    public static let isReadOnly = false
    /// AWS records it on request only.
    public static let isDataEvent = true

    /// An event as it is handed in.
    struct Entry: Sendable {
        let time: Timestamp?
        let source: String?
        let resources: [String]
        let detailType: String?
        let detail: String?
        let eventBus: String?

        init(_ members: MemberReader) {
            time = members.timestamp("Time")
            source = members.string("Source")
            resources = members.strings("Resources", each: ...2048) ?? []
            detailType = members.string("DetailType")
            detail = members.string("Detail")
            eventBus = members.string(
                "EventBusName", 1...1600,
                pattern: #"(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[\.\-_A-Za-z0-9]+"#)
            _ = members.string("TraceHeader", 1...500)
        }
    }

    /// The events.
    public struct Input: MemberInput {
        let entries: [Entry]
        let endpointID: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            entries = members.requiredStructures("Entries", 1...10, of: Entry.init)
            endpointID = members.string("EndpointId", 1...50, pattern: #"^[A-Za-z0-9\-]+[\.][A-Za-z0-9\-]+$"#)
        }
    }

    /// The default bus.
    public static func resolve(_ input: Input, in call: Call, on state: PostState) throws(ServiceError) {}

    /// The action on the bus.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: PostState
    ) -> [AccessDemand] {
        let sources = input.entries.compactMap(\.source)
        return [
            AccessDemand(
                action: "events:PutEvents", resource: EventBus.arn(in: call), rules: .identityOnly,
                deferring: {
                    var context = ConditionContext()
                    if !sources.isEmpty { context.set("events:source", sources) }
                    return context
                })
        ]
    }

    /// No endpoint across Regions, and not too much at once.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: PostState
    ) throws(ServiceError) {
        guard input.endpointID == nil else { throw EventsError.invalid("Parameter EndpointId is not valid.") }
        guard input.entries.map(\.byteCount).reduce(0, +) <= EventsLimits.messageBytes else {
            throw EventsError.invalid("Total size of the entries in the request is over the limit.")
        }
    }

    /// Keeps them for the rules, which see them as soon as the change is durable.
    public static func apply(
        _ input: Input, on target: Void, prepared: Void, in call: Call, to state: inout PostState
    ) throws(ServiceError) -> JSONAnswer {
        var answers: [JSONValue] = []
        var failures = 0
        for entry in input.entries {
            if let failure = entry.failure(in: call) {
                failures += 1
                answers.append(["ErrorCode": .string(failure.code), "ErrorMessage": .string(failure.message)])
            } else {
                let id = try freshUUID(call.random)
                state.submit(entry.event(id, in: call))
                answers.append(["EventId": .string(id)])
            }
        }
        return JSONAnswer(json: ["FailedEntryCount": .integer(Int64(failures)), "Entries": .array(answers)])
    }

    /// Sources and types; never the details.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        let entries = input.entries.map { entry -> JSONValue in
            [
                "source": entry.source.map(JSONValue.string) ?? .null,
                "detailType": entry.detailType.map(JSONValue.string) ?? .null,
            ]
        }
        return AuditDetail(requestParameters: ["entries": .array(entries)], responseElements: output?.json)
    }
}

extension PutEvents.Entry {
    /// AWS counts the texts, and 14 bytes for a time.
    fileprivate var byteCount: Int {
        let texts = [source, detailType, detail].compactMap { $0?.utf8.count } + resources.map(\.utf8.count)
        return texts.reduce(time == nil ? 0 : 14, +)
    }

    /// What is wrong with the entry.
    fileprivate func failure(in call: Call) -> (code: String, message: String)? {
        let required = [("Source", source), ("DetailType", detailType), ("Detail", detail)]
        if let missing = required.first(where: { $0.1?.isEmpty ?? true }) {
            let name = missing.0
            return ("InvalidArgument", "Parameter \(name) is not valid. Reason: \(name) is a required argument.")
        }
        if source?.hasPrefix("aws.") == true { return ("NotAuthorizedForSource", "Not authorized for the source.") }
        if detailObject == nil { return ("MalformedDetail", "Detail is malformed.") }
        if let eventBus, eventBus != EventBus.name, eventBus != EventBus.arn(in: call) {
            return ("InvalidArgument", "Event bus \(eventBus) does not exist.")
        }
        return nil
    }

    private var detailObject: JSONObject? { detail.flatMap { (try? JSONParser.parse($0))?.object } }

    fileprivate func event(_ id: String, in call: Call) -> BusEvent {
        BusEvent(
            id: id, detailType: detailType ?? "", source: source ?? "", account: call.account, time: time ?? call.now,
            region: call.region, resources: resources, detail: detailObject ?? [:])
    }
}
