import LabCore
import LabEvents
import LabService
import LabTesting
import LabWorld
import Testing

@Suite struct TopicTests {
    @Test func aTopicIsMadeOnceAndRemovedWithItsSubscriptions() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        #expect(try await bench.call("sns.CreateTopic", ["Name": "alarm"])["TopicArn"]?.string == Bench.topic)
        #expect(try await bench.call("sns.ListTopics")["Topics"]?.array?.count == 1)
        let attributes = try await bench.call("sns.GetTopicAttributes", ["TopicArn": .string(Bench.topic)])
        #expect(attributes["Attributes"]?["SubscriptionsConfirmed"] == "2")
        #expect(attributes["Attributes"]?["Owner"] == "111122223333")
        try await bench.call("sns.DeleteTopic", ["TopicArn": .string(Bench.topic)])
        #expect(try await bench.call("sns.ListSubscriptions")["Subscriptions"] == [])
        #expect(await bench.refusal("sns.GetTopicAttributes", ["TopicArn": .string(Bench.topic)]) == "NotFound")
        try await bench.call("sns.DeleteTopic", ["TopicArn": .string(Bench.topic)])
    }

    @Test func whoSubscribesTwiceHasOneSubscription() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        let input: JSONObject = [
            "TopicArn": .string(Bench.topic), "Protocol": "email", "Endpoint": "me@example.com",
        ]
        let first = try await bench.call("sns.Subscribe", input)
        #expect(try await bench.call("sns.Subscribe", input)["SubscriptionArn"] == first["SubscriptionArn"])
        let list = try await bench.call("sns.ListSubscriptionsByTopic", ["TopicArn": .string(Bench.topic)])
        #expect(list["Subscriptions"]?.array?.count == 2)
        try await bench.call("sns.Unsubscribe", ["SubscriptionArn": first["SubscriptionArn"] ?? .null])
        #expect(try await bench.call("sns.ListSubscriptions")["Subscriptions"]?.array?.count == 1)
    }

    @Test(arguments: [
        ("http", "http://example.com/"), ("http", "http://169.254.169.254/"), ("https", "https://127.0.0.1/"),
        ("email", "me"), ("email", "@"), ("inbox", ""), ("sqs", "arn:aws:sqs:us-east-1:111122223333:q"),
        ("lambda", "arn:aws:lambda:us-east-1:111122223333:function:f"), ("sms", "+15550100"),
    ])
    func whatTheLabCannotDeliverToIsRefused(_ way: String, _ endpoint: String) async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        let input: JSONObject = [
            "TopicArn": .string(Bench.topic), "Protocol": .string(way), "Endpoint": .string(endpoint),
        ]
        #expect(await bench.refusal("sns.Subscribe", input) == "InvalidParameter")
    }

    @Test func aMessageGoesToEverySubscription() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        let raw: JSONObject = [
            "TopicArn": .string(Bench.topic), "Protocol": "http", "Endpoint": "http://127.0.0.1:9/raw",
            "Attributes": ["RawMessageDelivery": "true"],
        ]
        try await bench.call("sns.Subscribe", raw)
        let input: JSONObject = [
            "TopicArn": .string(Bench.topic), "MessageStructure": "json", "Subject": "hi",
            "Message": #"{"default":"plain","http":"for http","email":"for people"}"#,
            "MessageAttributes": ["k": ["DataType": "String", "StringValue": "v"]],
        ]
        let id = try await bench.call("sns.Publish", input)["MessageId"]
        await bench.lab.messagesSent()
        #expect(bench.endpoint.posted.contains("for http"))
        let envelope = try #require(
            bench.endpoint.posted.lazy.compactMap { try? JSONParser.parse($0) }.first { $0["Type"] != nil })
        #expect(envelope["Message"] == "for http" && envelope["Subject"] == "hi" && envelope["MessageId"] == id)
        #expect(envelope["MessageAttributes"] == ["k": ["Type": "String", "Value": "v"]])
        let inbox = bench.lab.world.post.inbox.all
        #expect(inbox.map { $0.notification.text(for: .email) } == ["for people"])
    }

    @Test(
        arguments: [
            ["Message": ""], ["Message": "x", "Subject": ""], ["Message": "x", "Subject": "a\nb"],
            ["Message": "x", "MessageStructure": "json"], ["Message": "{}", "MessageStructure": "json"],
            ["Message": "x", "MessageStructure": "xml"], ["Message": "x", "MessageGroupId": "g"],
            ["Message": .string(String(repeating: "x", count: 262_145))],
        ] as [JSONObject])
    func aMessageThatCannotBeSentIsRefused(_ input: JSONObject) async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        var input = input
        input["TopicArn"] = .string(Bench.topic)
        #expect(await bench.refusal("sns.Publish", input) == "InvalidParameter")
        #expect(try await bench.inbox().isEmpty)
    }

    @Test func theTopicsPolicyLetsOthersIn() async throws {
        let bench = try Bench()
        try await bench.makeTopic(opensToEvents: false)
        let bob = try await bench.user("bob")
        let input: JSONObject = ["TopicArn": .string(Bench.topic), "Message": "x"]
        // AWS's own policy lets everybody of the owner's account publish.
        try await bench.call("sns.Publish", input, as: bob)
        let stranger = InMemoryLab.root(of: try #require(AccountID("444455556666")))
        #expect(await bench.refusal("sns.Publish", input, as: stranger) == "AuthorizationError")
        let policy: JSONValue = [
            "Statement": [
                [
                    "Effect": "Allow", "Principal": ["AWS": "444455556666"], "Action": "sns:Publish",
                    "Resource": .string(Bench.topic),
                ]
            ]
        ]
        try await bench.call(
            "sns.SetTopicAttributes",
            [
                "TopicArn": .string(Bench.topic), "AttributeName": "Policy",
                "AttributeValue": .string(policy.compactText),
            ])
        try await bench.call("sns.Publish", input, as: stranger)
        #expect(await bench.refusal("sns.Publish", input, as: bob) == "AuthorizationError")
        #expect(try await bench.inbox().count == 2)
    }

    @Test func noMessageIsInTheTrail() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.call("sns.Publish", ["TopicArn": .string(Bench.topic), "Message": "s3cret-word"])
        let events = try await bench.lab.door("trail", ["last": 100])["events"] ?? .null
        #expect(!events.compactText.contains("s3cret-word"))
    }

    @Test(arguments: ["", "a b", "a.fifo", String(repeating: "x", count: 257)])
    func aNameThatNoTopicHasIsRefused(_ name: String) async throws {
        #expect(await (try Bench()).refusal("sns.CreateTopic", ["Name": .string(name)]) == "InvalidParameter")
    }

    @Test(arguments: [("Policy", "{"), ("DisplayName", String(repeating: "x", count: 101)), ("KmsMasterKeyId", "k")])
    func anAttributeThatCannotBeSetIsRefused(_ name: String, _ value: String) async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        let input: JSONObject = [
            "TopicArn": .string(Bench.topic), "AttributeName": .string(name), "AttributeValue": .string(value),
        ]
        #expect(await bench.refusal("sns.SetTopicAttributes", input) == "InvalidParameter")
    }
}
