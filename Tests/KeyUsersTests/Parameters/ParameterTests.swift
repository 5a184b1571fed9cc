import LabCore
import LabParameters
import LabService
import LabTesting
import LabWorld
import Testing

@Suite struct ParameterTests {
    let home: Home

    init() throws {
        home = try Home()
    }

    @discardableResult
    private func put(_ name: String, _ value: String, _ more: JSONObject = [:]) async throws -> JSONObject {
        try await home.call("ssm.PutParameter", input(name, value, more))
    }

    private func input(_ name: String, _ value: String, _ more: JSONObject) -> JSONObject {
        var input: JSONObject = ["Name": .string(name), "Value": .string(value), "Type": "SecureString"]
        for member in more.members { input[member.name] = member.value }
        return input
    }

    private func get(_ name: String, decrypting: Bool = true) async throws -> JSONObject {
        let answer = try await home.call(
            "ssm.GetParameter", ["Name": .string(name), "WithDecryption": .bool(decrypting)])
        return try #require(answer["Parameter"]?.object)
    }

    private func events(_ name: String) async throws -> [JSONValue] {
        try await home.events().filter { $0["eventName"]?.string == name }
    }

    @Test func aPlainParameterNeedsNoKeyAndIsSealedAllTheSame() async throws {
        let made = try await put("/app/url", "https://example.com/4711", ["Type": "String"])
        #expect(made == ["Version": 1, "Tier": "Standard"])
        let got = try await get("/app/url", decrypting: false)
        #expect(got["Value"] == "https://example.com/4711" && got["Type"] == "String")
        #expect(got["ARN"] == "arn:aws:ssm:us-east-1:111122223333:parameter/app/url")
        #expect(try await home.eventNames(since: 0) == ["PutParameter", "GetParameter"])
        #expect(try await !home.shows("example.com/4711"))
        #expect(try await home.shows("/app/url"))
    }

    @Test func aStandardSecretIsEncryptedByTheKeyServiceItself() async throws {
        try await put("/app/password", "hunter2-4711")
        #expect(try await get("/app/password")["Value"] == "hunter2-4711")
        let arn: JSONValue = "arn:aws:ssm:us-east-1:111122223333:parameter/app/password"
        for name in ["Encrypt", "Decrypt"] {
            let event = try #require(try await events(name).first)
            #expect(event["requestParameters"]?["encryptionContext"] == ["PARAMETER_ARN": arn])
            #expect(event["userIdentity"]?["invokedBy"] == "ssm.amazonaws.com")
        }
        let blob = try await get("/app/password", decrypting: false)["Value"].text()
        #expect(Base64.decode(blob) != nil && !blob.contains("hunter2"))
        #expect(try await events("Decrypt").count == 1, "without decryption the key is not asked")
        #expect(try await !home.shows("hunter2-4711"))
    }

    @Test func anAdvancedSecretIsAMessageOfTheEncryptionSDK() async throws {
        let value = String(repeating: "0123456789abcdef", count: 512)
        #expect(await home.refusal("ssm.PutParameter", input("/app/cert", value, [:])) == "ValidationException")
        let made = try await put("/app/cert", value, ["Tier": "Intelligent-Tiering"])
        #expect(made["Tier"] == "Advanced")
        #expect(try await get("/app/cert")["Value"]?.string == value)
        #expect(try await events("GenerateDataKey").count == 1)
        #expect(try await events("Encrypt").isEmpty)
        let message = try #require(Base64.decode(try await get("/app/cert", decrypting: false)["Value"].text()))
        #expect(message.starts(with: [0x02, 0x04, 0x78]), "version 2, suite 0x0478")
        #expect(
            await home.refusal(
                "ssm.PutParameter", input("/app/cert", "x", ["Overwrite": true, "Tier": "Standard"]))
                == "ValidationException")
        #expect(
            await home.refusal("ssm.PutParameter", input("/app/cert", value + "x", ["Overwrite": true]))
                == "ValidationException")
    }

    @Test func aDisabledKeyKeepsSecretsBackAndNothingElse() async throws {
        let key = try await home.createKey()
        try await put("/app/password", "hunter2", ["KeyId": .string(key)])
        try await put("/app/cert", "long", ["KeyId": .string(key), "Tier": "Advanced"])
        try await put("/app/url", "x", ["Type": "String"])
        try await home.call("kms.DisableKey", ["KeyId": .string(key)])
        for name in ["/app/password", "/app/cert"] {
            #expect(
                await home.refusal("ssm.GetParameter", ["Name": .string(name), "WithDecryption": true])
                    == "InvalidKeyId")
        }
        #expect(
            await home.refusal("ssm.PutParameter", input("/app/new", "x", ["KeyId": .string(key)])) == "InvalidKeyId")
        #expect(try await get("/app/url")["Value"] == "x")
        try await home.call("kms.EnableKey", ["KeyId": .string(key)])
        #expect(try await get("/app/password")["Value"] == "hunter2")
        #expect(try await get("/app/cert")["Value"] == "long")
    }

    @Test func versionsAndLabelsAreSelected() async throws {
        for value in ["one", "two", "three"] { try await put("/app/x", value, ["Overwrite": true]) }
        #expect(await home.refusal("ssm.PutParameter", input("/app/x", "four", [:])) == "ParameterAlreadyExists")
        #expect(try await get("/app/x")["Version"] == 3)
        let second = try await get("/app/x:2")
        #expect(second["Value"] == "two" && second["Selector"] == ":2")
        let answer = try await home.call(
            "ssm.LabelParameterVersion", ["Name": "/app/x", "ParameterVersion": 1, "Labels": ["prod", "1st", "aws-x"]])
        #expect(answer["InvalidLabels"] == ["1st", "aws-x"])
        #expect(try await get("/app/x:prod")["Value"] == "one")
        try await home.call("ssm.LabelParameterVersion", ["Name": "/app/x", "Labels": ["prod"]])
        #expect(try await get("/app/x:prod")["Value"] == "three")
        let history = try await home.call("ssm.GetParameterHistory", ["Name": "/app/x", "WithDecryption": true])
        #expect(history["Parameters"]?.array?.compactMap { $0["Value"]?.string } == ["one", "two", "three"])
        #expect(history["Parameters"]?.array?.map { $0["Labels"] } == [[], [], ["prod"]])
        let removed = try await home.call(
            "ssm.UnlabelParameterVersion", ["Name": "/app/x", "ParameterVersion": 3, "Labels": ["prod", "none"]])
        #expect(removed == ["RemovedLabels": ["prod"], "InvalidLabels": ["none"]])
        #expect(await home.refusal("ssm.GetParameter", ["Name": "/app/x:prod"]) == "ParameterVersionNotFound")
        #expect(await home.refusal("ssm.GetParameter", ["Name": "/app/x:9"]) == "ParameterVersionNotFound")
        #expect(await home.refusal("ssm.GetParameter", ["Name": "/app/none"]) == "ParameterNotFound")
    }

    @Test func aParameterKeepsAHundredVersions() async throws {
        for number in 1...101 { try await put("n", "\(number)", ["Type": "String", "Overwrite": true]) }
        #expect(await home.refusal("ssm.GetParameter", ["Name": "n:1"]) == "ParameterVersionNotFound")
        #expect(try await get("n:2")["Value"] == "2")
        try await home.call("ssm.LabelParameterVersion", ["Name": "n", "ParameterVersion": 2, "Labels": ["keep"]])
        #expect(
            await home.refusal("ssm.PutParameter", input("n", "x", ["Type": "String", "Overwrite": true]))
                == "ParameterMaxVersionLimitExceeded")
    }

    @Test func pathsLeadToWhatLiesBelow() async throws {
        for name in ["/a/1", "/a/b/2", "/ab/3", "/c"] { try await put(name, name) }
        func below(_ path: String, _ more: JSONObject = [:]) async throws -> [String] {
            var input: JSONObject = ["Path": .string(path), "WithDecryption": true]
            for member in more.members { input[member.name] = member.value }
            return try await home.call("ssm.GetParametersByPath", input)["Parameters"]?.array?
                .compactMap { $0["Value"]?.string } ?? []
        }
        #expect(try await below("/a") == ["/a/1"])
        #expect(try await below("/a/", ["Recursive": true]) == ["/a/1", "/a/b/2"])
        #expect(try await below("/", ["Recursive": true]) == ["/a/1", "/a/b/2", "/ab/3", "/c"])
        let first = try await home.call(
            "ssm.GetParametersByPath", ["Path": "/", "Recursive": true, "MaxResults": 3])
        #expect(
            try await below("/", ["Recursive": true, "MaxResults": 3, "NextToken": try #require(first["NextToken"])])
                == ["/c"])
        #expect(await home.refusal("ssm.GetParametersByPath", ["Path": "a"]) == "ValidationException")
        #expect(
            await home.refusal(
                "ssm.GetParametersByPath", ["Path": "/", "ParameterFilters": [["Key": "Name", "Values": ["x"]]]])
                == "InvalidFilterKey")
    }

    @Test func listingsAreFiltered() async throws {
        try await put("/a/secret", "x", ["Tags": [["Key": "team", "Value": "red"]]])
        try await put("/a/plain", "x", ["Type": "String"])
        try await put("b", "x", ["Type": "StringList"])
        func names(_ key: String, _ value: String, _ option: String? = nil) async throws -> [String] {
            var filter: JSONObject = ["Key": .string(key), "Values": [.string(value)]]
            filter["Option"] = option.map(JSONValue.string)
            return try await home.call("ssm.DescribeParameters", ["ParameterFilters": [.object(filter)]])["Parameters"]?
                .array?.compactMap { $0["Name"]?.string } ?? []
        }
        #expect(try await names("Type", "SecureString") == ["/a/secret"])
        #expect(try await names("Name", "/a", "BeginsWith") == ["/a/plain", "/a/secret"])
        #expect(try await names("Name", "/a") == [])
        #expect(try await names("Path", "/a") == ["/a/plain", "/a/secret"])
        #expect(try await names("tag:team", "red") == ["/a/secret"])
        #expect(try await names("KeyId", "alias/aws/ssm") == ["/a/secret"])
        #expect(
            await home.refusal(
                "ssm.DescribeParameters", ["ParameterFilters": [["Key": "Label", "Values": ["x"]]]])
                == "InvalidFilterKey")
        #expect(
            await home.refusal(
                "ssm.DescribeParameters",
                ["ParameterFilters": [["Key": "Type", "Option": "Contains", "Values": ["x"]]]])
                == "InvalidFilterOption")
    }

    @Test func severalAreReadAndDeletedAtOnce() async throws {
        try await put("a", "1", ["Type": "String"])
        try await put("b", "2")
        let got = try await home.call("ssm.GetParameters", ["Names": ["a", "none", "b"], "WithDecryption": true])
        #expect(got["Parameters"]?.array?.compactMap { $0["Value"]?.string } == ["1", "2"])
        #expect(got["InvalidParameters"] == ["none"])
        let gone = try await home.call("ssm.DeleteParameters", ["Names": ["a", "none"]])
        #expect(gone == ["DeletedParameters": ["a"], "InvalidParameters": ["none"]])
        try await home.call("ssm.DeleteParameter", ["Name": "b"])
        #expect(await home.refusal("ssm.DeleteParameter", ["Name": "b"]) == "ParameterNotFound")
        #expect(home.lab.world.parameters.versions.count == 0)
    }

    @Test func anExpirationFallsDueOnTheClock() async throws {
        func policy(_ date: String) -> JSONValue {
            .string(#"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"\#(date)"}}]"#)
        }
        #expect(
            await home.refusal("ssm.PutParameter", input("x", "x", ["Policies": policy("2026-02-01T00:00:00Z")]))
                == "ValidationException")
        let past: JSONObject = ["Tier": "Advanced", "Policies": policy("2025-01-01T00:00:00Z")]
        #expect(await home.refusal("ssm.PutParameter", input("x", "x", past)) == "InvalidPolicyAttributeException")
        try await put("x", "x", ["Tier": "Advanced", "Policies": policy("2026-02-01T00:00:00Z")])
        home.clock.advance(.days(30))
        #expect(try await get("x")["Value"] == "x")
        home.clock.advance(.days(2))
        #expect(await home.refusal("ssm.GetParameter", ["Name": "x"]) == "ParameterNotFound")
        #expect(try await events("ExpireParameter").first?["eventTime"] == "2026-02-01T00:00:00Z")
    }

    @Test func aPatternIsKept() async throws {
        try await put("n", "12", ["Type": "String", "AllowedPattern": #"^\d+$"#])
        #expect(
            await home.refusal("ssm.PutParameter", input("m", "x1", ["AllowedPattern": #"^\d+$"#]))
                == "ParameterPatternMismatchException")
        #expect(
            await home.refusal("ssm.PutParameter", input("m", "1", ["AllowedPattern": "(?=x)"]))
                == "InvalidAllowedPatternException")
    }

    @Test(arguments: [
        ("ssm-x", "ValidationException"), ("a b", "ValidationException"), ("a/b", "ValidationException"),
        ("/a//b", "ValidationException"), ("/a/", "ValidationException"), ("/aws/x", "AccessDeniedException"),
        ("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", "HierarchyLevelLimitExceededException"),
    ])
    func namesThatNoParameterHasAreRefused(_ row: (name: String, code: String)) async throws {
        #expect(await home.refusal("ssm.PutParameter", input(row.name, "x", [:])) == row.code)
    }

    @Test func tagsComeAndGo() async throws {
        try await put("x", "x")
        let resource: JSONObject = ["ResourceType": "Parameter", "ResourceId": "x"]
        var add = resource
        add["Tags"] = [["Key": "a", "Value": "1"], ["Key": "b", "Value": "2"]]
        try await home.call("ssm.AddTagsToResource", add)
        var remove = resource
        remove["TagKeys"] = ["a"]
        try await home.call("ssm.RemoveTagsFromResource", remove)
        #expect(
            try await home.call("ssm.ListTagsForResource", resource)["TagList"] == [["Key": "b", "Value": "2"]])
        #expect(
            await home.refusal("ssm.ListTagsForResource", ["ResourceType": "Document", "ResourceId": "x"])
                == "InvalidResourceType")
        #expect(
            await home.refusal("ssm.ListTagsForResource", ["ResourceType": "Parameter", "ResourceId": "y"])
                == "InvalidResourceId")
    }

    @Test func aReaderNeedsTheParameterAndTheKey() async throws {
        let key = try await home.createKey()
        try await put("/app/password", "hunter2", ["KeyId": .string(key)])
        let arn = "arn:aws:ssm:us-east-1:111122223333:parameter/app/*"
        let half = try await home.user("half", allowed: Home.allow("ssm:GetParameter", on: arn))
        let whole = try await home.user(
            "whole", allowed: Home.allow("ssm:GetParameter", on: arn),
            [
                "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*",
                "Condition": [
                    "StringEquals": [
                        "kms:EncryptionContext:PARAMETER_ARN":
                            "arn:aws:ssm:us-east-1:111122223333:parameter/app/password",
                        "kms:ViaService": "ssm.us-east-1.amazonaws.com",
                    ]
                ],
            ])
        let secret: JSONObject = ["Name": "/app/password", "WithDecryption": true]
        #expect(await home.refusal("ssm.GetParameter", secret, as: half) == "AccessDeniedException")
        #expect(try await home.call("ssm.GetParameter", secret, as: whole)["Parameter"]?["Value"] == "hunter2")
        #expect(
            await home.refusal("ssm.GetParameter", ["Name": "/other"], as: whole) == "AccessDeniedException",
            "nobody learns what they may not ask")
        #expect(await home.refusal("ssm.PutParameter", input("/app/x", "x", [:]), as: whole) == "AccessDeniedException")
    }

    @Test func aMovedCiphertextDoesNotOpen() async throws {
        try await put("/a", "hunter2")
        try await put("/b", "other")
        let blob = try await get("/a", decrypting: false)["Value"] ?? .null
        #expect(
            await home.refusal(
                "kms.Decrypt",
                [
                    "CiphertextBlob": blob,
                    "EncryptionContext": ["PARAMETER_ARN": "arn:aws:ssm:us-east-1:111122223333:parameter/b"],
                ]) != nil)
    }
}
