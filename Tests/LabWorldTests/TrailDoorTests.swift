import LabCore
import LabKMS
import LabService
import LabTesting
import LabTrail
import LabWorld
import Testing

/// The trail as people ask for it: filters, single events, timelines.
@Suite struct TrailDoorTests {
    private static let keyID = "1234abcd-12ab-4cde-8f01-1234567890ab"

    /// bob is refused, carol is not; carol turns rotation on.
    private func makeLab() async throws -> WorldFixture {
        let fixture = try await WorldFixture()
        let sealed = try await fixture.call(
            "kms.Encrypt", ["KeyId": "alias/ledger", "Plaintext": "aGk="], as: "carol")
        let blob = sealed["CiphertextBlob"] ?? .null
        await #expect(throws: ServiceError.self) {
            try await fixture.call("kms.Decrypt", ["CiphertextBlob": blob], as: "bob")
        }
        _ = try await fixture.call("kms.Decrypt", ["CiphertextBlob": blob], as: "carol")
        _ = try await fixture.call("kms.EnableKeyRotation", ["KeyId": .string(Self.keyID)], as: "carol")
        return fixture
    }

    private func names(_ fixture: WorldFixture, _ filter: JSONObject) async throws -> [String] {
        let answer = try await fixture.lab.door("trail", filter)
        return (answer["events"]?.array ?? []).compactMap { $0["eventName"]?.string }
    }

    /// A filter, and the operations of the events that pass.
    private static let filters: [(JSONObject, [String])] = [
        (["user": "bob"], ["Decrypt"]),
        (["user": ["bob", "carol"]], ["Encrypt", "Decrypt", "Decrypt", "EnableKeyRotation"]),
        (["user": "carol", "name": "decrypt"], ["Decrypt"]),
        (["user": "carol", "readOnly": false], ["EnableKeyRotation"]),
        (["refused": true], ["Decrypt"]),
        (["error": "accessdenied"], ["Decrypt"]),
        (["error": "AccessDenied", "user": "carol"], []),
        (["user": "carol", "source": "kms"], ["Encrypt", "Decrypt", "EnableKeyRotation"]),
        (["source": "s3"], []),
        (["via": "s3"], []),
        (["user": "nobody"], []),
        (["user": "arn:aws:iam::111122223333:user/bob"], ["Decrypt"]),
        (["key": "alias/ledger", "user": "bob"], ["Decrypt"]),
        (["key": "alias/none"], []),
        (["user": "carol", "last": 1], ["EnableKeyRotation"]),
        (["user": "bob", "since": "1h"], ["Decrypt"]),
        (["user": "bob", "until": "-1h"], []),
        (["user": "bob", "since": "2026-01-01", "until": "2026-01-01"], ["Decrypt"]),
        (["user": "bob", "since": "2026-01-02"], []),
    ]

    private static let mistakes: [JSONObject] = [
        ["since": "soon"], ["since": "2026-01-02", "until": "2026-01-01"], ["last": -1], ["users": "bob"],
        ["user": 7], ["since": "+-1h"], ["until": "13"], ["region": "Nowhere!"],
    ]

    @Test(arguments: mistakes)
    func whatIsNoFilterIsRefused(filter: JSONObject) async throws {
        let fixture = try await makeLab()
        let error = await #expect(throws: ServiceError.self) { try await fixture.lab.door("trail", filter) }
        #expect(error?.code.wireName == "InvalidDoorInput")
    }

    @Test func eventsHaveNumbersThatShowTakes() async throws {
        let fixture = try await makeLab()
        let answer = try await fixture.lab.door("trail", ["last": 2])
        let numbers = (answer["numbers"]?.array ?? []).compactMap(\.integer)
        #expect(numbers.count == 2 && numbers[1] == numbers[0] + 1)
        let id = try #require(answer["events"]?.array?.last?["eventID"]?.string)
        for name in ["last", "\(numbers[1])", "evt-\(numbers[1])", "EVT-0\(numbers[1])", id, String(id.prefix(13))] {
            let shown = try await fixture.lab.door("show", ["event": .string(name)])
            #expect(shown["event"]?["eventID"]?.string == id && shown["number"]?.integer == numbers[1], "\(name)")
        }
    }

    @Test(arguments: ["0", "evt-99999", "abc", "", "zzzz-zzzz", "00000000-0000-0000-0000-000000000000", "last-1"])
    func anEventThatIsNotThereIsSaidToBe(name: String) async throws {
        let fixture = try await makeLab()
        let error = await #expect(throws: ServiceError.self) {
            try await fixture.lab.door("show", ["event": .string(name)])
        }
        #expect(error?.code.wireName == "NoSuchEvent")
    }

    @Test func aRefusalIsShownWithItsDecisionAndTheGenerationOfTheKey() async throws {
        let fixture = try await makeLab()
        let trail = try await fixture.lab.door("trail", ["user": "carol", "name": "Decrypt"])
        let opened = try #require(trail["numbers"]?.array?.first?.integer)
        let shown = try await fixture.lab.door("show", ["event": .string("\(opened)")])
        #expect(shown["decisions"]?.array?.first?["outcome"] == "allowed")
        #expect(shown["touched"]?["key"]?["alias"] == "alias/ledger")
        #expect(shown["touched"]?["key"]?["material"]?["number"] == 1)
        let refused = try await fixture.lab.door("show", ["event": .string("\(opened - 1)")])
        #expect(refused["now"] == "deniedImplicitly" && refused["event"]?["errorCode"] == "AccessDenied")
    }

    @Test func theFutureIsReadOffAForkAndTheLabStaysWhereItIs() async throws {
        let fixture = try await makeLab()
        let before = try await fixture.lab.door("trail", ["last": 1000])
        let now = fixture.lab.now
        let answer = try await fixture.lab.door("timeline", ["key": "alias/ledger", "until": "+25mo"])
        let future = (answer["events"]?.array ?? []).filter { $0["future"]?.bool == true }
        #expect(future.map { $0["name"]?.string } == ["RotateKey", "RotateKey"])
        #expect(future.allSatisfy { $0["service"]?.bool == true && $0["who"] == "kms" })
        #expect(answer["keys"]?.array?.first?["materials"]?.array?.count == 3)
        #expect(fixture.lab.now == now && fixture.lab.world.kms.keys.all.allSatisfy { $0.materials.count == 1 })
        #expect(try await fixture.lab.door("trail", ["last": 1000]) == before)
    }

    @Test func aDeletionAheadIsOnTheTimeline() async throws {
        let fixture = try await makeLab()
        _ = try await fixture.call(
            "kms.ScheduleKeyDeletion", ["KeyId": .string(Self.keyID), "PendingWindowInDays": 7], as: "carol")
        let answer = try await fixture.lab.door("timeline", ["key": .string(Self.keyID), "until": "+8d"])
        let key = answer["keys"]?.array?.first
        #expect(key?["deletionDate"]?.string == key?["deleted"]?.string && key?["deleted"] != nil)
        let short = try await fixture.lab.door("timeline", ["key": .string(Self.keyID)])
        #expect(short["keys"]?.array?.first?["deleted"] == nil && short["isFork"] == false)
    }

    @Test func aTimelineOfAUserHasTheRotationsOfHisKeys() async throws {
        let fixture = try await makeLab()
        _ = try await fixture.lab.door("clock", ["advance": "366d"])
        let answer = try await fixture.lab.door("timeline", ["user": "carol"])
        let events = answer["events"]?.array ?? []
        #expect(events.map { $0["name"]?.string } == ["Encrypt", "Decrypt", "EnableKeyRotation", "RotateKey"])
        #expect(events.map { $0["who"]?.string } == ["carol", "carol", "carol", "kms"])
    }

    @Test(arguments: ["trail-verify", "trail-digest"])
    func aLabInMemoryHasNothingThatCouldBeVerified(door: String) async throws {
        let fixture = try await WorldFixture()
        let error = await #expect(throws: ServiceError.self) { try await fixture.lab.door(door) }
        #expect(error?.code.wireName == "NotKept")
    }
}

/// Those who follow the trail.
@Suite struct TrailFollowerTests {
    @Test func aFollowerSeesWhatWasThereAndWhatComesAndNothingTwice() async throws {
        let fixture = try await WorldFixture()
        let follower = try fixture.lab.follow(["last": 2, "user": ["root", "carol"]])
        let first = try #require(try await follower.next(within: .zero))
        #expect(first.count == 2)
        #expect(try await follower.next(within: .zero) == [])
        await #expect(throws: ServiceError.self) {
            try await fixture.call("kms.DescribeKey", ["KeyId": "alias/ledger"], as: "bob")
        }
        for _ in 0..<3 { _ = try await fixture.call("kms.DescribeKey", ["KeyId": "alias/ledger"], as: "carol") }
        let next = try #require(try await follower.next(within: .seconds(10)))
        #expect(next.map { $0["event"]?["userIdentity"]?["userName"]?.string } == ["carol", "carol", "carol"])
        let numbers = (first + next).compactMap { $0["number"]?.integer }
        #expect(numbers == numbers.sorted() && Set(numbers).count == 5)
    }

    @Test func aSlowFollowerMissesNothing() async throws {
        let fixture = try await WorldFixture()
        let follower = try fixture.lab.follow(["name": "GenerateRandom"])
        for _ in 0..<600 { _ = try await fixture.call("kms.GenerateRandom", ["NumberOfBytes": 1], as: "carol") }
        var count = 0
        while let events = try await follower.next(within: .zero), !events.isEmpty { count += events.count }
        #expect(count == 600)
    }

    @Test func thereIsALimitToFollowersAndWhoLeavesMakesRoom() async throws {
        let fixture = try await WorldFixture()
        var followers = try (0..<LabLimits.followers).map { _ in try fixture.lab.follow([:]) }
        let error = #expect(throws: ServiceError.self) { try fixture.lab.follow([:]) }
        #expect(error?.code.wireName == "TooManyFollowers")
        followers.removeLast()
        _ = try fixture.lab.follow([:])
    }

    @Test func whoeverFollowsIsLetGoWhenTheLabEnds() async throws {
        let fixture = try await WorldFixture()
        let follower = try fixture.lab.follow([:])
        async let next = follower.next(within: .seconds(60))
        fixture.lab.endFollowing()
        #expect(try await next == nil)
        #expect(throws: ServiceError.self) { try fixture.lab.follow([:]) }
    }

    @Test func aResetInMemoryDoesNotConfuseAFollower() async throws {
        let fixture = try await WorldFixture()
        let follower = try fixture.lab.follow([:])
        _ = try await fixture.lab.door("reset")
        #expect(try await follower.next(within: .zero) == [])
    }
}
