import LabCore
import LabEvents
import LabService
import LabTesting
import LabWorld
import Testing

/// What rules make of the trail, and where it goes.
@Suite struct RoutingTests {
    static let keyAlarm: JSONValue = [
        "source": ["aws.kms"], "detail": ["eventName": ["ScheduleKeyDeletion", "DisableKey"]],
    ]

    @Test func anAPICallReachesInboxAndEndpointOnce() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.makeRule("keys", Self.keyAlarm)
        let key = try await bench.createKey()
        try await bench.call("kms.DisableKey", ["KeyId": .string(key)])
        try await bench.call("kms.EnableKey", ["KeyId": .string(key)])
        let inbox = try await bench.inbox()
        try #require(inbox.count == 1)
        #expect(inbox[0]["detail-type"] == "AWS API Call via CloudTrail")
        #expect(inbox[0]["source"] == "aws.kms")
        #expect(inbox[0]["detail"]?["eventName"] == "DisableKey")
        #expect(inbox[0]["detail"]?["userIdentity"]?["type"] == "Root")
        let posted = try bench.endpoint.posted.map { try JSONParser.parse($0) }
        try #require(posted.count == 1)
        #expect(posted[0]["Type"] == "Notification")
        #expect(posted[0]["TopicArn"]?.string == Bench.topic)
        let message = try JSONParser.parse(try #require(posted[0]["Message"]?.string))
        #expect(message["detail"]?["eventID"] == inbox[0]["detail"]?["eventID"])
    }

    @Test func messagesKeepTheOrderOfTheTrail() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.makeRule("keys", Self.keyAlarm)
        var keys: [String] = []
        for _ in 0..<20 {
            keys.append(try await bench.createKey())
            try await bench.call("kms.DisableKey", ["KeyId": .string(keys[keys.count - 1])])
        }
        let told = try await bench.inbox().compactMap { $0["detail"]?["requestParameters"]?["keyId"]?.string }
        #expect(told == keys)
        #expect(bench.endpoint.posted.count == 20)
    }

    @Test func aRefusedCallIsToldToo() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.makeRule("refusals", ["detail": ["errorCode": ["AccessDenied"]]])
        let key = try await bench.createKey()
        let bob = try await bench.user("bob")
        #expect(await bench.refusal("kms.DisableKey", ["KeyId": .string(key)], as: bob) == "AccessDeniedException")
        let inbox = try await bench.inbox()
        #expect(inbox.map { $0["detail"]?["userIdentity"]?["userName"] } == ["bob"])
    }

    @Test func readsReachOnlyRulesThatAskForThem() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.makeRule("plain", ["detail": ["eventName": ["DescribeKey"]]])
        let key = try await bench.createKey()
        try await bench.call("kms.DescribeKey", ["KeyId": .string(key)])
        #expect(try await bench.inbox().isEmpty)
        try await bench.makeRule(
            "reads", ["detail": ["eventName": ["DescribeKey"]]], state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")
        try await bench.call("kms.DescribeKey", ["KeyId": .string(key)])
        #expect(try await bench.inbox().count == 1)
    }

    @Test func aDisabledRuleAndOneOfAnotherRegionHearNothing() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.makeRule("keys", Self.keyAlarm)
        try await bench.call("events.DisableRule", ["Name": "keys"])
        let key = try await bench.createKey()
        try await bench.call("kms.DisableKey", ["KeyId": .string(key)])
        #expect(try await bench.inbox().isEmpty)
        try await bench.call("events.EnableRule", ["Name": "keys"])
        let tokyo = try #require(Region("ap-northeast-1"))
        let far = try #require(try await bench.call("kms.CreateKey", in: tokyo)["KeyMetadata"]?["KeyId"]?.string)
        try await bench.call("kms.DisableKey", ["KeyId": .string(far)], in: tokyo)
        #expect(try await bench.inbox().isEmpty)
    }

    @Test func aNewRuleSeesNothingOfThePast() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        let key = try await bench.createKey()
        try await bench.call("kms.DisableKey", ["KeyId": .string(key)])
        try await bench.makeRule("keys", Self.keyAlarm)
        #expect(try await bench.inbox().isEmpty)
    }

    @Test func theTopicsPolicyDecides() async throws {
        let bench = try Bench()
        try await bench.makeTopic(opensToEvents: false)
        try await bench.makeRule("keys", Self.keyAlarm)
        let key = try await bench.createKey()
        try await bench.call("kms.DisableKey", ["KeyId": .string(key)])
        #expect(try await bench.inbox().isEmpty)
        #expect(bench.endpoint.posted.isEmpty)
        let failures = try await bench.deliveries()
        try #require(failures.count == 1)
        #expect(failures[0]["outcome"] == "failed")
        #expect(failures[0]["failure"]?.string?.contains("events.amazonaws.com") == true)
    }

    @Test func anEndpointThatFailsBlocksNobodyAndIsSeen() async throws {
        let bench = try Bench(RecordingSender(failure: SendFailure("nobody is at home")))
        try await bench.makeTopic()
        try await bench.makeRule("keys", Self.keyAlarm)
        let key = try await bench.createKey()
        try await bench.call("kms.DisableKey", ["KeyId": .string(key)])
        #expect(try await bench.inbox().count == 1)
        let deliveries = try await bench.deliveries()
        try #require(deliveries.map { $0["outcome"] } == ["failed"])
        #expect(deliveries[0]["failure"] == "nobody is at home")
        #expect(bench.endpoint.posted.count == EventsLimits.attempts)
    }

    @Test func theKeyServiceTellsOfRotationAndDeletion() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.makeRule("kms", ["source": ["aws.kms"], "detail": ["key-id": [["exists": true]]]])
        let key = try await bench.createKey()
        try await bench.call("kms.EnableKeyRotation", ["KeyId": .string(key), "RotationPeriodInDays": 90])
        _ = try await bench.lab.advanceClock(by: .days(91))
        try await bench.call("kms.ScheduleKeyDeletion", ["KeyId": .string(key), "PendingWindowInDays": 7])
        _ = try await bench.lab.advanceClock(by: .days(8))
        let inbox = try await bench.inbox()
        #expect(inbox.map { $0["detail-type"] } == ["KMS CMK Rotation", "KMS CMK Deletion"])
        #expect(inbox.allSatisfy { $0["detail"] == ["key-id": .string(key)] })
        #expect(inbox.allSatisfy { $0["resources"]?.array?.count == 1 })
    }

    @Test func oneFindsOnesOwnEvents() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.makeRule("orders", ["source": ["shop"], "detail": ["total": [["numeric": [">", 100]]]]])
        let answer = try await bench.call(
            "events.PutEvents",
            [
                "Entries": [
                    ["Source": "shop", "DetailType": "order", "Detail": #"{"total":150}"#],
                    ["Source": "shop", "DetailType": "order", "Detail": #"{"total":50}"#],
                    ["Source": "aws.kms", "DetailType": "order", "Detail": "{}"],
                    ["Source": "shop", "DetailType": "order", "Detail": "150"],
                    ["DetailType": "order", "Detail": "{}"],
                ]
            ])
        #expect(answer["FailedEntryCount"] == 3)
        #expect(
            answer["Entries"]?.array?.map { $0["ErrorCode"] }
                == [nil, nil, "NotAuthorizedForSource", "MalformedDetail", "InvalidArgument"])
        #expect(try await bench.inbox().map { $0["detail"] } == [["total": 150]])
        #expect(bench.lab.world.post.submitted.count == 0)
    }

    @Test func aTargetCanSayWhatIsSent() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.makeRule("keys", Self.keyAlarm)
        try await bench.call(
            "events.PutTargets",
            [
                "Rule": "keys",
                "Targets": [
                    ["Id": "1", "Arn": .string(Bench.topic), "Input": "a key!"],
                    ["Id": "2", "Arn": .string(Bench.topic), "InputPath": "$.detail.eventName"],
                    [
                        "Id": "3", "Arn": .string(Bench.topic),
                        "InputTransformer": [
                            "InputPathsMap": ["what": "$.detail.eventName", "who": "$.detail['userIdentity'].type"],
                            "InputTemplate":
                                #"{"what":<what>,"text":"<who> did <what><none>","rule":"<aws.events.rule-name>"}"#,
                        ],
                    ],
                ],
            ])
        let key = try await bench.createKey()
        try await bench.call("kms.DisableKey", ["KeyId": .string(key)])
        let inbox = try await bench.inbox()
        try #require(inbox.count == 3)
        #expect(inbox[0] == "a key!")
        #expect(inbox[1] == "DisableKey")
        #expect(inbox[2] == ["what": "DisableKey", "text": "Root did DisableKey", "rule": "keys"])
    }

    @Test func aForkSendsNothingButItsInboxFills() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.makeRule("keys", Self.keyAlarm)
        let key = try await bench.createKey()
        let fork = bench.lab.fork()
        _ = try await fork.perform("kms", "DisableKey", ["KeyId": .string(key)], as: InMemoryLab.root())
        await fork.messagesSent()
        #expect(fork.world.post.inbox.count == 1)
        #expect(fork.world.post.pending.count == 1)
        #expect(bench.endpoint.posted.isEmpty)
        #expect(try await bench.inbox().isEmpty)
    }

    @Test func anUndoTakesNoMessageBackAndIsNoStepOfPublishing() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.makeRule("keys", Self.keyAlarm)
        let key = try await bench.createKey()
        try await bench.call("kms.DisableKey", ["KeyId": .string(key)])
        #expect(try await bench.inbox().count == 1)
        try await bench.call("sns.Publish", ["TopicArn": .string(Bench.topic), "Message": "hello"])
        #expect(try await bench.lab.undo().title == "DisableKey")
        #expect(try await bench.inbox().count == 2)
    }

    @Test func aResetBeginsAgain() async throws {
        let bench = try Bench()
        try await bench.makeTopic()
        try await bench.makeRule("keys", Self.keyAlarm)
        let key = try await bench.createKey()
        try await bench.call("kms.DisableKey", ["KeyId": .string(key)])
        _ = try await bench.inbox()
        try await bench.lab.reset()
        #expect(try await bench.inbox().isEmpty)
        try await bench.makeTopic()
        try await bench.makeRule("keys", Self.keyAlarm)
        let next = try await bench.createKey()
        try await bench.call("kms.DisableKey", ["KeyId": .string(next)])
        #expect(try await bench.inbox().count == 1)
    }
}
