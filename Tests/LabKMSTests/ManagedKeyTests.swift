import LabCore
import LabCrypto
import LabKMS
import LabService
import LabTesting
import Testing

@testable import LabWorld

@Suite struct ManagedKeyTests {
    let keys: KeyHome
    let context: EncryptionContext

    init() throws {
        keys = try KeyHome()
        context = try #require(EncryptionContext([("aws:s3:arn", "arn:aws:s3:::bucket/key")]))
    }

    private func use(
        _ key: ServiceKey, as caller: Caller = InMemoryLab.root(), for service: Service = .s3
    ) async throws -> ServiceDataKey {
        try await keys.home.lab.services.keys.generateDataKey(
            under: key, context: context, for: service, in: try keys.home.call(as: caller))
    }

    @Test func aManagedKeyIsMadeAtItsFirstUse() async throws {
        #expect(try await keys.call("ListAliases")["Aliases"] == [])
        #expect(await keys.refusal("DescribeKey", ["KeyId": "alias/aws/s3"])?.code == "NotFoundException")
        let first = try await use(.awsManaged)
        let second = try await use(.awsManaged)
        #expect(first.keyARN == second.keyARN)
        #expect(first.ciphertext != second.ciphertext)
        let metadata = try await keys.metadata("alias/aws/s3")
        #expect(metadata["KeyManager"] == "AWS")
        #expect(metadata["Origin"] == "AWS_KMS")
        #expect(
            metadata["Description"] == "Default key that protects my S3 objects when no other key is defined")
        let status = try await keys.call(
            "GetKeyRotationStatus", ["KeyId": try #require(metadata["KeyId"])])
        #expect(status["KeyRotationEnabled"] == true)
        #expect(status["RotationPeriodInDays"] == 365)
        #expect(try await use(.awsManaged, for: .ssm).keyARN != first.keyARN)
    }

    @Test func itsServiceOpensForWhomItClosed() async throws {
        let ada = Caller.user("ada")
        try await keys.meet(ada)
        let dataKey = try await use(.awsManaged, as: ada)
        let opened = try await keys.home.lab.services.keys.decrypt(
            dataKey.ciphertext, keyID: nil, context: context, for: .s3, in: try keys.home.call(as: ada))
        #expect(opened == dataKey.plaintext)
        await #expect(throws: ServiceError.self) {
            _ = try await keys.home.lab.services.keys.decrypt(
                dataKey.ciphertext, keyID: nil, context: context, for: .ssm, in: try keys.home.call(as: ada))
        }
    }

    @Test func nobodyUsesOrChangesItDirectly() async throws {
        let dataKey = try await use(.awsManaged)
        let id = try #require(try await keys.metadata("alias/aws/s3")["KeyId"])
        let only: JSONObject = ["KeyId": id]
        let denied = "AccessDeniedException"
        #expect(
            await keys.refusal(
                "Decrypt",
                ["CiphertextBlob": .blob(dataKey.ciphertext), "EncryptionContext": context.auditObject])?.code == denied
        )
        #expect(await keys.refusal("Encrypt", ["KeyId": id, "Plaintext": .blob("x")])?.code == denied)
        for operation in [
            "DisableKey", "EnableKey", "ScheduleKeyDeletion", "DisableKeyRotation", "RotateKeyOnDemand",
        ] {
            #expect(await keys.refusal(operation, only)?.code == denied, "\(operation)")
        }
        let tags: JSONObject = ["KeyId": id, "Tags": [["TagKey": "a", "TagValue": "b"]]]
        #expect(await keys.refusal("TagResource", tags)?.code == denied)
        #expect(await keys.refusal("UpdateKeyDescription", ["KeyId": id, "Description": "x"])?.code == denied)
        #expect(await keys.refusal("CreateAlias", ["AliasName": "alias/mine", "TargetKeyId": id])?.code == denied)
        let policy = try #require(try await keys.call("GetKeyPolicy", only)["Policy"]?.string)
        #expect(policy.contains("auto-s3-2"))
        #expect(policy.contains("s3.us-east-1.amazonaws.com"))
        #expect(await keys.refusal("PutKeyPolicy", ["KeyId": id, "Policy": .string(policy)])?.code == denied)
        for operation in ["CreateAlias", "UpdateAlias"] {
            #expect(
                await keys.refusal(operation, ["AliasName": "alias/aws/s3", "TargetKeyId": id])
                    == Refusal("NotAuthorizedException"))
        }
        #expect(await keys.refusal("DeleteAlias", ["AliasName": "alias/aws/s3"]) == Refusal("NotAuthorizedException"))
    }

    @Test func itRotatesEveryYear() async throws {
        let dataKey = try await use(.awsManaged)
        let before = try await keys.metadata("alias/aws/s3")["CurrentKeyMaterialId"]
        keys.clock.advance(.days(365))
        #expect(try await keys.metadata("alias/aws/s3")["CurrentKeyMaterialId"] != before)
        let opened = try await keys.home.lab.services.keys.decrypt(
            dataKey.ciphertext, keyID: nil, context: context, for: .s3, in: try keys.home.call())
        #expect(opened == dataKey.plaintext)
    }

    @Test func anOwnedKeyIsSeenByNobody() async throws {
        let dataKey = try await use(.awsOwned)
        #expect(try await use(.awsOwned).keyARN == dataKey.keyARN)
        let opened = try await keys.home.lab.services.keys.decrypt(
            dataKey.ciphertext, keyID: nil, context: context, for: .s3, in: try keys.home.call())
        #expect(opened == dataKey.plaintext)
        await #expect(throws: ServiceError.self) {
            _ = try await keys.home.lab.services.keys.decrypt(
                dataKey.ciphertext, keyID: nil, context: .empty, for: .s3, in: try keys.home.call())
        }
        #expect(try await keys.call("ListKeys")["Keys"] == [])
        #expect(try await keys.call("ListAliases")["Aliases"] == [])
        let arn = JSONValue.string(dataKey.keyARN.description)
        #expect(await keys.refusal("DescribeKey", ["KeyId": arn])?.code == "AccessDeniedException")
        #expect(
            await keys.refusal(
                "Decrypt",
                ["CiphertextBlob": .blob(dataKey.ciphertext), "EncryptionContext": context.auditObject])
                == Refusal(
                    "AccessDeniedException",
                    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
                        + "or you are not allowed to access."))
    }

    @Test func theLastUseIsRemembered() async throws {
        let key = try await keys.createKey()
        let only: JSONObject = ["KeyId": .string(key)]
        let never = try await keys.call("GetKeyLastUsage", only)
        #expect(never["KeyLastUsage"] == [:])
        #expect(never["KeyId"]?.string == keys.arn(key))
        keys.clock.advance(.days(3))
        let blob = try await keys.encrypt("x", key)
        let encrypted = try #require(try await keys.call("GetKeyLastUsage", only)["KeyLastUsage"])
        #expect(encrypted["Operation"] == "Encrypt")
        #expect(encrypted["Timestamp"]?.double == keys.clock.now.secondsSince1970)
        #expect(encrypted["CloudTrailEventId"]?.string?.utf8.count == 36)
        #expect(
            await keys.refusal("Decrypt", ["CiphertextBlob": blob, "DryRun": true])?.code == "DryRunOperationException")
        #expect(await keys.refusal("Decrypt", ["CiphertextBlob": blob, "EncryptionContext": ["a": "b"]]) != nil)
        _ = try await keys.call("DescribeKey", only)
        #expect(try await keys.call("GetKeyLastUsage", only)["KeyLastUsage"] == encrypted)
        keys.clock.advance(.days(1))
        let other = try await keys.createKey()
        _ = try await keys.call("ReEncrypt", ["CiphertextBlob": blob, "DestinationKeyId": .string(other)])
        for moved in [key, other] {
            let use = try await keys.call("GetKeyLastUsage", ["KeyId": .string(moved)])["KeyLastUsage"]
            #expect(use?["Operation"] == "ReEncrypt")
        }
        #expect(await keys.refusal("GetKeyLastUsage", ["KeyId": "alias/x"])?.code == "InvalidArnException")
    }

    @Test func aConditionCanAskForHowLongAKeyHasNotBeenUsed() async throws {
        let policy: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::111122223333:root"], "Action": "kms:*",
                    "Resource": "*",
                ],
                [
                    "Effect": "Deny", "Principal": "*", "Action": ["kms:ScheduleKeyDeletion", "kms:DisableKey"],
                    "Resource": "*", "Condition": ["NumericLessThan": ["kms:TrailingDaysWithoutKeyUsage": "30"]],
                ],
            ],
        ]
        let key = try await keys.createKey(["Policy": .string(policy.compactText)])
        keys.clock.advance(.days(40))
        _ = try await keys.encrypt("x", key)
        keys.clock.advance(.days(29))
        #expect(await keys.refusal("DisableKey", ["KeyId": .string(key)])?.code == "AccessDeniedException")
        #expect(await keys.refusal("ScheduleKeyDeletion", ["KeyId": .string(key)])?.code == "AccessDeniedException")
        keys.clock.advance(.days(1))
        try await keys.call("DisableKey", ["KeyId": .string(key)])
    }
}

extension EncryptionContext {
    fileprivate var auditObject: JSONValue {
        .object(JSONObject(pairs.map { ($0.key, JSONValue.string($0.value)) }))
    }
}
