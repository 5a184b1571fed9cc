import LabCore
import LabService
import LabTesting
import Testing

@Suite struct RuleTests {
    private static let pattern = #"{"source":["aws.kms"]}"#

    @Test func aRuleIsMadeShownChangedAndRemoved() async throws {
        let bench = try Bench()
        let made = try await bench.call(
            "events.PutRule", ["Name": "r", "EventPattern": .string(Self.pattern), "Description": "keys"])
        #expect(made["RuleArn"] == "arn:aws:events:us-east-1:111122223333:rule/r")
        let rule = try await bench.call("events.DescribeRule", ["Name": "r", "EventBusName": "default"])
        #expect(rule["EventPattern"]?.string == Self.pattern)
        #expect(rule["State"] == "ENABLED")
        try await bench.call(
            "events.PutTargets", ["Rule": "r", "Targets": [["Id": "1", "Arn": .string(Bench.topic)]]])
        try await bench.call("events.PutRule", ["Name": "r", "EventPattern": #"{"source":["aws.s3"]}"#])
        #expect(try await bench.call("events.ListTargetsByRule", ["Rule": "r"])["Targets"]?.array?.count == 1)
        #expect(await bench.refusal("events.DeleteRule", ["Name": "r"]) == "ValidationException")
        try await bench.call("events.RemoveTargets", ["Rule": "r", "Ids": ["1"]])
        try await bench.call("events.DeleteRule", ["Name": "r"])
        #expect(await bench.refusal("events.DescribeRule", ["Name": "r"]) == "ResourceNotFoundException")
        try await bench.call("events.DeleteRule", ["Name": "r"])
    }

    @Test func pagesOfRulesLeadOn() async throws {
        let bench = try Bench()
        for number in 1...5 {
            try await bench.call(
                "events.PutRule", ["Name": .string("r\(number)"), "EventPattern": .string(Self.pattern)])
        }
        let first = try await bench.call("events.ListRules", ["Limit": 3])
        let rest = try await bench.call("events.ListRules", ["Limit": 3, "NextToken": first["NextToken"] ?? .null])
        let names = [first, rest].flatMap { $0["Rules"]?.array ?? [] }.compactMap { $0["Name"]?.string }
        #expect(names == ["r1", "r2", "r3", "r4", "r5"])
        #expect(rest["NextToken"] == nil)
        #expect(await bench.refusal("events.ListRules", ["NextToken": "elsewhere"]) == "ValidationException")
        #expect(try await bench.call("events.ListRules", ["NamePrefix": "r4"])["Rules"]?.array?.count == 1)
    }

    @Test(
        arguments: [
            (["Name": "r"], "ValidationException"),
            (["Name": "r", "EventPattern": "{}"], "InvalidEventPatternException"),
            (["Name": "r", "ScheduleExpression": "rate(1 hour)"], "ValidationException"),
            (["Name": "a b", "EventPattern": #"{"a":["b"]}"#], "ValidationException"),
            (["Name": "r", "EventPattern": #"{"a":["b"]}"#, "EventBusName": "other"], "ResourceNotFoundException"),
        ] as [(JSONObject, String)])
    func aRuleThatMakesNoSenseIsRefused(_ input: JSONObject, _ code: String) async throws {
        #expect(await (try Bench()).refusal("events.PutRule", input) == code)
    }

    @Test func targetsStandOrFallByThemselves() async throws {
        let bench = try Bench()
        try await bench.call("events.PutRule", ["Name": "r", "EventPattern": .string(Self.pattern)])
        let targets: [JSONValue] = (1...6).map { ["Id": .string("t\($0)"), "Arn": .string(Bench.topic)] }
        let foreign: JSONValue = ["Id": "f", "Arn": "arn:aws:lambda:us-east-1:111122223333:function:f"]
        let answer = try await bench.call("events.PutTargets", ["Rule": "r", "Targets": .array([foreign] + targets)])
        #expect(answer["FailedEntryCount"] == 2)
        #expect(answer["FailedEntries"]?.array?.map { $0["TargetId"] } == ["f", "t6"])
        let removed = try await bench.call("events.RemoveTargets", ["Rule": "r", "Ids": ["t1", "t9"]])
        #expect(removed["FailedEntryCount"] == 1)
        #expect(
            await bench.refusal("events.PutTargets", ["Rule": "x", "Targets": .array(targets)])
                == "ResourceNotFoundException")
        let path: JSONValue = ["Id": "1", "Arn": .string(Bench.topic), "InputPath": "detail"]
        #expect(await bench.refusal("events.PutTargets", ["Rule": "r", "Targets": [path]]) == "ValidationException")
    }

    @Test func apatternCanBeTried() async throws {
        let bench = try Bench()
        let event: JSONValue = [
            "id": "1", "account": "111122223333", "source": "aws.kms", "time": "2026-01-01T00:00:00Z",
            "region": "us-east-1", "resources": [], "detail-type": "x", "detail": [:],
        ]
        let input: JSONObject = ["EventPattern": .string(Self.pattern), "Event": .string(event.compactText)]
        #expect(try await bench.call("events.TestEventPattern", input)["Result"] == true)
        for (pattern, event, code) in [
            (Self.pattern, "{}", "ValidationException"), (Self.pattern, "x", "ValidationException"),
            ("[]", event.compactText, "InvalidEventPatternException"),
        ] {
            let input: JSONObject = ["EventPattern": .string(pattern), "Event": .string(event)]
            #expect(await bench.refusal("events.TestEventPattern", input) == code)
        }
    }

    @Test func whoMayIsDecidedByPolicies() async throws {
        let bench = try Bench()
        let mayPut = try await bench.user(
            "ann", "events:PutRule", on: "arn:aws:events:us-east-1:111122223333:rule/team-*")
        let input: JSONObject = ["Name": "team-a", "EventPattern": .string(Self.pattern)]
        try await bench.call("events.PutRule", input, as: mayPut)
        let other: JSONObject = ["Name": "other", "EventPattern": .string(Self.pattern)]
        #expect(await bench.refusal("events.PutRule", other, as: mayPut) == "AccessDeniedException")
        #expect(await bench.refusal("events.ListRules", as: mayPut) == "AccessDeniedException")
        let source: JSONObject = ["Entries": [["Source": "shop", "DetailType": "x", "Detail": "{}"]]]
        #expect(await bench.refusal("events.PutEvents", source, as: mayPut) == "AccessDeniedException")
    }
}
