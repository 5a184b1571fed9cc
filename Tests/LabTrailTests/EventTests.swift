import LabCore
import LabS3
import LabService
import LabTesting
import Testing

@testable import LabTrail
@testable import LabWorld

/// What events say about who did it, and who gets to know.
@Suite struct EventTests {
    @Test func aRequestAcrossAccountsLeavesAnEventInEach() async throws {
        let home = try TrailHome()
        let other = try #require(AccountID("444455556666"))
        let key = try await home.createKey()
        let carol = try await home.user("carol", allowed: "kms:*", in: other)
        let encrypt: JSONObject = ["KeyId": .string(key), "Plaintext": "aGk="]
        #expect(await home.refusal("kms.Encrypt", encrypt, as: carol) == "AccessDeniedException")
        let refused = try await home.records().filter { $0["eventName"] == "Encrypt" }
        #expect(refused.count == 1 && refused.first?["recipientAccountId"] == "444455556666")
        #expect(refused.first?["sharedEventID"] == nil)
        let policy: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Resource": "*", "Action": "kms:*",
                    "Principal": ["AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"]],
                ]
            ],
        ]
        try await home.call(
            "kms.PutKeyPolicy",
            ["KeyId": .string(key), "PolicyName": "default", "Policy": .string(policy.compactText)])
        try await home.call("kms.Encrypt", encrypt, as: carol)
        let events = try await home.records().filter { $0["eventName"] == "Encrypt" && $0["errorCode"] == nil }
        #expect(events.texts("recipientAccountId") == ["444455556666", "111122223333"])
        #expect(events[0]["sharedEventID"] == events[1]["sharedEventID"] && events[0]["sharedEventID"] != nil)
        #expect(events[0]["eventID"] != events[1]["eventID"] && events[0]["requestID"] == events[1]["requestID"])
        #expect(events[0]["userIdentity"]?["userName"] == "carol")
        let owners = try #require(events[1]["userIdentity"]?.object)
        #expect(owners.names == ["type", "principalId", "accountId"] && owners["type"] == "AWSAccount")
        #expect(owners["accountId"] == "444455556666")
        #expect(try await home.lookUp(TrailHome.by("EventName", "Encrypt")).map { $0["Username"] } == [nil])
        let theirs = try await home.lookUp(TrailHome.by("EventName", "Encrypt"), as: InMemoryLab.root(of: other))
        #expect(theirs.map { $0["Username"] } == ["carol", "carol"])
    }

    @Test func nobodyIsCalledAsS3CallsHim() async throws {
        let home = try TrailHome()
        try await home.bucket("letters")
        let call = try home.lab.call(as: Caller(.anonymous))
        let read = ObjectReadRequest(bucket: "letters", key: "a")
        await #expect(throws: ServiceError.self) { try await home.lab.perform(GetObject.self, read, in: call) }
        let record = try #require(try await home.records().last)
        #expect(
            record["userIdentity"]
                == ["type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"])
        #expect(record["errorCode"] == "AccessDenied" && record["recipientAccountId"] == "111122223333")
    }

    /// What memory looks events up by is what the indexes of a home take from the record.
    @Test func theAttributesAreThoseOfTheRecord() async throws {
        let home = try TrailHome()
        let alice = try await home.user("alice", allowed: "kms:*")
        let key = try await home.createKey()
        try await home.call("kms.Encrypt", ["KeyId": .string(key), "Plaintext": "aGk="], as: alice)
        try await home.call("kms.EnableKeyRotation", ["KeyId": .string(key)])
        try await home.advance("366d")
        _ = await home.refusal("kms.DescribeKey", ["KeyId": "alias/none"], as: alice)
        try await home.bucket("letters")
        for event in home.lab.eventLog.last(100) {
            var shown: Set<EventHistoryAttribute> = []
            event.forEachAttribute { shown.insert(EventHistoryAttribute($0, $1)) }
            #expect(shown == Self.attributes(event.cloudTrailRecord), "\(event.name)")
            #expect(shown.allSatisfy { event.has($0) })
        }
    }

    private static func attributes(_ record: JSONObject) -> Set<EventHistoryAttribute> {
        let looked = LookedUpEvent.json(record)
        var found: Set<EventHistoryAttribute> = []
        for (member, key) in [
            ("EventId", EventHistoryKey.eventID), ("EventName", .eventName), ("ReadOnly", .readOnly),
            ("AccessKeyId", .accessKeyID), ("EventSource", .eventSource), ("Username", .username),
        ] {
            if let value = looked[member]?.string { found.insert(EventHistoryAttribute(key, value)) }
        }
        for resource in looked["Resources"]?.array ?? [] {
            if let type = resource["ResourceType"]?.string { found.insert(EventHistoryAttribute(.resourceType, type)) }
            if let name = resource["ResourceName"]?.string { found.insert(EventHistoryAttribute(.resourceName, name)) }
        }
        return found
    }

    /// The log of a memory that has forgotten its beginning, against a plain list.
    @Test func aLongLogForgetsItsBeginningAndFindsTheRest() throws {
        var (log, all) = (EventLog(after: 7), [AuditEvent]())
        let count = TrailLimits.eventsInMemory + 5000
        for number in 0..<count {
            let event = Self.event(number)
            log.append(event)
            if number >= count - 5000 { all.append(event) }
        }
        #expect(log.count == count + 7 && log.firstIndex > 7)
        #expect(log.count - log.firstIndex >= TrailLimits.eventsInMemory)
        #expect(log.last(5000).map(\.eventID) == all.map(\.eventID))
        #expect(log.event(withID: "event-\(count - 3000)")?.eventID == "event-\(count - 3000)")
        #expect(log.event(withID: "event-0") == nil)
        let from = log.firstIndex + 1500
        #expect(log.events(from: from, limit: 3000).map(\.index) == Array(from..<(from + 3000)))
        #expect(log.events(from: 0, limit: 1).map(\.index) == [log.firstIndex])
        #expect(log.events(from: log.count, limit: 5).isEmpty)
        var query = EventHistoryQuery(
            account: .standard, region: .standard, attribute: EventHistoryAttribute(.resourceName, "key-3"),
            from: Timestamp(millisecondsSince1970: 0), to: Timestamp(millisecondsSince1970: .max), limit: 40)
        let page = log.page(query)
        #expect(page.records.count == 40 && page.next != nil)
        #expect(page.records.allSatisfy { $0["resources"]?.array?.first?["ARN"] == "key-3" })
        query.after = page.next
        #expect(Set(log.page(query).records.map { $0["eventID"] }).isDisjoint(with: page.records.map { $0["eventID"] }))
        query.attribute = EventHistoryAttribute(.resourceName, "key-none")
        #expect(log.page(query).records.isEmpty)
    }

    private static func event(_ number: Int) -> AuditEvent {
        let call = Call(
            caller: InMemoryLab.root(), region: .standard,
            now: Timestamp(millisecondsSince1970: 1_767_225_600_000 + Int64(number)), random: SeededRandom(seed: 1),
            requestID: "request-\(number)")
        let key = AuditResource(arn: "key-\(number % 97)", account: .standard, type: "AWS::KMS::Key")
        return AuditEvent(
            eventID: "event-\(number)", call: call,
            operation: OperationFacts(service: .kms, eventName: "Encrypt", isReadOnly: true),
            detail: AuditDetail(resources: [key]), error: nil)
    }
}
