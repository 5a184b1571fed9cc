import LabCore
import LabKMS
import LabService
import LabTesting
import LabWorld
import Testing

@Suite struct BadInputTests {
    let keys: KeyHome

    init() throws {
        keys = try KeyHome()
    }

    @Test func wrongTypesAreRefusedBeforeAnythingElse() async throws {
        let key = try await keys.createKey()
        let inputs: [(String, JSONObject)] = [
            ("Encrypt", ["KeyId": 7, "Plaintext": .blob("x")]),
            ("Encrypt", ["KeyId": .string(key), "Plaintext": "%%%"]),
            ("Encrypt", ["KeyId": .string(key), "Plaintext": .blob("x"), "EncryptionContext": ["a", "b"]]),
            ("Encrypt", ["KeyId": .string(key), "Plaintext": .blob("x"), "DryRun": "yes"]),
            ("EnableKeyRotation", ["KeyId": .string(key), "RotationPeriodInDays": "90"]),
            ("TagResource", ["KeyId": .string(key), "Tags": "a"]),
            ("CreateGrant", ["KeyId": .string(key), "GranteePrincipal": "x", "Operations": "Encrypt"]),
            ("ImportKeyMaterial", ["KeyId": .string(key), "ImportToken": "a", "EncryptedKeyMaterial": .blob("x")]),
        ]
        for (operation, input) in inputs {
            #expect(await keys.refusal(operation, input)?.code == "SerializationException", "\(operation)")
        }
    }

    @Test func unknownMembersAreIgnoredAndMissingOnesNamed() async throws {
        let key = try await keys.createKey()
        try await keys.call("DescribeKey", ["KeyId": .string(key), "Colour": "red", "GrantTokens": .null])
        #expect(
            await keys.refusal("Encrypt", [:])
                == Refusal(
                    "ValidationException",
                    "2 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member must not be "
                        + "null; Value null at 'plaintext' failed to satisfy constraint: Member must not be null"))
        #expect(
            await keys.refusal("GenerateRandom") == Refusal("ValidationException", "NumberOfBytes is required."))
        let neither: JSONObject = ["KeyId": .string(key)]
        let both: JSONObject = ["KeyId": .string(key), "KeySpec": "AES_256", "NumberOfBytes": 3]
        for input in [neither, both] {
            #expect(
                await keys.refusal("GenerateDataKey", input)
                    == Refusal("ValidationException", "Please specify either number of bytes or key spec."))
        }
    }

    @Test func whatIsTooLongIsRefusedWithoutItsValue() async throws {
        let key = try await keys.createKey()
        let long = JSONValue.blob([UInt8](repeating: 65, count: 4097))
        #expect(
            await keys.refusal("Encrypt", ["KeyId": .string(key), "Plaintext": long])
                == Refusal(
                    "ValidationException",
                    "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have "
                        + "length less than or equal to 4096"))
        let largest = JSONValue.blob([UInt8](repeating: 65, count: 4096))
        let blob = try await keys.call("Encrypt", ["KeyId": .string(key), "Plaintext": largest])["CiphertextBlob"]
        #expect(try await keys.call("Decrypt", ["CiphertextBlob": try #require(blob)])["Plaintext"] == largest)
        let wide = JSONValue.blob([UInt8](repeating: 1, count: 6145))
        #expect(await keys.refusal("Decrypt", ["CiphertextBlob": wide])?.code == "ValidationException")
        #expect(
            await keys.refusal("GenerateRandom", ["NumberOfBytes": 1025])
                == Refusal(
                    "ValidationException",
                    "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member "
                        + "must have value less than or equal to 1024"))
        let tokens = JSONValue.array((0..<11).map { .string("t\($0)") })
        #expect(
            await keys.refusal("DescribeKey", ["KeyId": .string(key), "GrantTokens": tokens])?.code
                == "ValidationException")
    }

    /// `aws-kms.md`, section D.2.
    @Test func everyFormOfAWrongIdentifierHasItsAnswer() async throws {
        let key = try await keys.createKey()
        let absent = "12345678-1234-1234-1234-123456789012"
        let bare = key.filter { $0 != "-" }
        let aliasARN = "arn:aws:kms:us-east-1:111122223333:alias/absent"
        let cases: [(String, String)] = [
            (absent, "Key '\(keys.arn(absent))' does not exist"),
            (keys.arn(absent), "Key '\(keys.arn(absent))' does not exist"),
            ("fake-key-id", "Invalid keyId 'fake-key-id'"), ("mrk-fake-key-id", "Invalid keyId 'mrk-fake-key-id'"),
            (bare, "Invalid keyId '\(bare)'"),
            ("arn:aws:kms:eu-west-1:111122223333:key/\(key)", "Invalid arn eu-west-1"),
            ("alias/absent", "Alias \(aliasARN) is not found."), (aliasARN, "Alias \(aliasARN) is not found."),
        ]
        for (name, message) in cases {
            #expect(
                await keys.refusal("DescribeKey", ["KeyId": .string(name)]) == Refusal("NotFoundException", message))
        }
        let foreign = "arn:aws:kms:us-east-1:444455556666:key/\(absent)"
        #expect(await keys.refusal("DescribeKey", ["KeyId": .string(foreign)])?.code == "AccessDeniedException")
        for name in ["arn:aws:s3:::bucket", "arn:aws:kms:us-east-1:111122223333:thing/x"] {
            #expect(
                await keys.refusal("DescribeKey", ["KeyId": .string(name)])?.code == "InvalidArnException", "\(name)")
        }
        let elsewhere = keys.at(try #require(Region("eu-central-1")))
        #expect(
            await elsewhere.refusal("DescribeKey", ["KeyId": .string(key)])
                == Refusal("NotFoundException", "Key '\(elsewhere.arn(key))' does not exist"))
    }

    @Test func aliasesHaveRules() async throws {
        let key = try await keys.createKey()
        func refusal(_ name: String, _ target: String? = nil) async -> Refusal? {
            await keys.refusal("CreateAlias", ["AliasName": .string(name), "TargetKeyId": .string(target ?? key)])
        }
        #expect(
            await refusal("ledger")
                == Refusal(
                    "ValidationException",
                    "Alias must start with the prefix \"alias/\". Please see "
                        + "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"))
        #expect(await refusal("alias/aws/mine") == Refusal("NotAuthorizedException"))
        #expect(await refusal("alias/a:b")?.message == "alias/a:b contains invalid characters for an alias")
        #expect(await refusal("alias/é")?.message?.hasSuffix("^[a-zA-Z0-9:/_-]+$") == true)
        #expect(await refusal("alias/")?.code == "ValidationException")
        #expect(
            await refusal("alias/b", "alias/a")
                == Refusal("ValidationException", "Aliases must refer to keys. Not aliases"))
        #expect(await refusal("alias/a") == nil)
        #expect(
            await refusal("alias/a")
                == Refusal(
                    "AlreadyExistsException",
                    "An alias with the name arn:aws:kms:us-east-1:111122223333:alias/a already exists"))
        for index in 1..<50 { #expect(await refusal("alias/n\(index)") == nil) }
        #expect(await refusal("alias/n50")?.code == "LimitExceededException")
        let mac = try await keys.createKey(.hmac256, .generateVerifyMac)
        #expect(
            await keys.refusal("UpdateAlias", ["AliasName": "alias/a", "TargetKeyId": .string(mac)])?.code
                == "ValidationException")
    }

    static let listings: [(String, JSONObject)] = [
        ("ListKeys", [:]), ("ListAliases", [:]), ("DescribeCustomKeyStores", [:]),
        ("ListRetirableGrants", ["RetiringPrincipal": "arn:aws:iam::111122223333:root"]),
    ]

    @Test(arguments: listings)
    func aMarkerThatNoPageEndedWithIsRefused(_ operation: String, _ input: JSONObject) async throws {
        var input = input
        input["Marker"] = "not a marker"
        #expect(await keys.refusal(operation, input)?.code == "InvalidMarkerException")
        input["Marker"] = nil
        for limit: JSONValue in [0, 1001] {
            input["Limit"] = limit
            #expect(await keys.refusal(operation, input)?.code == "ValidationException")
        }
    }

    @Test func keySpecsAndUsagesMustGoTogether() async throws {
        #expect(
            await keys.refusal("CreateKey", ["KeySpec": "RSA_2048"])
                == Refusal(
                    "ValidationException",
                    "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."))
        #expect(
            await keys.refusal("CreateKey", ["KeySpec": "RSA_2048", "KeyUsage": "KEY_AGREEMENT"])
                == Refusal("ValidationException", "KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048"))
        let unknown = await keys.refusal("CreateKey", ["KeySpec": "HMAC_random"])
        let beginning =
            "1 validation error detected: Value 'HMAC_random' at 'keySpec' failed to satisfy constraint: Member must "
            + "satisfy enum value set: ["
        #expect(unknown?.message?.hasPrefix(beginning) == true)
    }

    @Test func onDemandRotationsAreCountedAndKeepTheirDistance() async throws {
        let key = try await keys.createKey()
        let only: JSONObject = ["KeyId": .string(key)]
        for _ in 0..<25 { try await keys.call("RotateKeyOnDemand", only) }
        #expect(
            await keys.refusal("RotateKeyOnDemand", only)
                == Refusal(
                    "LimitExceededException",
                    "The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can "
                        + "be performed for this key: \(keys.arn(key))"))
        let other = try await keys.createKey()
        try await keys.call("EnableKeyRotation", ["KeyId": .string(other), "RotationPeriodInDays": 90])
        keys.clock.advance(.days(90) + .minutes(-20))
        #expect(
            await keys.refusal("RotateKeyOnDemand", ["KeyId": .string(other)])?.code == "ConflictException")
    }

    @Test(arguments: [(KeySpec.eccNistP256, KeyUsage.signVerify), (.hmac256, .generateVerifyMac)])
    func otherKindsOfKeysDoNotRotate(_ spec: KeySpec, _ usage: KeyUsage) async throws {
        let only: JSONObject = ["KeyId": .string(try await keys.createKey(spec, usage))]
        for operation in ["RotateKeyOnDemand", "EnableKeyRotation", "DisableKeyRotation", "ListKeyRotations"] {
            #expect(await keys.refusal(operation, only) == Refusal("UnsupportedOperationException"), "\(operation)")
        }
        #expect(try await keys.call("GetKeyRotationStatus", only)["KeyRotationEnabled"] == false)
    }

    @Test func aKeyThatIsNotTheCiphertextsIsRefusedWhateverItIs() async throws {
        let key = try await keys.createKey()
        let blob = try await keys.encrypt("x", key)
        let others = [try await keys.createKey(), try await keys.createKey(.hmac256, .generateVerifyMac)]
        let refusal = Refusal(
            "IncorrectKeyException",
            "The key ID in the request does not identify a CMK that can perform this operation.")
        for other in others {
            #expect(await keys.refusal("Decrypt", ["CiphertextBlob": blob, "KeyId": .string(other)]) == refusal)
            #expect(
                await keys.refusal(
                    "ReEncrypt",
                    ["CiphertextBlob": blob, "SourceKeyId": .string(other), "DestinationKeyId": .string(key)])
                    == refusal)
        }
        #expect(try await keys.decrypt(blob, [:], ["KeyId": .string(keys.arn(key))]) == "x")
    }

    @Test func anEnclaveIsRefusedClearly() async throws {
        let key = try await keys.createKey()
        let refusal = await keys.refusal(
            "GenerateDataKey",
            [
                "KeyId": .string(key), "KeySpec": "AES_256",
                "Recipient": [
                    "KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": .blob("document"),
                ],
            ])
        #expect(refusal?.code == "UnsupportedOperationException")
    }

    @Test(arguments: 0..<12)
    func aRandomSourceThatFailsIsAnInternalFailureAndLeavesNothing(_ count: Int) async throws {
        let lab = try InMemoryLab(random: FailingRandom(SeededRandom(seed: 1), failingAfter: count))
        do {
            _ = try await lab.kms("CreateKey", [:])
            #expect(lab.lab.world.kms.keys.count == 1)
        } catch let error as ServiceError {
            #expect(["KMSInternalException", "InternalFailure"].contains(error.code.wireName))
            #expect(lab.lab.world.kms.keys.count == 0)
        }
    }
}
