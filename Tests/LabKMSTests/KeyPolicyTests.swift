import LabCore
import LabKMS
import LabService
import LabTesting
import Testing

@Suite struct KeyPolicyTests {
    let keys: KeyHome
    let ada = Caller.user("ada")

    init() async throws {
        keys = try KeyHome()
        try await keys.meet(ada)
    }

    private func policy(_ statements: JSONValue...) -> JSONValue {
        .string(JSONValue.object(["Version": "2012-10-17", "Statement": .array(statements)]).compactText)
    }

    private var root: JSONValue {
        [
            "Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::111122223333:root"], "Action": "kms:*",
            "Resource": "*",
        ]
    }

    @discardableResult
    private func put(_ key: String, _ policy: JSONValue, _ more: JSONObject = [:]) async throws -> JSONObject {
        var input: JSONObject = ["KeyId": .string(key), "Policy": policy]
        for member in more.members { input[member.name] = member.value }
        return try await keys.call("PutKeyPolicy", input)
    }

    @Test func theDefaultPolicyIsAWSs() async throws {
        let key = try await keys.createKey()
        let answer = try await keys.call("GetKeyPolicy", ["KeyId": .string(key)])
        #expect(answer["PolicyName"] == "default")
        #expect(
            answer["Policy"]?.string == """
                {
                  "Version" : "2012-10-17",
                  "Id" : "key-default-1",
                  "Statement" : [ {
                    "Sid" : "Enable IAM User Permissions",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "arn:aws:iam::111122223333:root"
                    },
                    "Action" : "kms:*",
                    "Resource" : "*"
                  } ]
                }
                """)
        #expect(try await keys.call("ListKeyPolicies", ["KeyId": .string(key)])["PolicyNames"] == ["default"])
        #expect(
            await keys.refusal("GetKeyPolicy", ["KeyId": .string(key), "PolicyName": "other"])
                == Refusal("NotFoundException", "No such policy exists"))
    }

    @Test func aPolicyOpensAndClosesAKey() async throws {
        let key = try await keys.createKey()
        let input: JSONObject = ["KeyId": .string(key), "Plaintext": .blob("x"), "EncryptionContext": ["team": "red"]]
        #expect(await keys.refusal("Encrypt", input, as: ada)?.code == "AccessDeniedException")
        let allow: JSONValue = [
            "Effect": "Allow", "Principal": ["AWS": .string(ada.principal.arn)], "Action": "kms:Encrypt",
            "Resource": "*", "Condition": ["StringEquals": ["kms:EncryptionContext:team": "red"]],
        ]
        try await put(key, policy(root, allow))
        try await keys.call("Encrypt", input, as: ada)
        var blue = input
        blue["EncryptionContext"] = ["team": "blue"]
        #expect(await keys.refusal("Encrypt", blue, as: ada)?.code == "AccessDeniedException")
    }

    @Test func aPolicyThatLocksItsAuthorOutIsRefusedUnlessTheyInsist() async throws {
        let key = try await keys.createKey()
        let stranger: JSONValue = [
            "Effect": "Allow", "Principal": ["AWS": .string(ada.principal.arn)], "Action": "kms:*", "Resource": "*",
        ]
        let refusal = Refusal(
            "MalformedPolicyDocumentException",
            "The new key policy will not allow you to update the key policy in the future.")
        let input: JSONObject = ["KeyId": .string(key), "Policy": policy(stranger)]
        #expect(await keys.refusal("PutKeyPolicy", input) == refusal)
        #expect(await keys.refusal("CreateKey", ["Policy": policy(stranger)]) == refusal)
        try await put(key, policy(stranger), ["BypassPolicyLockoutSafetyCheck": true])
        #expect(await keys.refusal("DescribeKey", ["KeyId": .string(key)])?.code == "AccessDeniedException")
    }

    @Test func whatIsNoPolicyIsRefused() async throws {
        let key = try await keys.createKey()
        func refusal(_ text: JSONValue) async -> String? {
            await keys.refusal("PutKeyPolicy", ["KeyId": .string(key), "Policy": text])?.code
        }
        #expect(await refusal("not JSON") == "MalformedPolicyDocumentException")
        #expect(await refusal("{}") == "MalformedPolicyDocumentException")
        let filler = String(repeating: " ", count: 32_768)
        let large = try #require(policy(root).string) + filler
        #expect(await refusal(.string(large)) == "LimitExceededException")
        #expect(await refusal(.string(large + filler + filler + filler)) == "ValidationException")
        let everybody: JSONValue = [
            "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*",
            "Condition": ["ForAllValues:StringEquals": ["kms:EncryptionContext:team": "red"]],
        ]
        let careless = await keys.refusal("PutKeyPolicy", ["KeyId": .string(key), "Policy": policy(root, everybody)])
        #expect(careless?.code == "MalformedPolicyDocumentException")
        #expect(careless?.message?.hasPrefix("OverlyPermissiveCondition") == true)
        let nobody: JSONValue = [
            "Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::111122223333:user/nobody"], "Action": "kms:Decrypt",
            "Resource": "*",
        ]
        #expect(
            await keys.refusal("PutKeyPolicy", ["KeyId": .string(key), "Policy": policy(root, nobody)])
                == Refusal(
                    "MalformedPolicyDocumentException",
                    "Policy contains a statement with one or more invalid principals."))
        #expect(
            await keys.refusal(
                "PutKeyPolicy", ["KeyId": .string(key), "Policy": policy(root), "PolicyName": "other"])?.code
                == "UnsupportedOperationException")
    }

    @Test func tagsAreSetChangedListedAndTakenAway() async throws {
        let key = try await keys.createKey(["Tags": [["TagKey": "team", "TagValue": "red"]]])
        try await keys.call(
            "TagResource",
            [
                "KeyId": .string(key),
                "Tags": [["TagKey": "team", "TagValue": "blue"], ["TagKey": "Team", "TagValue": ""]],
            ])
        let first = try await keys.call("ListResourceTags", ["KeyId": .string(key), "Limit": 1])
        #expect(first["Tags"] == [["TagKey": "team", "TagValue": "blue"]])
        #expect(first["Truncated"] == true)
        let rest = try await keys.call(
            "ListResourceTags", ["KeyId": .string(key), "Marker": try #require(first["NextMarker"])])
        #expect(rest["Tags"] == [["TagKey": "Team", "TagValue": ""]])
        try await keys.call("UntagResource", ["KeyId": .string(key), "TagKeys": ["team", "none"]])
        #expect(
            try await keys.call("ListResourceTags", ["KeyId": .string(key)])["Tags"]
                == [["TagKey": "Team", "TagValue": ""]])
    }

    @Test func tagsHaveRules() async throws {
        let key = try await keys.createKey()
        func refusal(_ tags: [JSONValue]) async -> Refusal? {
            await keys.refusal("TagResource", ["KeyId": .string(key), "Tags": .array(tags)])
        }
        func tag(_ key: String, _ value: String = "") -> JSONValue {
            ["TagKey": .string(key), "TagValue": .string(value)]
        }
        #expect(await refusal([tag("a"), tag("a")]) == Refusal("TagException", "Duplicate tag keys"))
        #expect(
            await refusal([tag("AWS:team")]) == Refusal("TagException", "Tags beginning with aws: are reserved"))
        #expect(await refusal((0..<51).map { tag("\($0)") }) == Refusal("TagException", "Too many tags"))
        try await keys.call("TagResource", ["KeyId": .string(key), "Tags": .array((0..<50).map { tag("\($0)") })])
        #expect(await refusal([tag("one more")]) == Refusal("TagException", "Too many tags"))
        #expect(
            await refusal([tag(String(repeating: "k", count: 129))])?.message?.contains("'tags.1.member.tagKey'")
                == true)
        #expect(
            await keys.refusal("UntagResource", ["KeyId": .string(key), "TagKeys": ["aws:x"]])?.code == "TagException")
    }

    @Test func aDescriptionIsReplaced() async throws {
        let key = try await keys.createKey(["Description": "first"])
        try await keys.call("UpdateKeyDescription", ["KeyId": .string(key), "Description": "second"])
        #expect(try await keys.metadata(key)["Description"] == "second")
        #expect(await keys.refusal("UpdateKeyDescription", ["KeyId": .string(key)])?.code == "ValidationException")
        let long = String(repeating: "d", count: 8193)
        #expect(
            await keys.refusal("UpdateKeyDescription", ["KeyId": .string(key), "Description": .string(long)])?.code
                == "ValidationException")
    }
}
