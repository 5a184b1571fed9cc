import LabCore
import LabEvents
import LabService
import LabTesting
import LabWorld
import Synchronization
import Testing

/// A lab with an endpoint that takes down what is posted to it.
struct Bench {
    let lab: Lab
    let clock: ManualClock
    let endpoint: RecordingSender

    init(_ endpoint: RecordingSender = RecordingSender()) throws {
        let memory = try InMemoryLab()
        clock = memory.clock
        self.endpoint = endpoint
        lab = Lab(world: memory.lab.world, ambient: memory.lab.ambient, sender: endpoint)
    }

    /// Calls `service.Operation`, and holds answer and error against AWS's model.
    @discardableResult
    func call(
        _ name: String, _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root(), in region: Region = .standard
    ) async throws -> JSONObject {
        let parts = name.split(separator: ".").map(String.init)
        do {
            let output = try await lab.perform(parts[0], parts[1], input, as: caller, in: region)
            try check(output, parts[0], parts[1])
            return output
        } catch let error as ServiceError {
            try check(error, parts[0], parts[1])
            throw error
        }
    }

    /// The code that a call is refused with.
    func refusal(
        _ name: String, _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root(),
        _ location: SourceLocation = #_sourceLocation
    ) async -> String? {
        do {
            try await call(name, input, as: caller)
            Issue.record("\(name) was not refused", sourceLocation: location)
            return nil
        } catch let error as ServiceError {
            return error.code.wireName
        } catch {
            Issue.record("\(error)", sourceLocation: location)
            return nil
        }
    }

    /// Errors that every operation can end with and no model declares.
    private static let general: Set<String> = [
        "AccessDeniedException", "SerializationException", "ValidationException", "ValidationError",
        "AuthorizationError",
    ]

    private func check(_ output: JSONObject, _ service: String, _ operation: String) throws {
        guard let model = try Oracle.operations(of: service)[operation] else { return }
        let known = Set(model["output"]?.array?.compactMap(\.string) ?? [])
        #expect(Set(output.names).subtracting(known).isEmpty, "\(operation) answers \(output.names)")
    }

    private func check(_ error: ServiceError, _ service: String, _ operation: String) throws {
        guard let model = try Oracle.operations(of: service)[operation] else { return }
        let declared = Set(model["errors"]?.array?.compactMap(\.string) ?? []).union(Self.general)
        #expect(declared.contains(error.code.wireName), "\(operation) is refused with \(error.code)")
    }

    /// Makes a user with one policy, or none.
    func user(_ name: String, _ actions: String..., on resource: String = "*") async throws -> Caller {
        let made = try await call("iam.CreateUser", ["UserName": .string(name)])
        let policy: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Action": .array(actions.map(JSONValue.string)),
                    "Resource": .string(resource),
                ]
            ],
        ]
        if !actions.isEmpty {
            try await call(
                "iam.PutUserPolicy",
                ["UserName": .string(name), "PolicyName": "p", "PolicyDocument": .string(policy.compactText)])
        }
        let id = try #require(made["User"]?["UserId"]?.string)
        return Caller(.user(account: .standard, path: "/", name: name, id: id), accessKeyID: "AKIA\(name)")
    }
}

extension Bench {
    static let topic = "arn:aws:sns:us-east-1:111122223333:alarm"

    /// A topic that EventBridge may publish to, with subscriptions to the inbox and to the endpoint.
    func makeTopic(opensToEvents: Bool = true) async throws {
        try await call("sns.CreateTopic", ["Name": "alarm"])
        let policy: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Principal": ["Service": "events.amazonaws.com"], "Action": "sns:Publish",
                    "Resource": .string(Self.topic),
                    "Condition": ["ArnLike": ["aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/*"]],
                ]
            ],
        ]
        if opensToEvents {
            try await call(
                "sns.SetTopicAttributes",
                [
                    "TopicArn": .string(Self.topic), "AttributeName": "Policy",
                    "AttributeValue": .string(policy.compactText),
                ])
        }
        for (way, endpoint) in [("email", "me@example.com"), ("http", "http://127.0.0.1:9/hook")] {
            try await call(
                "sns.Subscribe",
                ["TopicArn": .string(Self.topic), "Protocol": .string(way), "Endpoint": .string(endpoint)])
        }
    }

    /// A rule with the topic as its target.
    func makeRule(_ name: String, _ pattern: JSONValue, state: String = "ENABLED") async throws {
        try await call(
            "events.PutRule",
            ["Name": .string(name), "EventPattern": .string(pattern.compactText), "State": .string(state)])
        try await call(
            "events.PutTargets",
            ["Rule": .string(name), "Targets": [["Id": "1", "Arn": .string(Self.topic)]]])
    }

    /// The inbox, once everything has arrived: each message parsed, if it is JSON.
    func inbox() async throws -> [JSONValue] {
        await lab.messagesSent()
        let messages = try await lab.door("inbox", ["last": 1000])["messages"]?.array ?? []
        return messages.map { message in
            let text = message["message"]?.string ?? ""
            return (try? JSONParser.parse(text)) ?? .string(text)
        }
    }

    func deliveries() async throws -> [JSONValue] {
        await lab.messagesSent()
        return try await lab.door("inbox", ["last": 1000])["deliveries"]?.array ?? []
    }

    func createKey() async throws -> String {
        try #require(try await call("kms.CreateKey")["KeyMetadata"]?["KeyId"]?.string)
    }
}

/// An endpoint that takes everything, or nothing.
final class RecordingSender: NotificationSender {
    private let bodies = Mutex<[String]>([])
    private let failure: SendFailure?

    init(failure: SendFailure? = nil) {
        self.failure = failure
    }

    var posted: [String] { bodies.withLock { $0 } }

    func post(
        _ body: String, headers: [(name: String, value: String)], to url: LoopbackURL
    ) async throws(SendFailure) {
        bodies.withLock { $0.append(body) }
        if let failure { throw failure }
    }
}
