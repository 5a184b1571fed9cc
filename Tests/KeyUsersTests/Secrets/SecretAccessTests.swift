import LabCore
import LabService
import LabTesting
import LabWorld
import Testing

@Suite struct SecretAccessTests {
    let home: Home
    private static let stranger = AccountID("444455556666") ?? .standard

    init() throws {
        home = try Home()
    }

    private func create(_ more: JSONObject = [:]) async throws -> String {
        var input: JSONObject = [
            "Name": "prod/db", "SecretString": "hunter2", "ClientRequestToken": .string(SecretTests.token),
        ]
        for member in more.members { input[member.name] = member.value }
        return try await home.call("secretsmanager.CreateSecret", input)["ARN"].text()
    }

    private let secret: JSONObject = ["SecretId": "prod/db"]

    @Test func aReaderNeedsTheSecretAndTheKey() async throws {
        let key = try await home.createKey()
        let arn = try await create(["KmsKeyId": .string(key)])
        let nobody = try await home.user("nobody")
        let half = try await home.user("half", allowed: Home.allow("secretsmanager:GetSecretValue", on: arn))
        let whole = try await home.user(
            "whole", allowed: Home.allow("secretsmanager:GetSecretValue", on: arn), Home.allow("kms:Decrypt"))
        #expect(await home.refusal("secretsmanager.GetSecretValue", secret, as: nobody) == "AccessDeniedException")
        #expect(await home.refusal("secretsmanager.GetSecretValue", secret, as: half) == "AccessDeniedException")
        #expect(
            try await home.call("secretsmanager.GetSecretValue", secret, as: whole)["SecretString"] == "hunter2")
        let denied = try await home.events().filter { $0["errorCode"] == "AccessDenied" }
        #expect(
            denied.compactMap { $0["eventName"]?.string } == [
                "GetSecretValue", "Decrypt", "GetSecretValue",
            ])
    }

    @Test func theManagedKeyAsksForTheSecretOnly() async throws {
        let arn = try await create()
        let reader = try await home.user("reader", allowed: Home.allow("secretsmanager:GetSecretValue", on: arn))
        #expect(
            try await home.call("secretsmanager.GetSecretValue", secret, as: reader)["SecretString"] == "hunter2")
    }

    @Test func nobodyLearnsWhatTheyMayNotAsk() async throws {
        let nobody = try await home.user("nobody")
        #expect(
            await home.refusal("secretsmanager.GetSecretValue", ["SecretId": "prod/none"], as: nobody)
                == "AccessDeniedException")
    }

    @Test func aPolicyCanAskForTheStageAndTheTag() async throws {
        _ = try await create(["Tags": [["Key": "team", "Value": "red"]]])
        let statement: JSONValue = [
            "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*",
            "Condition": [
                "StringEquals": [
                    "secretsmanager:VersionStage": "AWSCURRENT", "secretsmanager:ResourceTag/team": "red",
                ]
            ],
        ]
        let reader = try await home.user("reader", allowed: statement)
        _ = try await home.call("secretsmanager.GetSecretValue", secret, as: reader)
        var previous = secret
        previous["VersionStage"] = "AWSPREVIOUS"
        #expect(
            await home.refusal("secretsmanager.GetSecretValue", previous, as: reader) == "AccessDeniedException")
        try await home.call("secretsmanager.UntagResource", ["SecretId": "prod/db", "TagKeys": ["team"]])
        #expect(await home.refusal("secretsmanager.GetSecretValue", secret, as: reader) == "AccessDeniedException")
    }

    @Test func anotherAccountNeedsBothPoliciesAndAKeyOfTheOwners() async throws {
        let visitor = try await home.user(
            "visitor", allowed: Home.allow("secretsmanager:GetSecretValue", "kms:Decrypt"), in: Self.stranger)
        let keyPolicy: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [
                ["Effect": "Allow", "Principal": ["AWS": "111122223333"], "Action": "kms:*", "Resource": "*"],
                ["Effect": "Allow", "Principal": ["AWS": "444455556666"], "Action": "kms:Decrypt", "Resource": "*"],
            ],
        ]
        let key = try await home.createKey(["Policy": .string(keyPolicy.compactText)])
        let arn = try await create(["KmsKeyId": .string(key)])
        let named: JSONObject = ["SecretId": .string(arn)]
        #expect(await home.refusal("secretsmanager.GetSecretValue", named, as: visitor) == "AccessDeniedException")
        let policy: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Principal": ["AWS": "444455556666"],
                    "Action": "secretsmanager:GetSecretValue", "Resource": "*",
                ]
            ],
        ]
        try await home.call(
            "secretsmanager.PutResourcePolicy",
            ["SecretId": "prod/db", "ResourcePolicy": .string(policy.compactText), "BlockPublicPolicy": true])
        #expect(
            try await home.call("secretsmanager.GetSecretValue", named, as: visitor)["SecretString"] == "hunter2")
        try await home.call("secretsmanager.DeleteResourcePolicy", secret)
        #expect(await home.refusal("secretsmanager.GetSecretValue", named, as: visitor) == "AccessDeniedException")
    }

    @Test func aResourcePolicyIsReadStrictly() async throws {
        _ = try await create()
        func put(_ text: String, _ more: JSONObject = [:]) -> JSONObject {
            var input: JSONObject = ["SecretId": "prod/db", "ResourcePolicy": .string(text)]
            for member in more.members { input[member.name] = member.value }
            return input
        }
        #expect(
            await home.refusal("secretsmanager.PutResourcePolicy", put("{}")) == "MalformedPolicyDocumentException")
        let anybody =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"secretsmanager:*","#
            + #""Resource":"*"}}"#
        #expect(
            await home.refusal("secretsmanager.PutResourcePolicy", put(anybody, ["BlockPublicPolicy": true]))
                == "PublicPolicyException")
        let nobody = anybody.replacing(#""*","Action""#, with: #"{"AWS":"arn:aws:iam::111122223333:user/no"},"Action""#)
        #expect(
            await home.refusal("secretsmanager.PutResourcePolicy", put(nobody)) == "MalformedPolicyDocumentException")
        let verdict = try await home.call("secretsmanager.ValidateResourcePolicy", ["ResourcePolicy": .string(anybody)])
        #expect(verdict["PolicyValidationPassed"] == false)
        #expect(verdict["ValidationErrors"]?.array?.first?["CheckName"] == "PUBLIC_POLICY")
        try await home.call("secretsmanager.PutResourcePolicy", put(anybody))
        #expect(
            try await home.call("secretsmanager.GetResourcePolicy", secret)["ResourcePolicy"]?.string == anybody)
    }

    @Test func aBatchIsDecidedSecretBySecret() async throws {
        let arn = try await create()
        try await home.call(
            "secretsmanager.CreateSecret",
            ["Name": "other", "SecretString": "x", "ClientRequestToken": .string(SecretTests.other)])
        let reader = try await home.user(
            "reader", allowed: Home.allow("secretsmanager:BatchGetSecretValue"),
            Home.allow("secretsmanager:GetSecretValue", on: arn))
        let answer = try await home.call(
            "secretsmanager.BatchGetSecretValue", ["SecretIdList": ["prod/db", "other"]], as: reader)
        #expect(answer["SecretValues"]?.array?.compactMap { $0["Name"]?.string } == ["prod/db"])
        #expect(answer["Errors"]?.array?.compactMap { $0["ErrorCode"]?.string } == ["AccessDeniedException"])
    }
}
