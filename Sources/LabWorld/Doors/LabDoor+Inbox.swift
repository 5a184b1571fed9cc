import LabCore
import LabEvents
import LabService

extension LabDoor {
    /// The inbox: what rules and publishers sent, and what did not arrive.
    static let inbox = LabDoor(
        name: "inbox", summary: "messages, oldest first; {\"last\": 20} or {\"after\": NUMBER}", changesLab: false
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: "last", "after")
        let (count, after) = (try input.integer("last") ?? 20, try input.integer("after"))
        guard (0...LabLimits.shownEvents).contains(count) else {
            throw DoorInput.error("`last` has to be between 0 and \(LabLimits.shownEvents)")
        }
        await lab.rulesCaughtUp()
        let post = lab.world.post
        let messages = after.map { post.inbox(after: $0, atMost: LabLimits.shownEvents) } ?? post.inbox.last(count)
        let ended = post.deliveries.last(count)
        return [
            "messages": .array(messages.map(\.json)),
            "deliveries": .array(ended.map(\.json)),
            "latest": .integer(Int64(post.inbox.last?.id.number ?? 0)),
        ]
    }
}

extension PostState {
    fileprivate func inbox(after number: Int, atMost count: Int) -> [InboxMessage] {
        Array(inbox.prefix(from: PostNumber(max(number, 0) + 1)) { _ in true }.prefix(count))
    }
}

extension Table<InboxMessage> {
    fileprivate func last(_ count: Int) -> [InboxMessage] {
        prefix(from: PostNumber((last?.id.number ?? 0) - count + 1)) { _ in true }
    }
}

extension Table<Delivery> {
    fileprivate func last(_ count: Int) -> [Delivery] {
        prefix(from: PostNumber((last?.id.number ?? 0) - count + 1)) { _ in true }
    }
}

extension InboxMessage {
    /// The message as doors show it.
    fileprivate var json: JSONValue {
        var json = notification.json
        json["number"] = .integer(Int64(id.number))
        json["time"] = .string(time.iso8601)
        json["to"] = .string(endpoint)
        return .object(json)
    }
}

extension Delivery {
    /// The delivery as doors show it.
    fileprivate var json: JSONValue {
        var json = notification.json
        json["number"] = .integer(Int64(id.number))
        json["time"] = .string(time.iso8601)
        json["to"] = .string(endpoint)
        json["outcome"] = .string(outcome.rawValue)
        json["failure"] = failure.map(JSONValue.string)
        return .object(json)
    }
}

extension Notification {
    fileprivate var json: JSONObject {
        var json: JSONObject = ["messageId": .string(messageID), "topic": .string(topicARN)]
        json["rule"] = ruleARN.map(JSONValue.string)
        json["eventID"] = eventID.map(JSONValue.string)
        json["subject"] = subject.map(JSONValue.string)
        json["message"] = .string(text)
        return json
    }
}
