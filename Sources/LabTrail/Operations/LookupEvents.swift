public import LabCore
import LabPolicy
public import LabService

/// `LookupEvents`: the management events of the last 90 days in the account and Region, newest first.
///
/// - SeeAlso: AWS CloudTrail API Reference, "LookupEvents"
public enum LookupEvents: MemberOperation, AsyncQuery {
    /// The part of the world that it reads; the events themselves are none.
    public typealias State = TrailState
    /// `LookupEvents`.
    public static let name = "LookupEvents"
    /// CloudTrail.
    public static let service = Service.cloudTrail
    /// Reads.
    public static let isReadOnly = true

    /// The only category that a request can name.
    enum Category: String, CaseIterable, Sendable {
        case insight
    }

    /// Which events, and which page.
    public struct Input: MemberInput {
        let attributes: [EventHistoryAttribute]
        let start: Timestamp?
        let end: Timestamp?
        let category: Category?
        let limit: Int
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            attributes =
                members.refusing(with: TrailError.invalidAttributes) { members in
                    members.structures("LookupAttributes", of: EventHistoryAttribute.init)
                } ?? []
            start = members.timestamp("StartTime")
            end = members.timestamp("EndTime")
            category = members.refusing(with: TrailError.invalidCategory) { members in
                members.enumeration("EventCategory", Category.self)
            }
            limit =
                members.refusing(with: TrailError.invalidCount) { members in
                    members.integer("MaxResults", 1...TrailLimits.eventsOnPage)
                } ?? TrailLimits.eventsOnPage
            token = members.string("NextToken")
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// All events, or none.
    public static func resolve(_ input: Input, in call: Call, on state: TrailState) throws(ServiceError) {}

    /// The action on everything.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: TrailState
    ) -> [AccessDemand] { [TrailDemand.everything(name)] }

    /// One attribute at most, a range the right way round, a token of this query.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: TrailState
    ) throws(ServiceError) {
        guard input.attributes.count <= 1 else { throw TrailError.invalidAttributes }
        if let start = input.start, let end = input.end, start > end { throw TrailError.invalidRange }
        _ = try input.place(in: call)
    }

    /// Looks them up.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: TrailState, services: Services
    ) async throws(ServiceError) -> Output {
        // Insights are not made here, so there are none to look up.
        guard input.category == nil else { return Output(json: ["Events": []]) }
        let page = try services.history.page(try input.query(in: call))
        var json: JSONObject = ["Events": .array(page.records.map { .object(LookedUpEvent.json($0)) })]
        json["NextToken"] = page.next.map { .string(LookupToken.text($0, of: input, in: call)) }
        return Output(json: json)
    }

    /// The query.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        var parameters: JSONObject = ["maxResults": .integer(Int64(input.limit))]
        if !input.attributes.isEmpty { parameters["lookupAttributes"] = .array(input.attributes.map(\.auditValue)) }
        parameters["startTime"] = input.start.map { .string($0.cloudTrailText) }
        parameters["endTime"] = input.end.map { .string($0.cloudTrailText) }
        parameters["eventCategory"] = input.category.map { .string($0.rawValue) }
        parameters["nextToken"] = input.token.map(JSONValue.string)
        return AuditDetail(requestParameters: parameters)
    }
}

extension LookupEvents.Input {
    /// The place that the token names; `nil` without one.
    fileprivate func place(in call: Call) throws(ServiceError) -> EventHistoryPlace? {
        guard let token else { return nil }
        guard let place = LookupToken.place(token, of: self, in: call) else { throw TrailError.invalidNextToken }
        return place
    }

    /// The query, within the 90 days. CloudTrail's times are whole seconds.
    fileprivate func query(in call: Call) throws(ServiceError) -> EventHistoryQuery {
        let oldest = call.now - .days(TrailLimits.historyDays)
        let from = max(start?.wholeSecond ?? oldest, oldest)
        let to = (end?.wholeSecond ?? call.now) + LabDuration(milliseconds: 999)
        return EventHistoryQuery(
            account: call.account, region: call.region, attribute: attributes.first, from: from, to: to,
            after: try place(in: call), limit: limit)
    }
}

extension Timestamp {
    /// The beginning of the second.
    var wholeSecond: Timestamp {
        let rest = millisecondsSince1970 % 1000
        return Timestamp(millisecondsSince1970: millisecondsSince1970 - (rest < 0 ? rest + 1000 : rest))
    }
}

extension EventHistoryAttribute {
    /// Reads `AttributeKey` and `AttributeValue`.
    init(_ members: MemberReader) {
        self.init(
            members.requiredEnumeration("AttributeKey", EventHistoryKey.self),
            members.requiredString("AttributeValue", 1...2000))
    }

    /// As events show it.
    fileprivate var auditValue: JSONValue {
        ["attributeKey": .string(key.rawValue), "attributeValue": .string(value)]
    }
}

/// An event as LookupEvents answers it.
enum LookedUpEvent {
    static func json(_ record: JSONObject) -> JSONObject {
        var json: JSONObject = [:]
        json["EventId"] = record["eventID"]
        json["EventName"] = record["eventName"]
        json["ReadOnly"] = record["readOnly"]?.bool.map { $0 ? "true" : "false" }
        json["AccessKeyId"] = record["userIdentity"]?["accessKeyId"]
        json["EventTime"] = record["eventTime"]?.string.flatMap { Timestamp(iso8601: $0) }.map(JSONValue.epochSeconds)
        json["EventSource"] = record["eventSource"]
        json["Username"] = (record["userIdentity"]?.object).flatMap(EventUsername.of).map(JSONValue.string)
        let resources = (record["resources"]?.array ?? []).compactMap(\.object).map { resource -> JSONValue in
            var json: JSONObject = [:]
            json["ResourceType"] = resource["type"]
            json["ResourceName"] = resource["ARN"]
            return .object(json)
        }
        json["Resources"] = .array(resources)
        json["CloudTrailEvent"] = .string(JSONValue.object(record).compactText)
        return json
    }
}

/// What LookupEvents calls the user.
public enum EventUsername {
    /// A user's name, a role session's name, or `root`; `nil` for nobody.
    ///
    /// - Parameter identity: `userIdentity` of a record.
    public static func of(_ identity: JSONObject) -> String? {
        switch identity["type"]?.string {
        case "Root": "root"
        case "AssumedRole": identity["principalId"]?.string?.split(separator: ":").dropFirst().last.map(String.init)
        default: identity["userName"]?.string
        }
    }
}
