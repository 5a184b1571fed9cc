import LabCore
import LabService
import LabTesting
import LabWorld
import Testing

@testable import LabSecrets

@Suite struct RotationTests {
    let home: Home

    init() throws {
        home = try Home()
    }

    private func create(_ text: String, _ more: JSONObject = [:]) async throws {
        var input: JSONObject = [
            "Name": "prod/db", "SecretString": .string(text), "ClientRequestToken": .string(SecretTests.token),
        ]
        for member in more.members { input[member.name] = member.value }
        try await home.call("secretsmanager.CreateSecret", input)
    }

    private func rotate(_ more: JSONObject = [:], as caller: Caller = InMemoryLab.root()) async throws -> JSONObject {
        var input: JSONObject = ["SecretId": "prod/db", "ClientRequestToken": .string(SecretTests.other)]
        for member in more.members { input[member.name] = member.value }
        return try await home.call("secretsmanager.RotateSecret", input, as: caller)
    }

    private func value(_ stage: String = "AWSCURRENT") async throws -> String {
        try await home.call(
            "secretsmanager.GetSecretValue", ["SecretId": "prod/db", "VersionStage": .string(stage)])["SecretString"]
            .text()
    }

    @Test func rotatingNowMakesAnotherPassword() async throws {
        try await create("old")
        let answer = try await rotate()
        #expect(answer["VersionId"]?.string == SecretTests.other)
        let new = try await value()
        #expect(new != "old" && new.count == 32)
        #expect(try await value("AWSPREVIOUS") == "old")
        #expect(try await !home.shows(new))
    }

    @Test func onlyThePasswordOfAnObjectIsNew() async throws {
        try await create(#"{"username":"ada","password":"old","port":5432}"#)
        _ = try await rotate()
        let new = try #require(try JSONParser.parse(try await value()).object)
        #expect(new["username"] == "ada" && new["port"] == 5432)
        #expect(try new["password"].text().count == 32)
    }

    @Test func theClockRotatesEveryTimeThatItIsDue() async throws {
        try await create("old")
        _ = try await rotate(["RotationRules": ["AutomaticallyAfterDays": 10], "RotateImmediately": false])
        #expect(try await value() == "old")
        let before = try await home.events().count
        home.clock.advance(.days(35))
        let last = try await value()
        #expect(last != "old")
        let names = try await home.eventNames(since: before)
        #expect(names.filter { $0 == "RotationSucceeded" }.count == 3)
        #expect(names.prefix(4) == ["Decrypt", "GenerateDataKey", "RotationStarted", "RotationSucceeded"])
        let times = try await home.events().filter { $0["eventName"] == "RotationSucceeded" }
            .compactMap { $0["eventTime"]?.string }
        #expect(times == ["2026-01-11T00:00:00Z", "2026-01-21T00:00:00Z", "2026-01-31T00:00:00Z"])
        let described = try await home.call("secretsmanager.DescribeSecret", ["SecretId": "prod/db"])
        #expect(described["LastRotatedDate"]?.double == Timestamp(iso8601: "2026-01-31")?.secondsSince1970)
        #expect(
            described["NextRotationDate"]?.double == Timestamp(iso8601: "2026-02-10T23:59:59Z")?.secondsSince1970)
    }

    @Test func aCancelledRotationStops() async throws {
        try await create("old")
        _ = try await rotate(["RotationRules": ["AutomaticallyAfterDays": 10], "RotateImmediately": false])
        try await home.call("secretsmanager.CancelRotateSecret", ["SecretId": "prod/db"])
        home.clock.advance(.days(35))
        #expect(try await value() == "old")
        let described = try await home.call("secretsmanager.DescribeSecret", ["SecretId": "prod/db"])
        #expect(described["RotationEnabled"] == false && described["NextRotationDate"] == nil)
    }

    @Test func aDeadKeyFailsTheRotationAndTheNextOneIsTried() async throws {
        let key = try await home.createKey()
        try await create("old", ["KmsKeyId": .string(key)])
        _ = try await rotate(["RotationRules": ["AutomaticallyAfterDays": 10], "RotateImmediately": false])
        try await home.call("kms.DisableKey", ["KeyId": .string(key)])
        home.clock.advance(.days(11))
        try await home.call("kms.EnableKey", ["KeyId": .string(key)])
        #expect(try await value() == "old")
        let failed = try await home.events().filter { $0["eventName"] == "RotationFailed" }
        #expect(failed.count == 1 && failed[0]["serviceEventDetails"]?["errorCode"] == "DisabledException")
        home.clock.advance(.days(10))
        #expect(try await value() != "old")
    }

    @Test func theRotatorMayWhatWhoeverTurnedItOnMay() async throws {
        let key = try await home.createKey()
        try await create("old", ["KmsKeyId": .string(key)])
        let keeper = try await home.user(
            "keeper", allowed: Home.allow("secretsmanager:*", "kms:Decrypt", "kms:GenerateDataKey"))
        _ = try await rotate(
            ["RotationRules": ["ScheduleExpression": "rate(4 hours)"], "RotateImmediately": false], as: keeper)
        home.clock.advance(.hours(5))
        let first = try await value()
        #expect(first != "old")
        let decrypts = try await home.events().filter { $0["eventName"] == "Decrypt" }
        let own = decrypts.filter { $0["userIdentity"]?["userName"] == "keeper" }
        #expect(own.count == 1 && own[0]["userIdentity"]?["invokedBy"] == "secretsmanager.amazonaws.com")
        try await home.call("iam.DeleteUserPolicy", ["UserName": "keeper", "PolicyName": "p"])
        home.clock.advance(.hours(4))
        #expect(try await value() == first)
    }

    @Test(arguments: [
        ("rate(10 days)", "2026-01-11T00:00:00Z"), ("rate(1 day)", "2026-01-02T00:00:00Z"),
        ("rate(4 hours)", "2026-01-01T05:30:00Z"), ("cron(0 8 1 * ? *)", "2026-01-01T08:00:00Z"),
        ("cron(0 0 1 * ? *)", "2026-02-01T00:00:00Z"), ("cron(0 16 ? * SUN *)", "2026-01-04T16:00:00Z"),
        ("cron(0 1 ? * MON#2 *)", "2026-01-12T01:00:00Z"), ("cron(0 3 L * ? *)", "2026-01-31T03:00:00Z"),
        ("cron(0 /6 * * ? *)", nil), ("cron(0 0/6 * * ? *)", "2026-01-01T06:00:00Z"),
        ("cron(0 0 1 1/3 ? *)", "2026-04-01T00:00:00Z"), ("cron(0 0 29 2 ? *)", "2028-02-29T00:00:00Z"),
        ("cron(0 0 31 2 ? *)", nil), ("cron(5 0 1 * ? *)", nil), ("cron(0 0 1 * MON *)", nil),
        ("cron(0 0 1 * ? 2027)", nil), ("rate(3 hours)", nil), ("rate(1000 days)", nil), ("rate(0 days)", nil),
        ("every day", nil), ("cron(0 24 1 * ? *)", nil), ("cron(0 0 1 FEB-MAR ? *)", "2026-02-01T00:00:00Z"),
        ("cron(0 9,17 ? * MON-FRI *)", "2026-01-01T09:00:00Z"),
    ])
    func schedulesSayWhen(_ row: (expression: String, next: String?)) throws {
        let now = try #require(Timestamp(iso8601: "2026-01-01T01:30:00Z"))
        let next = RotationSchedule(expression: row.expression)?.next(after: now)
        #expect(next?.iso8601 == row.next, "\(row.expression)")
    }

    @Test func twoSchedulesAreRefused() async throws {
        try await create("old")
        for rules: JSONValue in [
            ["AutomaticallyAfterDays": 10, "ScheduleExpression": "rate(10 days)"], ["ScheduleExpression": "cron(1)"],
            [:],
        ] {
            #expect(
                await home.refusal(
                    "secretsmanager.RotateSecret",
                    ["SecretId": "prod/db", "ClientRequestToken": .string(SecretTests.other), "RotationRules": rules])
                    == "InvalidParameterException")
        }
        #expect(
            await home.refusal("secretsmanager.RotateSecret", ["SecretId": "prod/db"]) == "InvalidParameterException")
    }
}
