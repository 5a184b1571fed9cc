import LabConfig
import LabCore
import LabEvents
import LabService
import LabTesting
import LabWorld
import Testing

/// Rules over a world that changes.
@Suite struct ComplianceTests {
    /// A lab with the few verbs that the tests need.
    struct Bench {
        let lab: Lab
        let clock: ManualClock

        init() throws {
            let memory = try InMemoryLab()
            lab = memory.lab
            clock = memory.clock
        }

        @discardableResult
        func call(
            _ name: String, _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root(),
            in region: Region = .standard
        ) async throws -> JSONObject {
            let parts = name.split(separator: ".").map(String.init)
            return try await lab.perform(parts[0], parts[1], input, as: caller, in: region)
        }

        func refusal(_ name: String, _ input: JSONObject, as caller: Caller = InMemoryLab.root()) async -> String? {
            do {
                try await call(name, input, as: caller)
                return nil
            } catch {
                return (error as? ServiceError)?.code.wireName
            }
        }

        func createKey() async throws -> String {
            try #require(try await call("kms.CreateKey")["KeyMetadata"]?["KeyId"]?.string)
        }

        func putRule(_ name: String, _ identifier: String, _ parameters: JSONObject? = nil) async throws {
            var rule: JSONObject = [
                "ConfigRuleName": .string(name), "Source": ["Owner": "AWS", "SourceIdentifier": .string(identifier)],
            ]
            rule["InputParameters"] = parameters.map { .string(JSONValue.object($0).compactText) }
            try await call("config.PutConfigRule", ["ConfigRule": .object(rule)])
        }

        /// What a rule says of each resource.
        func verdicts(_ rule: String) async throws -> [String: String] {
            let details = try await call("config.GetComplianceDetailsByConfigRule", ["ConfigRuleName": .string(rule)])
            let results = details["EvaluationResults"]?.array ?? []
            return Dictionary(
                results.map { result in
                    let qualifier = result["EvaluationResultIdentifier"]?["EvaluationResultQualifier"]
                    return (qualifier?["ResourceId"]?.string ?? "", result["ComplianceType"]?.string ?? "")
                }
            ) { $1 }
        }

        func timeline() async throws -> [JSONValue] {
            try await lab.door("config-timeline", ["last": 1000])["changes"]?.array ?? []
        }
    }

    @Test func aRuleFollowsEveryChangeAndNamesItsAuthor() async throws {
        let bench = try Bench()
        let key = try await bench.createKey()
        try await bench.putRule("rotation", "CMK_BACKING_KEY_ROTATION_ENABLED")
        #expect(try await bench.verdicts("rotation") == [key: "NON_COMPLIANT"])
        bench.clock.advance(.hours(1))
        try await bench.call("kms.EnableKeyRotation", ["KeyId": .string(key)])
        #expect(try await bench.verdicts("rotation") == [key: "COMPLIANT"])
        bench.clock.advance(.hours(1))
        try await bench.call("kms.DisableKeyRotation", ["KeyId": .string(key)])
        let timeline = try await bench.timeline()
        try #require(timeline.map { $0["after"] } == ["NON_COMPLIANT", "COMPLIANT", "NON_COMPLIANT"])
        #expect(timeline.map { $0["before"] } == [.null, "NON_COMPLIANT", "COMPLIANT"])
        let names = timeline.map { $0["cause"]?["eventName"] }
        #expect(names == ["PutConfigRule", "EnableKeyRotation", "DisableKeyRotation"])
        #expect(
            timeline.map { $0["time"] } == ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z"])
        let eventID = try #require(timeline[2]["cause"]?["eventID"]?.string)
        let trail = try await bench.lab.door("trail", ["last": 100])["events"]?.array ?? []
        let event = try #require(trail.first { $0["eventID"]?.string == eventID })
        #expect(event["eventName"] == "DisableKeyRotation")
    }

    @Test func summariesCountWhatIsOutOfOrder() async throws {
        let bench = try Bench()
        let first = try await bench.createKey()
        _ = try await bench.createKey()
        try await bench.call("kms.EnableKeyRotation", ["KeyId": .string(first)])
        try await bench.putRule("rotation", "CMK_BACKING_KEY_ROTATION_ENABLED")
        try await bench.putRule("deletion", "KMS_CMK_NOT_SCHEDULED_FOR_DELETION")
        try await bench.putRule("lock", "S3_BUCKET_DEFAULT_LOCK_ENABLED")
        let summary = try await bench.call("config.DescribeComplianceByConfigRule")
        let byName = Dictionary(
            (summary["ComplianceByConfigRules"]?.array ?? []).map { ($0["ConfigRuleName"]?.string, $0["Compliance"]) }
        ) { $1 }
        #expect(byName["rotation"]??["ComplianceType"] == "NON_COMPLIANT")
        #expect(byName["rotation"]??["ComplianceContributorCount"] == ["CappedCount": 1, "CapExceeded": false])
        #expect(byName["deletion"]??["ComplianceType"] == "COMPLIANT")
        #expect(byName["lock"]??["ComplianceType"] == "INSUFFICIENT_DATA")
        let bad = try await bench.call("config.DescribeComplianceByResource", ["ComplianceTypes": ["NON_COMPLIANT"]])
        #expect(bad["ComplianceByResources"]?.array?.count == 1)
        let one = try await bench.call(
            "config.GetComplianceDetailsByResource",
            ["ResourceType": "AWS::KMS::Key", "ResourceId": .string(first)])
        #expect(one["EvaluationResults"]?.array?.map { $0["ComplianceType"] } == ["COMPLIANT", "COMPLIANT"])
    }

    @Test func anUndoIsSeen() async throws {
        let bench = try Bench()
        let key = try await bench.createKey()
        try await bench.putRule("rotation", "CMK_BACKING_KEY_ROTATION_ENABLED")
        _ = try await bench.verdicts("rotation")
        try await bench.call("kms.EnableKeyRotation", ["KeyId": .string(key)])
        #expect(try await bench.verdicts("rotation") == [key: "COMPLIANT"])
        _ = try await bench.lab.undo()
        #expect(try await bench.verdicts("rotation") == [key: "NON_COMPLIANT"])
        #expect(try await bench.timeline().last?["cause"]?["eventName"] == "Undo")
    }

    @Test func whatFallsDueIsSeen() async throws {
        let bench = try Bench()
        let key = try await bench.createKey()
        try await bench.putRule("deletion", "KMS_CMK_NOT_SCHEDULED_FOR_DELETION")
        try await bench.call("kms.ScheduleKeyDeletion", ["KeyId": .string(key), "PendingWindowInDays": 7])
        #expect(try await bench.verdicts("deletion") == [key: "NON_COMPLIANT"])
        _ = try await bench.lab.advanceClock(by: .days(8))
        #expect(try await bench.verdicts("deletion").isEmpty)
        let last = try #require(try await bench.timeline().last)
        #expect(last["after"] == .null && last["cause"]?["eventName"] == "DeleteKey")
        #expect(last["time"] == "2026-01-08T00:00:00Z")
    }

    @Test func aRuleThatGoesTakesItsFindingsAlong() async throws {
        let bench = try Bench()
        _ = try await bench.createKey()
        try await bench.putRule("rotation", "CMK_BACKING_KEY_ROTATION_ENABLED")
        _ = try await bench.verdicts("rotation")
        try await bench.call("config.DeleteConfigRule", ["ConfigRuleName": "rotation"])
        await bench.lab.rulesCaughtUp()
        #expect(bench.lab.world.compliance.evaluations.count == 0)
        #expect(try await bench.timeline().last?["after"] == .null)
        // A rule of the same name begins anew.
        try await bench.putRule("rotation", "KMS_CMK_NOT_SCHEDULED_FOR_DELETION")
        #expect(try await bench.verdicts("rotation").values.allSatisfy { $0 == "COMPLIANT" })
    }

    @Test func rulesLookAtTheirOwnAccountAndRegionOnly() async throws {
        let bench = try Bench()
        try await bench.putRule("rotation", "CMK_BACKING_KEY_ROTATION_ENABLED")
        let tokyo = try #require(Region("ap-northeast-1"))
        try await bench.call("kms.CreateKey", in: tokyo)
        let stranger = InMemoryLab.root(of: try #require(AccountID("444455556666")))
        try await bench.call("kms.CreateKey", as: stranger)
        #expect(try await bench.verdicts("rotation").isEmpty)
        #expect(try await bench.call("config.DescribeConfigRules", in: tokyo)["ConfigRules"] == [])
    }

    @Test func aScopeNarrowsARule() async throws {
        let bench = try Bench()
        let tagged = try #require(
            try await bench.call("kms.CreateKey", ["Tags": [["TagKey": "team", "TagValue": "a"]]])["KeyMetadata"]?[
                "KeyId"]?.string)
        _ = try await bench.createKey()
        let rule: JSONValue = [
            "ConfigRuleName": "r", "Scope": ["TagKey": "team", "TagValue": "a"],
            "Source": ["Owner": "AWS", "SourceIdentifier": "CMK_BACKING_KEY_ROTATION_ENABLED"],
        ]
        try await bench.call("config.PutConfigRule", ["ConfigRule": rule])
        #expect(try await bench.verdicts("r") == [tagged: "NON_COMPLIANT"])
    }

    @Test func settingsAreKeptOverTime() async throws {
        let bench = try Bench()
        try await bench.putRule("rotation", "CMK_BACKING_KEY_ROTATION_ENABLED")
        let key = try await bench.createKey()
        bench.clock.advance(.hours(1))
        try await bench.call("kms.EnableKeyRotation", ["KeyId": .string(key)])
        bench.clock.advance(.hours(1))
        try await bench.call("kms.UpdateKeyDescription", ["KeyId": .string(key), "Description": "x"])
        let input: JSONObject = ["resourceType": "AWS::KMS::Key", "resourceId": .string(key)]
        let items = try await bench.call("config.GetResourceConfigHistory", input)["configurationItems"]?.array ?? []
        try #require(items.map { $0["configurationItemStatus"] } == ["OK", "OK", "ResourceDiscovered"])
        let settings = try JSONParser.parse(try #require(items[1]["configuration"]?.string))
        #expect(settings["keyRotationEnabled"] == true)
        var page = input
        page["limit"] = 2
        page["chronologicalOrder"] = "Forward"
        let first = try await bench.call("config.GetResourceConfigHistory", page)
        page["nextToken"] = first["nextToken"]
        #expect(try await bench.call("config.GetResourceConfigHistory", page)["configurationItems"]?.array?.count == 1)
    }

    @Test(
        arguments: [
            ("PutConfigRule", ["ConfigRule": ["ConfigRuleName": "r", "Source": ["Owner": "CUSTOM_LAMBDA"]]]),
            (
                "PutConfigRule",
                ["ConfigRule": ["ConfigRuleName": "r", "Source": ["Owner": "AWS", "SourceIdentifier": "X"]]]
            ),
            ("PutConfigRule", ["ConfigRule": ["Source": ["Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"]]]),
            (
                "PutConfigRule",
                [
                    "ConfigRule": [
                        "ConfigRuleName": "r", "Source": ["Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"],
                    ]
                ]
            ),
            ("DescribeComplianceByResource", ["ResourceId": "x"]),
            ("GetComplianceDetailsByResource", ["ResourceId": "x"]),
        ] as [(String, JSONObject)])
    func whatMakesNoSenseIsRefused(_ operation: String, _ input: JSONObject) async throws {
        #expect(await (try Bench()).refusal("config.\(operation)", input) == "InvalidParameterValueException")
    }

    @Test func whatIsNotThereIsSaidSo() async throws {
        let bench = try Bench()
        for (operation, input) in [
            ("DeleteConfigRule", ["ConfigRuleName": "x"]), ("DescribeConfigRules", ["ConfigRuleNames": ["x"]]),
            ("DescribeComplianceByConfigRule", ["ConfigRuleNames": ["x"]]),
            ("GetComplianceDetailsByConfigRule", ["ConfigRuleName": "x"]),
            ("StartConfigRulesEvaluation", ["ConfigRuleNames": ["x"]]),
        ] as [(String, JSONObject)] {
            #expect(await bench.refusal("config.\(operation)", input) == "NoSuchConfigRuleException")
        }
        let history: JSONObject = ["resourceType": "AWS::S3::Bucket", "resourceId": "x"]
        #expect(await bench.refusal("config.GetResourceConfigHistory", history) == "ResourceNotDiscoveredException")
        var upsideDown = history
        upsideDown["laterTime"] = 1
        upsideDown["earlierTime"] = 2
        #expect(await bench.refusal("config.GetResourceConfigHistory", upsideDown) == "InvalidTimeRangeException")
        #expect(await bench.refusal("config.DescribeConfigRules", ["NextToken": "x"]) == "InvalidNextTokenException")
    }

    @Test func whoMayIsDecidedByPolicies() async throws {
        let bench = try Bench()
        try await bench.putRule("rotation", "CMK_BACKING_KEY_ROTATION_ENABLED")
        try await bench.call("iam.CreateUser", ["UserName": "bob"])
        let bob = Caller(.user(account: .standard, path: "/", name: "bob", id: "AIDABOB"), accessKeyID: "AKIABOB")
        for operation in ["DescribeConfigRules", "DescribeComplianceByConfigRule"] {
            #expect(await bench.refusal("config.\(operation)", [:], as: bob) == "AccessDeniedException")
        }
        #expect(
            await bench.refusal("config.DeleteConfigRule", ["ConfigRuleName": "rotation"], as: bob)
                == "AccessDeniedException")
    }

    @Test func aRequestedEvaluationLooksAtEverything() async throws {
        let bench = try Bench()
        let key = try await bench.createKey()
        try await bench.putRule("rotation", "CMK_BACKING_KEY_ROTATION_ENABLED")
        try await bench.call("config.StartConfigRulesEvaluation", ["ConfigRuleNames": ["rotation"]])
        #expect(try await bench.verdicts("rotation") == [key: "NON_COMPLIANT"])
        #expect(try await bench.timeline().count == 1)
    }

    @Test func withoutRulesNothingIsRecorded() async throws {
        let bench = try Bench()
        _ = try await bench.createKey()
        await bench.lab.rulesCaughtUp()
        #expect(bench.lab.world.compliance.items.count == 0)
        #expect(bench.lab.world.post.seenCount == nil)
    }
}
