import LabCore
import LabS3
import LabService
import LabTesting
import LabWorld
import Testing

/// LookupEvents: by every attribute, page by page, in the time that there is.
@Suite struct LookupTests {
    @Test func eventsAreFoundByEveryAttribute() async throws {
        let home = try TrailHome()
        let alice = try await home.user("alice", allowed: "kms:*")
        let key = try await home.createKey()
        try await home.createKey()
        try await home.call("kms.Encrypt", ["KeyId": .string(key), "Plaintext": "aGk="], as: alice)
        let event = try #require(try await home.lookUp(TrailHome.by("EventName", "Encrypt")).first)
        #expect(event["Username"] == "alice" && event["ReadOnly"] == "true" && event["AccessKeyId"] == "AKIAalice")
        #expect(event["Resources"] == [["ResourceType": "AWS::KMS::Key", "ResourceName": .string(key)]])
        let record = try #require(try event["CloudTrailEvent"]?.string.map { try JSONParser.parse($0) })
        #expect(record["eventID"] == event["EventId"] && record["eventName"] == "Encrypt")
        let id = try #require(event["EventId"]?.string)
        for (attribute, value, names) in [
            ("EventId", id, ["Encrypt"]), ("Username", "alice", ["Encrypt"]), ("AccessKeyId", "AKIAalice", ["Encrypt"]),
            ("ResourceName", key, ["Encrypt", "CreateKey"]), ("ResourceType", "AWS::IAM::User", []),
            ("ReadOnly", "true", ["Encrypt"]),
            ("EventSource", "kms.amazonaws.com", ["Encrypt", "CreateKey", "CreateKey"]), ("Username", "bob", []),
        ] {
            let found = try await home.lookUp(TrailHome.by(attribute, value)).texts("EventName")
            #expect(found.filter { $0 != "LookupEvents" } == names, "\(attribute) \(value)")
        }
    }

    @Test func pagesGoThroughEverythingOnceWhileEventsAreAdded() async throws {
        let home = try TrailHome()
        for _ in 0..<12 { try await home.createKey() }
        var (names, token): ([String], JSONValue?) = ([], nil)
        var pages = 0
        repeat {
            var input = TrailHome.by("EventName", "CreateKey")
            input["MaxResults"] = 5
            input["NextToken"] = token
            let page = try await home.call("LookupEvents", input)
            names += (page["Events"]?.array ?? []).texts("EventId")
            token = page["NextToken"]
            pages += 1
            try await home.createKey()
        } while token != nil
        #expect(names.count == 12 && Set(names).count == 12 && pages == 3)
    }

    @Test func aTokenIsGoodForItsQueryOnly() async throws {
        let home = try TrailHome()
        for _ in 0..<3 { try await home.createKey() }
        var input = TrailHome.by("EventName", "CreateKey")
        input["MaxResults"] = 1
        let token = try #require(try await home.call("LookupEvents", input)["NextToken"])
        input["NextToken"] = token
        #expect(try await home.lookUp(input).count == 1)
        let other = InMemoryLab.root(of: try #require(AccountID("444455556666")))
        #expect(await home.refusal("LookupEvents", input, as: other) == "InvalidNextTokenException")
        for stranger in [
            ["NextToken": token], ["NextToken": "bm9uc2Vuc2U="], ["NextToken": ""], ["NextToken": "%"],
        ] as [JSONObject] {
            #expect(await home.refusal("LookupEvents", stranger) == "InvalidNextTokenException")
        }
        input["StartTime"] = 1_700_000_000
        #expect(await home.refusal("LookupEvents", input) == "InvalidNextTokenException")
    }

    @Test(
        arguments: [
            (TrailHome.by("Colour", "red"), "InvalidLookupAttributesException"),
            (TrailHome.by("EventName", ""), "InvalidLookupAttributesException"),
            (["LookupAttributes": [["AttributeKey": "EventName"]]], "InvalidLookupAttributesException"),
            (
                [
                    "LookupAttributes": [
                        ["AttributeKey": "EventName", "AttributeValue": "x"],
                        ["AttributeKey": "ReadOnly", "AttributeValue": "true"],
                    ]
                ], "InvalidLookupAttributesException"
            ),
            (["StartTime": 2_000_000_000, "EndTime": 1_900_000_000], "InvalidTimeRangeException"),
            (["MaxResults": 0], "InvalidMaxResultsException"), (["MaxResults": 51], "InvalidMaxResultsException"),
            (["EventCategory": "management"], "InvalidEventCategoryException"),
            (["MaxResults": "many"], "SerializationException"),
        ] as [(JSONObject, String)])
    func whatCannotBeLookedUpIsRefused(_ input: JSONObject, _ code: String) async throws {
        let home = try TrailHome()
        #expect(await home.refusal("LookupEvents", input) == code)
        #expect(try await home.records().last?["eventName"] == "LookupEvents")
    }

    @Test func thereAreNoInsights() async throws {
        let home = try TrailHome()
        try await home.createKey()
        #expect(try await home.lookUp(["EventCategory": "insight"]) == [])
    }

    @Test func eventsAreShownForNinetyDays() async throws {
        let home = try TrailHome()
        let start = Int64(home.lab.now.secondsSince1970)
        try await home.createKey()
        try await home.advance("89d")
        try await home.createKey()
        #expect(try await home.lookUp(TrailHome.by("EventName", "CreateKey")).count == 2)
        var input = TrailHome.by("EventName", "CreateKey")
        input["EndTime"] = .integer(start)
        #expect(try await home.lookUp(input).count == 1)
        input["StartTime"] = .integer(start + 1)
        input["EndTime"] = nil
        #expect(try await home.lookUp(input).count == 1)
        try await home.advance("2d")
        #expect(try await home.lookUp(TrailHome.by("EventName", "CreateKey")).count == 1)
        try await home.advance("365d")
        #expect(try await home.lookUp(TrailHome.by("EventName", "CreateKey")).isEmpty)
        #expect(try await home.records().texts("eventName").filter { $0 == "CreateKey" }.count == 2)
    }

    @Test func otherAccountsAndRegionsSeeTheirOwn() async throws {
        let home = try TrailHome()
        let (away, stranger) = (try #require(Region("eu-west-1")), try #require(AccountID("444455556666")))
        try await home.call("kms.CreateKey", in: away)
        try await home.createKey()
        #expect(try await home.lookUp(TrailHome.by("EventName", "CreateKey")).count == 1)
        #expect(try await home.lookUp(TrailHome.by("EventName", "CreateKey"), in: away).count == 1)
        #expect(try await home.lookUp(as: InMemoryLab.root(of: stranger)).isEmpty)
    }

    @Test func dataEventsAreKeptAndNotLookedUp() async throws {
        let home = try TrailHome()
        try await home.bucket("letters")
        let put = PutObject.Input(bucket: "letters", key: "a", body: MemorySource([1, 2, 3]))
        _ = try await home.lab.perform(PutObject.self, put, in: try home.lab.call(as: InMemoryLab.root()))
        #expect(try await home.records().last?["eventName"] == "PutObject")
        #expect(try await home.lookUp(TrailHome.by("EventName", "PutObject")).isEmpty)
        #expect(try await home.lookUp(TrailHome.by("EventName", "CreateBucket")).count == 1)
    }
}
