import LabCore
import LabKMS
import LabTesting
import LabWorld
import Testing

@Suite struct MultiRegionTests {
    let here: KeyHome
    let there: KeyHome
    let third: KeyHome

    init() throws {
        here = try KeyHome()
        there = here.at(try #require(Region("eu-central-1")))
        third = here.at(try #require(Region("ap-south-1")))
    }

    private func primary(_ input: JSONObject = [:]) async throws -> String {
        var input = input
        input["MultiRegion"] = true
        return try await here.createKey(input)
    }

    private func replicate(_ key: String, to home: KeyHome, _ more: JSONObject = [:]) async throws -> JSONObject {
        var input: JSONObject = ["KeyId": .string(key), "ReplicaRegion": .string(home.region.code)]
        for member in more.members { input[member.name] = member.value }
        return try await here.call("ReplicateKey", input)
    }

    private func settle() { here.clock.advance(.seconds(1)) }

    @Test func aPrimaryIsNamedAsOne() async throws {
        let key = try await primary()
        #expect(key.hasPrefix("mrk-"))
        #expect(key.utf8.count == 36)
        let metadata = try await here.metadata(key)
        #expect(metadata["MultiRegion"] == true)
        let place: JSONValue = ["Arn": .string(here.arn(key)), "Region": "us-east-1"]
        #expect(
            metadata["MultiRegionConfiguration"]
                == ["MultiRegionKeyType": "PRIMARY", "PrimaryKey": place, "ReplicaKeys": []])
    }

    @Test func aReplicaIsCreatingForAMomentAndThenOpensWhatThePrimaryClosed() async throws {
        let key = try await primary(["Description": "the first"])
        let blob = try await here.encrypt("shared", key, ["a": "b"])
        let answer = try await replicate(key, to: there, ["Tags": [["TagKey": "t", "TagValue": "v"]]])
        let metadata = try #require(answer["ReplicaKeyMetadata"]?.object)
        #expect(metadata["KeyState"] == "Creating")
        #expect(metadata["Enabled"] == false)
        #expect(metadata["Description"] == "")
        #expect(metadata["CurrentKeyMaterialId"] == nil)
        #expect(metadata["Arn"]?.string == there.arn(key))
        #expect(answer["ReplicaTags"] == [["TagKey": "t", "TagValue": "v"]])
        #expect(answer["ReplicaPolicy"]?.string?.contains("key-default-1") == true)
        #expect(
            await there.refusal("Decrypt", ["CiphertextBlob": blob])
                == Refusal("KMSInvalidStateException", "\(there.arn(key)) is creating."))
        settle()
        #expect(try await there.state(key) == "Enabled")
        #expect(
            try await there.metadata(key)["CurrentKeyMaterialId"]
                == (try await here.metadata(key))["CurrentKeyMaterialId"])
        #expect(try await there.decrypt(blob, ["a": "b"]) == "shared")
        let opened = try await there.call("Decrypt", ["CiphertextBlob": blob, "EncryptionContext": ["a": "b"]])
        #expect(opened["KeyId"]?.string == there.arn(key))
        let back = try await there.encrypt("from there", key)
        #expect(try await here.decrypt(back) == "from there")
        #expect(await third.refusal("Decrypt", ["CiphertextBlob": back])?.code == "AccessDeniedException")
    }

    @Test func aReplicaListsItself() async throws {
        let key = try await primary()
        _ = try await replicate(key, to: there)
        let configuration = try await there.metadata(key)["MultiRegionConfiguration"]
        #expect(configuration?["MultiRegionKeyType"] == "REPLICA")
        #expect(configuration?["PrimaryKey"]?["Region"] == "us-east-1")
        #expect(configuration?["ReplicaKeys"]?.array?.map { $0["Region"] } == ["eu-central-1"])
        #expect(
            try await here.metadata(key)["MultiRegionConfiguration"]?["ReplicaKeys"] == configuration?["ReplicaKeys"])
    }

    @Test func onlyPrimariesAreReplicatedAndOnceIntoARegion() async throws {
        let key = try await primary()
        _ = try await replicate(key, to: there)
        settle()
        await #expect(throws: (any Error).self) { _ = try await replicate(key, to: there) }
        let again: JSONObject = ["KeyId": .string(key), "ReplicaRegion": "eu-central-1"]
        #expect(await here.refusal("ReplicateKey", again)?.code == "AlreadyExistsException")
        let fromReplica: JSONObject = ["KeyId": .string(key), "ReplicaRegion": "ap-south-1"]
        #expect(
            await there.refusal("ReplicateKey", fromReplica)
                == Refusal("UnsupportedOperationException", "\(there.arn(key)) is not a multi-region primary key."))
        let single = try await here.createKey()
        let ofSingle: JSONObject = ["KeyId": .string(single), "ReplicaRegion": "ap-south-1"]
        #expect(await here.refusal("ReplicateKey", ofSingle)?.code == "UnsupportedOperationException")
        let nowhere: JSONObject = ["KeyId": .string(key), "ReplicaRegion": "Nowhere"]
        #expect(await here.refusal("ReplicateKey", nowhere)?.code == "ValidationException")
    }

    @Test func rotationIsSharedAndEverythingElseIsNot() async throws {
        let key = try await primary()
        let old = try await here.encrypt("old", key)
        _ = try await replicate(key, to: there)
        settle()
        try await here.call("EnableKeyRotation", ["KeyId": .string(key), "RotationPeriodInDays": 90])
        #expect(
            await there.refusal("EnableKeyRotation", ["KeyId": .string(key)])
                == Refusal("UnsupportedOperationException", "\(there.arn(key)) is not a multi-region primary key."))
        #expect(
            try await there.call("GetKeyRotationStatus", ["KeyId": .string(key)])["KeyRotationEnabled"] == true)
        here.clock.advance(.days(90))
        let rotated = try await here.metadata(key)["CurrentKeyMaterialId"]
        #expect(try await there.metadata(key)["CurrentKeyMaterialId"] == rotated)
        try await here.call("RotateKeyOnDemand", ["KeyId": .string(key)])
        let again = try await there.metadata(key)["CurrentKeyMaterialId"]
        #expect(again != rotated)
        #expect(try await here.metadata(key)["CurrentKeyMaterialId"] == again)
        #expect(try await there.decrypt(old) == "old")
        try await there.call("DisableKey", ["KeyId": .string(key)])
        #expect(try await here.state(key) == "Enabled")
        try await here.call("UpdateKeyDescription", ["KeyId": .string(key), "Description": "only here"])
        #expect(try await there.metadata(key)["Description"] == "")
    }

    @Test func aReplicaBecomesThePrimary() async throws {
        let key = try await primary()
        _ = try await replicate(key, to: there)
        _ = try await replicate(key, to: third)
        settle()
        try await here.call("UpdatePrimaryRegion", ["KeyId": .string(key), "PrimaryRegion": "eu-central-1"])
        #expect(try await here.state(key) == "Updating")
        #expect(try await there.state(key) == "Updating")
        #expect(
            await there.refusal("DisableKey", ["KeyId": .string(key)])
                == Refusal("KMSInvalidStateException", "\(there.arn(key)) is updating."))
        let blob = try await here.encrypt("meanwhile", key)
        settle()
        for home in [here, there, third] {
            #expect(try await home.state(key) == "Enabled")
            let configuration = try await home.metadata(key)["MultiRegionConfiguration"]
            #expect(configuration?["PrimaryKey"]?["Region"] == "eu-central-1")
            #expect(
                Set(configuration?["ReplicaKeys"]?.array?.compactMap { $0["Region"]?.string } ?? [])
                    == ["us-east-1", "ap-south-1"])
            #expect(try await home.decrypt(blob) == "meanwhile")
        }
        #expect(
            await here.refusal("UpdatePrimaryRegion", ["KeyId": .string(key), "PrimaryRegion": "ap-south-1"])?.code
                == "UnsupportedOperationException")
        #expect(
            await there.refusal("UpdatePrimaryRegion", ["KeyId": .string(key), "PrimaryRegion": "sa-east-1"])
                == Refusal(
                    "NotFoundException", "Key 'arn:aws:kms:sa-east-1:111122223333:key/\(key)' does not exist"))
    }

    @Test func aPrimaryWaitsForItsReplicasToBeDeleted() async throws {
        let key = try await primary()
        _ = try await replicate(key, to: there)
        settle()
        let scheduled = try await here.call(
            "ScheduleKeyDeletion", ["KeyId": .string(key), "PendingWindowInDays": 10])
        #expect(scheduled["KeyState"] == "PendingReplicaDeletion")
        #expect(scheduled["DeletionDate"] == nil)
        #expect(try await here.metadata(key)["PendingDeletionWindowInDays"] == 10)
        try await there.call("ScheduleKeyDeletion", ["KeyId": .string(key), "PendingWindowInDays": 7])
        here.clock.advance(.days(7))
        #expect(try await here.state(key) == "PendingDeletion")
        #expect(await there.refusal("DescribeKey", ["KeyId": .string(key)])?.code == "NotFoundException")
        here.clock.advance(.days(9))
        #expect(try await here.state(key) == "PendingDeletion")
        here.clock.advance(.days(1))
        #expect(await here.refusal("DescribeKey", ["KeyId": .string(key)])?.code == "NotFoundException")
    }

    @Test func aDeletedReplicaCanComeBack() async throws {
        let key = try await primary()
        let blob = try await here.encrypt("text", key)
        _ = try await replicate(key, to: there)
        settle()
        try await there.call("ScheduleKeyDeletion", ["KeyId": .string(key), "PendingWindowInDays": 7])
        here.clock.advance(.days(7))
        _ = try await replicate(key, to: there)
        settle()
        #expect(try await there.decrypt(blob) == "text")
    }

    @Test(arguments: [(KeySpec.eccNistP256, KeyUsage.signVerify), (.hmac256, .generateVerifyMac)])
    func otherKindsOfKeysAreSharedToo(_ spec: KeySpec, _ usage: KeyUsage) async throws {
        let key = try await here.createKey(spec, usage, ["MultiRegion": true])
        _ = try await replicate(key, to: there)
        settle()
        if spec.isAsymmetric {
            let one = try await here.call("GetPublicKey", ["KeyId": .string(key)])["PublicKey"]
            #expect(try await there.call("GetPublicKey", ["KeyId": .string(key)])["PublicKey"] == one)
        } else {
            let input: JSONObject = [
                "KeyId": .string(key), "Message": .blob("m"), "MacAlgorithm": "HMAC_SHA_256",
            ]
            let mac = try await here.call("GenerateMac", input)["Mac"]
            #expect(try await there.call("GenerateMac", input)["Mac"] == mac)
        }
    }

    @Test func importedMaterialIsBroughtIntoEveryRegion() async throws {
        let key = try await primary(["Origin": "EXTERNAL"])
        func bring(_ byte: UInt8, _ type: String, to home: KeyHome) async throws -> JSONObject {
            let parameters = try await home.call(
                "GetParametersForImport",
                ["KeyId": .string(key), "WrappingAlgorithm": "SM2PKE", "WrappingKeySpec": "SM2"])
            let scratch = try Tool.Scratch()
            let wrapped = try Tool.openssl(
                "pkeyutl", "-encrypt", "-pubin", "-keyform", "DER", "-inkey",
                try scratch.write("wrapping.der", try parameters["PublicKey"].bytes()), "-in",
                try scratch.write("material", [UInt8](repeating: byte, count: 32)))
            return try await home.call(
                "ImportKeyMaterial",
                [
                    "KeyId": .string(key), "ImportToken": try #require(parameters["ImportToken"]),
                    "EncryptedKeyMaterial": .blob(wrapped), "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
                    "ImportType": .string(type),
                ])
        }
        func states(_ home: KeyHome) async throws -> [JSONValue?] {
            let listed = try await home.call(
                "ListKeyRotations", ["KeyId": .string(key), "IncludeKeyMaterial": "ALL_KEY_MATERIAL"])
            return listed["Rotations"]?.array?.map { $0["KeyMaterialState"] } ?? []
        }
        _ = try await bring(1, "NEW_KEY_MATERIAL", to: here)
        let blob = try await here.encrypt("text", key)
        _ = try await replicate(key, to: there)
        settle()
        #expect(try await there.state(key) == "PendingImport")
        await #expect(throws: (any Error).self) { _ = try await bring(2, "EXISTING_KEY_MATERIAL", to: there) }
        _ = try await bring(1, "EXISTING_KEY_MATERIAL", to: there)
        #expect(try await there.decrypt(blob) == "text")
        await #expect(throws: (any Error).self) { _ = try await bring(2, "NEW_KEY_MATERIAL", to: there) }
        _ = try await bring(2, "NEW_KEY_MATERIAL", to: here)
        #expect(try await states(here) == ["CURRENT", "PENDING_MULTI_REGION_IMPORT_AND_ROTATION"])
        #expect(
            await here.refusal("RotateKeyOnDemand", ["KeyId": .string(key)])?.code == "KMSInvalidStateException")
        _ = try await bring(2, "EXISTING_KEY_MATERIAL", to: there)
        #expect(try await states(here) == ["CURRENT", "PENDING_ROTATION"])
        try await here.call("RotateKeyOnDemand", ["KeyId": .string(key)])
        #expect(try await states(there) == ["NON_CURRENT", "CURRENT"])
        let next = try await there.encrypt("next", key)
        #expect(try await here.decrypt(next) == "next")
        #expect(try await there.decrypt(blob) == "text")
    }
}
