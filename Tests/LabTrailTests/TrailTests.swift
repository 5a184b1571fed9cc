import LabCore
import LabService
import LabTesting
import Testing

/// Trails: made, changed, switched, tagged, deleted.
@Suite struct TrailTests {
    @Test func aTrailLivesItsLife() async throws {
        let home = try TrailHome()
        try await home.bucket()
        let made = try await home.call(
            "CreateTrail", ["Name": "main", "S3BucketName": "logs", "TagsList": [["Key": "team", "Value": "red"]]])
        #expect(made["TrailARN"] == "arn:aws:cloudtrail:us-east-1:111122223333:trail/main")
        #expect(try await home.call("GetTrailStatus", ["Name": "main"])["IsLogging"] == false)
        try await home.call("StartLogging", ["Name": "main"])
        #expect(try await home.call("GetTrailStatus", ["Name": "main"])["IsLogging"] == true)
        let changed = try await home.call(
            "UpdateTrail",
            ["Name": made["TrailARN"] ?? "", "IsMultiRegionTrail": true, "EnableLogFileValidation": true])
        #expect(changed["IsMultiRegionTrail"] == true && changed["LogFileValidationEnabled"] == true)
        #expect(changed["S3BucketName"] == "logs")
        let trail = try await home.call("GetTrail", ["Name": "main"])["Trail"]
        #expect(trail?["HomeRegion"] == "us-east-1" && trail?["HasCustomEventSelectors"] == false)
        let tags = try await home.call("ListTags", ["ResourceIdList": [made["TrailARN"] ?? ""]])
        #expect(tags["ResourceTagList"]?.array?.first?["TagsList"] == [["Key": "team", "Value": "red"]])
        try await home.call("StopLogging", ["Name": "main"])
        #expect(try await home.call("GetTrailStatus", ["Name": "main"])["IsLogging"] == false)
        try await home.call("DeleteTrail", ["Name": "main"])
        #expect(await home.refusal("GetTrail", ["Name": "main"]) == "TrailNotFoundException")
        #expect(try await home.call("ListTrails")["Trails"] == [])
    }

    @Test(arguments: [
        ("ab", "InvalidTrailNameException"), (String(repeating: "a", count: 129), "InvalidTrailNameException"),
        ("a b c", "InvalidTrailNameException"), ("-abc", "InvalidTrailNameException"),
        ("abc.", "InvalidTrailNameException"), ("a__b", "InvalidTrailNameException"),
        ("main", "TrailAlreadyExistsException"),
    ])
    func aNameThatCannotBeIsRefused(_ name: String, _ code: String) async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail()
        #expect(await home.refusal("CreateTrail", ["Name": .string(name), "S3BucketName": "logs"]) == code)
    }

    @Test(
        arguments: [
            (["S3BucketName": "No Bucket"], "InvalidS3BucketNameException"),
            (["S3BucketName": "absent"], "S3BucketDoesNotExistException"),
            (["S3BucketName": "closed"], "InsufficientS3BucketPolicyException"),
            (["S3KeyPrefix": "elsewhere"], "InsufficientS3BucketPolicyException"),
            (["S3KeyPrefix": .string(String(repeating: "p", count: 201))], "InvalidS3PrefixException"),
            (["SnsTopicName": "a topic"], "InvalidSnsTopicNameException"),
            (
                ["IncludeGlobalServiceEvents": false, "IsMultiRegionTrail": true],
                "InvalidParameterCombinationException"
            ),
            (["IsOrganizationTrail": true], "OrganizationsNotInUseException"),
            (
                ["CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:x:*"],
                "CloudWatchLogsDeliveryUnavailableException"
            ),
            (["KmsKeyId": "1234abcd-12ab-34cd-56ef-1234567890ab"], "KmsKeyNotFoundException"),
            (["TagsList": [["Key": "aws:x", "Value": "y"]]], "InvalidTagParameterException"),
            (
                ["TagsList": [["Key": "x", "Value": "y"], ["Key": "x", "Value": "z"]]], "InvalidTagParameterException"
            ),
        ] as [(JSONObject, String)])
    func settingsThatCannotBeAreRefused(_ settings: JSONObject, _ code: String) async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.bucket(
            "closed",
            policy: [
                "Version": "2012-10-17",
                "Statement": [
                    [
                        "Effect": "Allow", "Principal": ["Service": "config.amazonaws.com"], "Action": "s3:*",
                        "Resource": "arn:aws:s3:::closed/*",
                    ]
                ],
            ])
        var input: JSONObject = ["Name": "main", "S3BucketName": "logs"]
        for member in settings.members { input[member.name] = member.value }
        #expect(await home.refusal("CreateTrail", input) == code)
        #expect(try await home.call("ListTrails")["Trails"] == [])
    }

    @Test func aKeyMustLetCloudTrailUseIt() async throws {
        let home = try TrailHome()
        try await home.bucket()
        let key = try await home.createKey()
        let input: JSONObject = ["Name": "main", "S3BucketName": "logs", "KmsKeyId": .string(key)]
        #expect(await home.refusal("CreateTrail", input) == "InsufficientEncryptionPolicyException")
        try await home.openKey(key)
        #expect(try await home.call("CreateTrail", input)["KmsKeyId"] == .string(key))
        try await home.call("kms.CreateAlias", ["AliasName": "alias/logs", "TargetKeyId": .string(key)])
        let updated = try await home.call("UpdateTrail", ["Name": "main", "KmsKeyId": "alias/logs"])
        #expect(updated["KmsKeyId"] == .string(key))
        try await home.call("kms.DisableKey", ["KeyId": .string(key)])
        #expect(await home.refusal("UpdateTrail", ["Name": "main"]) == "KmsKeyDisabledException")
        #expect(try await home.call("UpdateTrail", ["Name": "main", "KmsKeyId": ""])["KmsKeyId"] == nil)
    }

    @Test func aRegionHasFiveTrails() async throws {
        let home = try TrailHome()
        try await home.bucket()
        for number in 1...5 {
            try await home.call("CreateTrail", ["Name": .string("trail-\(number)"), "S3BucketName": "logs"])
        }
        let sixth: JSONObject = ["Name": "trail-6", "S3BucketName": "logs"]
        #expect(await home.refusal("CreateTrail", sixth) == "MaximumNumberOfTrailsExceededException")
    }

    @Test func aTrailOfAllRegionsIsSeenInAllAndChangedAtHome() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail("main", ["IsMultiRegionTrail": true])
        let away = try #require(Region("eu-central-1"))
        let seen = try await home.call("DescribeTrails", in: away)["trailList"]?.array ?? []
        #expect(seen.texts("HomeRegion") == ["us-east-1"])
        let own = try await home.call("DescribeTrails", ["includeShadowTrails": false], in: away)
        #expect(own["trailList"] == [])
        #expect(try await home.call("GetTrail", ["Name": "main"], in: away)["Trail"]?["Name"] == "main")
        #expect(await home.refusal("StopLogging", ["Name": "main"], in: away) == "InvalidHomeRegionException")
        #expect(
            await home.refusal("CreateTrail", ["Name": "main", "S3BucketName": "logs"], in: away)
                == "TrailAlreadyExistsException")
    }

    @Test(
        arguments: [
            ("StartLogging", ["Name": "other"], "TrailNotFoundException"),
            (
                "StartLogging", ["Name": "arn:aws:cloudtrail:us-east-1:111122223333:channel/x"],
                "CloudTrailARNInvalidException"
            ),
            ("GetTrail", ["Name": "arn:aws:s3:::logs"], "CloudTrailARNInvalidException"),
            ("GetTrail", ["Name": "arn:aws:cloudtrail:us-east-1:111122223333:trail/x"], "InvalidTrailNameException"),
            ("AddTags", ["ResourceId": "main", "TagsList": []], "CloudTrailARNInvalidException"),
            (
                "AddTags", ["ResourceId": "arn:aws:cloudtrail:us-east-1:111122223333:channel/x", "TagsList": []],
                "ResourceTypeNotSupportedException"
            ),
            (
                "ListTags", ["ResourceIdList": ["arn:aws:cloudtrail:us-east-1:111122223333:trail/other"]],
                "ResourceNotFoundException"
            ),
            ("DeleteTrail", [:], "ValidationException"),
        ] as [(String, JSONObject, String)])
    func whatIsNotThereIsSaidNotToBe(_ operation: String, _ input: JSONObject, _ code: String) async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail()
        #expect(await home.refusal(operation, input) == code)
    }

    @Test func whoIsNotAllowedIsRefusedBeforeHeLearnsWhatThereIs() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail()
        let nobody = try await home.user("nobody")
        let reader = try await home.user("reader", allowed: "cloudtrail:GetTrail*")
        for name in ["main", "other"] as [JSONValue] {
            #expect(await home.refusal("GetTrail", ["Name": name], as: nobody) == "AccessDeniedException")
        }
        #expect(try await home.call("GetTrail", ["Name": "main"], as: reader)["Trail"]?["Name"] == "main")
        #expect(await home.refusal("StopLogging", ["Name": "main"], as: reader) == "AccessDeniedException")
        #expect(await home.refusal("LookupEvents", as: nobody) == "AccessDeniedException")
        #expect(await home.refusal("ListPublicKeys", as: nobody) == "AccessDeniedException")
    }

    @Test func tagsComeAndGo() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail()
        let arn: JSONValue = "arn:aws:cloudtrail:us-east-1:111122223333:trail/main"
        try await home.call("AddTags", ["ResourceId": arn, "TagsList": [["Key": "a", "Value": "1"], ["Key": "b"]]])
        try await home.call("RemoveTags", ["ResourceId": arn, "TagsList": [["Key": "a", "Value": "1"]]])
        let tags = try await home.call("ListTags", ["ResourceIdList": [arn]])["ResourceTagList"]?.array?.first
        #expect(tags?["TagsList"]?.array?.texts("Key") == ["b"])
        let many = (0..<50).map { number -> JSONValue in ["Key": .string("k\(number)"), "Value": "v"] }
        #expect(
            await home.refusal("AddTags", ["ResourceId": arn, "TagsList": .array(many)])
                == "TagsLimitExceededException")
    }

    @Test func theEventOfANewTrailSaysWhatWasAskedFor() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.call("CreateTrail", ["Name": "main", "S3BucketName": "logs"])
        let events = try await home.records()
        let record = try #require(events.last { $0["eventName"] == "CreateTrail" })
        #expect(record["requestParameters"]?["s3BucketName"] == "logs")
        #expect(record["responseElements"]?["trailARN"] == "arn:aws:cloudtrail:us-east-1:111122223333:trail/main")
        let looked = try #require(events.last { $0["eventName"] == "GetBucketAcl" })
        #expect(looked["userIdentity"] == ["type": "AWSService", "invokedBy": "cloudtrail.amazonaws.com"])
        #expect(looked["sourceIPAddress"] == "cloudtrail.amazonaws.com")
        #expect(looked["recipientAccountId"] == "111122223333")
    }
}

extension TrailHome {
    /// Lets CloudTrail use a key, as AWS's documentation does.
    func openKey(_ key: String) async throws {
        let policy: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::111122223333:root"], "Action": "kms:*",
                    "Resource": "*",
                ],
                [
                    "Effect": "Allow", "Principal": ["Service": "cloudtrail.amazonaws.com"],
                    "Action": "kms:GenerateDataKey*", "Resource": "*",
                    "Condition": [
                        "StringEquals": [
                            "aws:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/main"
                        ],
                        "StringLike": [
                            "kms:EncryptionContext:aws:cloudtrail:arn":
                                "arn:aws:cloudtrail:*:111122223333:trail/*"
                        ],
                    ],
                ],
                [
                    "Effect": "Allow", "Principal": ["Service": "cloudtrail.amazonaws.com"],
                    "Action": "kms:DescribeKey", "Resource": "*",
                ],
            ],
        ]
        try await call(
            "kms.PutKeyPolicy",
            ["KeyId": .string(key), "PolicyName": "default", "Policy": .string(policy.compactText)])
    }
}
