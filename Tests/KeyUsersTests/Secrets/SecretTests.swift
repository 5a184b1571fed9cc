import LabCore
import LabSecrets
import LabService
import LabTesting
import LabWorld
import Testing

@Suite struct SecretTests {
    let home: Home
    static let token = "11111111-2222-3333-4444-555555555555"
    static let other = "22222222-2222-3333-4444-555555555555"

    init() throws {
        home = try Home()
    }

    private func create(_ name: String = "prod/db", _ more: JSONObject = [:]) async throws -> JSONObject {
        var input: JSONObject = [
            "Name": .string(name), "SecretString": "hunter2-4711", "ClientRequestToken": .string(Self.token),
        ]
        for member in more.members { input[member.name] = member.value }
        return try await home.call("secretsmanager.CreateSecret", input)
    }

    private func value(_ more: JSONObject = [:]) async throws -> JSONObject {
        var input: JSONObject = ["SecretId": "prod/db"]
        for member in more.members { input[member.name] = member.value }
        return try await home.call("secretsmanager.GetSecretValue", input)
    }

    private func put(_ text: String, _ token: String, _ more: JSONObject = [:]) async throws -> JSONObject {
        var input: JSONObject = [
            "SecretId": "prod/db", "SecretString": .string(text), "ClientRequestToken": .string(token),
        ]
        for member in more.members { input[member.name] = member.value }
        return try await home.call("secretsmanager.PutSecretValue", input)
    }

    @Test func aValueComesBackByNameARNAndPartialARN() async throws {
        let made = try await create()
        let arn = try made["ARN"].text()
        #expect(arn.hasPrefix("arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-"))
        #expect(made["VersionId"]?.string == Self.token)
        for name in ["prod/db", arn, String(arn.dropLast(7))] {
            let got = try await home.call("secretsmanager.GetSecretValue", ["SecretId": .string(name)])
            #expect(got["SecretString"] == "hunter2-4711")
            #expect(got["VersionStages"] == ["AWSCURRENT"])
            #expect(got["ARN"]?.string == arn)
        }
        #expect(
            await home.refusal("secretsmanager.GetSecretValue", ["SecretId": "prod/none"])
                == "ResourceNotFoundException")
        #expect(
            await home.refusal("secretsmanager.GetSecretValue", ["SecretId": .string(arn + "x")])
                == "ResourceNotFoundException")
    }

    @Test func bytesStayBytes() async throws {
        try await home.call(
            "secretsmanager.CreateSecret",
            ["Name": "prod/db", "SecretBinary": "AAECAw==", "ClientRequestToken": .string(Self.token)])
        let got = try await value()
        #expect(got["SecretBinary"] == "AAECAw==" && got["SecretString"] == nil)
    }

    @Test func noValueLiesInTheClear() async throws {
        _ = try await create()
        _ = try await put("another-0815", Self.other)
        _ = try await value()
        #expect(try await !home.shows("hunter2-4711"))
        #expect(try await !home.shows("another-0815"))
        // The search finds what is there.
        #expect(try await home.shows("prod/db"))
    }

    @Test func everyUseOfTheKeyIsTheCallersOwnThroughTheService() async throws {
        let arn = try await create()["ARN"].text()
        _ = try await value()
        let events = try await home.events()
        #expect(
            events.compactMap { $0["eventName"]?.string } == [
                "GenerateDataKey", "CreateSecret", "Decrypt", "GetSecretValue",
            ])
        for event in [events[0], events[2]] {
            #expect(event["userIdentity"]?["invokedBy"] == "secretsmanager.amazonaws.com")
            #expect(event["userIdentity"]?["arn"] == "arn:aws:iam::111122223333:root")
            #expect(
                event["requestParameters"]?["encryptionContext"] == [
                    "SecretARN": .string(arn), "SecretVersionId": .string(Self.token),
                ])
        }
        let alias = try await home.call("kms.DescribeKey", ["KeyId": "alias/aws/secretsmanager"])
        #expect(alias["KeyMetadata"]?["KeyManager"] == "AWS")
        #expect(events[1]["requestParameters"]?["secretString"] == nil)
    }

    @Test func theCurrentValueBecomesThePreviousOne() async throws {
        _ = try await create()
        let answer = try await put("second", Self.other)
        #expect(answer["VersionStages"] == ["AWSCURRENT"])
        #expect(try await value()["SecretString"] == "second")
        #expect(try await value(["VersionStage": "AWSPREVIOUS"])["SecretString"] == "hunter2-4711")
        #expect(try await value(["VersionId": .string(Self.token)])["SecretString"] == "hunter2-4711")
        let third = "33333333-2222-3333-4444-555555555555"
        _ = try await put("third", third)
        let described = try await home.call("secretsmanager.DescribeSecret", ["SecretId": "prod/db"])
        #expect(
            described["VersionIdsToStages"]?.object?.members.sorted { $0.name < $1.name }.map(\.value) == [
                ["AWSPREVIOUS"], ["AWSCURRENT"],
            ])
        let all = try await home.call(
            "secretsmanager.ListSecretVersionIds", ["SecretId": "prod/db", "IncludeDeprecated": true])
        #expect(all["Versions"]?.array?.count == 3)
    }

    @Test func aTokenThatIsUsedAgainMustMeanTheSameValue() async throws {
        _ = try await create()
        let again = try await put("hunter2-4711", Self.token)
        #expect(again["VersionId"]?.string == Self.token)
        await #expect(throws: ServiceError.self) { _ = try await put("different", Self.token) }
        #expect(
            await home.refusal(
                "secretsmanager.PutSecretValue",
                ["SecretId": "prod/db", "SecretString": "x", "ClientRequestToken": .string(Self.token)])
                == "ResourceExistsException")
        #expect(
            await home.refusal("secretsmanager.PutSecretValue", ["SecretId": "prod/db", "SecretString": "x"])
                == "InvalidRequestException")
    }

    @Test func stagesMoveOnlyFromWhereTheyAre() async throws {
        _ = try await create()
        _ = try await put("second", Self.other, ["VersionStages": ["BLUE"]])
        #expect(try await value()["SecretString"] == "hunter2-4711")
        let move: JSONObject = [
            "SecretId": "prod/db", "VersionStage": "AWSCURRENT", "MoveToVersionId": .string(Self.other),
        ]
        #expect(
            await home.refusal("secretsmanager.UpdateSecretVersionStage", move) == "InvalidParameterException")
        var right = move
        right["RemoveFromVersionId"] = .string(Self.token)
        try await home.call("secretsmanager.UpdateSecretVersionStage", right)
        #expect(try await value()["SecretString"] == "second")
        #expect(try await value(["VersionStage": "AWSPREVIOUS"])["SecretString"] == "hunter2-4711")
        #expect(
            await home.refusal(
                "secretsmanager.UpdateSecretVersionStage",
                ["SecretId": "prod/db", "VersionStage": "AWSCURRENT", "RemoveFromVersionId": .string(Self.other)])
                == "InvalidRequestException")
    }

    @Test func aDisabledKeyKeepsTheValueBack() async throws {
        let key = try await home.createKey()
        _ = try await create("prod/db", ["KmsKeyId": .string(key)])
        #expect(try await value()["SecretString"] == "hunter2-4711")
        try await home.call("kms.DisableKey", ["KeyId": .string(key)])
        #expect(await home.refusal("secretsmanager.GetSecretValue", ["SecretId": "prod/db"]) == "DecryptionFailure")
        #expect(
            await home.refusal(
                "secretsmanager.PutSecretValue",
                ["SecretId": "prod/db", "SecretString": "x", "ClientRequestToken": .string(Self.other)])
                == "EncryptionFailure")
        try await home.call("kms.EnableKey", ["KeyId": .string(key)])
        #expect(try await value()["SecretString"] == "hunter2-4711")
    }

    @Test func aKeyThatIsNamedIsTriedFirst() async throws {
        let key = try await home.createKey()
        _ = try await create("prod/db", ["KmsKeyId": .string(key)])
        let contexts = try await home.events().compactMap {
            $0["requestParameters"]?["encryptionContext"]?["SecretVersionId"]?.string
        }
        #expect(contexts == ["RequestToValidateKeyAccess", "RequestToValidateKeyAccess", Self.token])
        #expect(
            await home.refusal(
                "secretsmanager.CreateSecret",
                ["Name": "x", "SecretString": "x", "ClientRequestToken": .string(Self.token), "KmsKeyId": "alias/none"])
                == "EncryptionFailure")
    }

    @Test func anotherKeyTakesTheDataKeysOver() async throws {
        _ = try await create()
        let key = try await home.createKey()
        try await home.call("secretsmanager.UpdateSecret", ["SecretId": "prod/db", "KmsKeyId": .string(key)])
        #expect(try await value()["SecretString"] == "hunter2-4711")
        let versions = try await home.call("secretsmanager.ListSecretVersionIds", ["SecretId": "prod/db"])
        #expect(try versions["Versions"]?.array?.first?["KmsKeyIds"]?.array?.first.text().hasSuffix(key) == true)
        try await home.call("kms.DisableKey", ["KeyId": .string(key)])
        #expect(await home.refusal("secretsmanager.GetSecretValue", ["SecretId": "prod/db"]) == "DecryptionFailure")
    }

    @Test func aDeletedSecretGoesWhenItsDaysAreOver() async throws {
        _ = try await create()
        #expect(
            await home.refusal(
                "secretsmanager.DeleteSecret", ["SecretId": "prod/db", "RecoveryWindowInDays": 6])
                == "InvalidParameterException")
        let answer = try await home.call(
            "secretsmanager.DeleteSecret", ["SecretId": "prod/db", "RecoveryWindowInDays": 7])
        #expect(answer["DeletionDate"]?.double == (home.clock.now + .days(7)).secondsSince1970)
        #expect(
            await home.refusal("secretsmanager.GetSecretValue", ["SecretId": "prod/db"]) == "InvalidRequestException")
        #expect(try await home.call("secretsmanager.ListSecrets")["SecretList"] == [])
        home.clock.advance(.days(6))
        #expect(
            await home.refusal(
                "secretsmanager.CreateSecret",
                ["Name": "prod/db", "SecretString": "x", "ClientRequestToken": .string(Self.other)])
                == "InvalidRequestException")
        try await home.call("secretsmanager.RestoreSecret", ["SecretId": "prod/db"])
        #expect(try await value()["SecretString"] == "hunter2-4711")
        try await home.call("secretsmanager.DeleteSecret", ["SecretId": "prod/db"])
        home.clock.advance(.days(31))
        #expect(
            await home.refusal("secretsmanager.DescribeSecret", ["SecretId": "prod/db"]) == "ResourceNotFoundException")
        let gone = try await home.events().filter { $0["eventName"] == "EndSecretVersionDelete" }
        #expect(gone.count == 1 && gone[0]["eventType"] == "AwsServiceEvent")
        #expect(home.lab.world.secrets.versions.count == 0)
        _ = try await create()
    }

    @Test func aForcedDeletionWaitsForNothing() async throws {
        let first = try await create()["ARN"].text()
        try await home.call(
            "secretsmanager.DeleteSecret", ["SecretId": "prod/db", "ForceDeleteWithoutRecovery": true])
        #expect(
            await home.refusal("secretsmanager.RestoreSecret", ["SecretId": "prod/db"]) == "ResourceNotFoundException")
        let second = try await create()["ARN"].text()
        #expect(first != second, "another secret of the name has another ARN")
    }

    @Test func listingsAreFilteredSortedAndPaged() async throws {
        for (index, name) in ["a/one", "a/two", "b/three"].enumerated() {
            try await home.call(
                "secretsmanager.CreateSecret",
                [
                    "Name": .string(name), "Description": .string("number \(index)"),
                    "Tags": [["Key": "team", "Value": .string(index == 0 ? "red" : "blue")]],
                ])
        }
        func names(_ input: JSONObject) async throws -> [String] {
            try await home.call("secretsmanager.ListSecrets", input)["SecretList"]?.array?
                .compactMap { $0["Name"]?.string } ?? []
        }
        let byName: JSONObject = ["SortBy": "name", "SortOrder": "asc"]
        #expect(try await names(byName) == ["a/one", "a/two", "b/three"])
        func filtered(_ key: String, _ value: String) async throws -> [String] {
            var input = byName
            input["Filters"] = [["Key": .string(key), "Values": [.string(value)]]]
            return try await names(input)
        }
        #expect(try await filtered("name", "a/") == ["a/one", "a/two"])
        #expect(try await filtered("name", "!a/") == ["b/three"])
        #expect(try await filtered("tag-value", "red") == ["a/one"])
        #expect(try await filtered("all", "THREE") == ["b/three"])
        var page = byName
        page["MaxResults"] = 2
        let first = try await home.call("secretsmanager.ListSecrets", page)
        page["NextToken"] = .string(try #require(first["NextToken"]?.string))
        #expect(try await names(page) == ["b/three"])
        page["NextToken"] = "bm8="
        #expect(await home.refusal("secretsmanager.ListSecrets", page) == "InvalidNextTokenException")
    }

    @Test func aBatchAnswersWhatItCan() async throws {
        _ = try await create()
        let answer = try await home.call(
            "secretsmanager.BatchGetSecretValue", ["SecretIdList": ["prod/db", "prod/none"]])
        #expect(answer["SecretValues"]?.array?.count == 1)
        #expect(answer["Errors"]?.array?.first?["ErrorCode"] == "ResourceNotFoundException")
        #expect(await home.refusal("secretsmanager.BatchGetSecretValue") == "InvalidParameterException")
    }

    @Test func passwordsKeepTheirRules() async throws {
        func password(_ input: JSONObject) async throws -> String {
            try await home.call("secretsmanager.GetRandomPassword", input)["RandomPassword"].text()
        }
        let standard = try await password([:])
        #expect(standard.count == 32 && standard.contains { $0.isNumber } && standard.contains { $0.isUppercase })
        #expect(try await password([:]) != standard)
        let digits = try await password([
            "PasswordLength": 500, "ExcludeLowercase": true, "ExcludeUppercase": true, "ExcludePunctuation": true,
            "ExcludeCharacters": "0123",
        ])
        #expect(digits.count == 500 && Set(digits) == Set("456789"))
        #expect(
            await home.refusal("secretsmanager.GetRandomPassword", ["PasswordLength": 3])
                == "InvalidParameterException")
    }

    @Test(arguments: ["", "with space", "ü", "a*b"])
    func aNameOfOtherCharactersIsRefused(_ name: String) async throws {
        #expect(
            await home.refusal("secretsmanager.CreateSecret", ["Name": .string(name)]) == "ValidationException")
    }

    @Test func whatIsForOtherRegionsIsRefused() async throws {
        #expect(
            await home.refusal(
                "secretsmanager.CreateSecret", ["Name": "x", "AddReplicaRegions": [["Region": "eu-central-1"]]])
                == "InvalidParameterException")
        #expect(SecretsOperations.all["ReplicateSecretToRegions"] == nil)
    }
}
