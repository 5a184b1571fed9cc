import LabCore
import LabKMS
import LabService
import LabTesting
import LabWorld
import Testing

@Suite struct SymmetricKeyTests {
    let home: InMemoryLab

    init() throws {
        home = try InMemoryLab()
    }

    private func createKey(_ input: JSONObject = [:]) async throws -> String {
        let metadata = try await home.kms("CreateKey", input)["KeyMetadata"]
        return try #require(metadata?["KeyId"]?.string)
    }

    private func encrypt(_ text: String, _ key: String, _ context: JSONObject = [:]) async throws -> JSONValue {
        let input: JSONObject = [
            "KeyId": .string(key), "Plaintext": .string(Base64.encode(Array(text.utf8))),
            "EncryptionContext": .object(context),
        ]
        return try #require(try await home.kms("Encrypt", input)["CiphertextBlob"])
    }

    private func decrypt(_ blob: JSONValue, _ context: JSONObject = [:]) async throws -> String {
        let output = try await home.kms("Decrypt", ["CiphertextBlob": blob, "EncryptionContext": .object(context)])
        return String(decoding: try bytes(output["Plaintext"]), as: UTF8.self)
    }

    private func bytes(_ value: JSONValue?) throws -> [UInt8] {
        try #require(Base64.decode(value?.string ?? "*"))
    }

    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? ServiceError)?.code.wireName
        }
    }

    @Test func whatWasEncryptedIsNotThePlaintextAndDecryptsToIt() async throws {
        let key = try await createKey()
        let blob = try await encrypt("the balance is 12", key, ["doc": "q1"])
        #expect(!String(decoding: try bytes(blob), as: UTF8.self).contains("balance"))
        #expect(try await decrypt(blob, ["doc": "q1"]) == "the balance is 12")
    }

    @Test func theEncryptionContextIsBound() async throws {
        let key = try await createKey()
        let blob = try await encrypt("secret", key, ["a": "bc"])
        #expect(await code { _ = try await decrypt(blob, ["ab": "c"]) } == "InvalidCiphertextException")
        #expect(await code { _ = try await decrypt(blob) } == "InvalidCiphertextException")
        #expect(await code { _ = try await decrypt(blob, ["a": "bc", "x": "y"]) } == "InvalidCiphertextException")
    }

    @Test func everyFlippedBitOfABlobIsRefused() async throws {
        let key = try await createKey()
        let blob = try bytes(try await encrypt("secret", key))
        for index in blob.indices {
            var changed = blob
            changed[index] ^= 1
            let refusal = await code { _ = try await decrypt(.string(Base64.encode(changed))) }
            #expect(["InvalidCiphertextException", "AccessDeniedException"].contains(refusal), "byte \(index)")
        }
    }

    @Test func aDisabledKeyRefusesAndAnEnabledOneOpens() async throws {
        let key = try await createKey()
        let blob = try await encrypt("secret", key)
        _ = try await home.kms("DisableKey", ["KeyId": .string(key)])
        #expect(await code { _ = try await decrypt(blob) } == "DisabledException")
        _ = try await home.kms("EnableKey", ["KeyId": .string(key)])
        #expect(try await decrypt(blob) == "secret")
    }

    @Test func oldCiphertextOpensAfterRotationWithItsOwnMaterial() async throws {
        let key = try await createKey()
        let old = try await encrypt("old", key)
        _ = try await home.kms("EnableKeyRotation", ["KeyId": .string(key), "RotationPeriodInDays": 90])
        home.clock.advance(.days(366))
        let new = try await encrypt("new", key)
        #expect(try await decrypt(old) == "old")
        #expect(try await decrypt(new) == "new")
        let rotations = try await home.kms(
            "ListKeyRotations", ["KeyId": .string(key), "IncludeKeyMaterial": "ALL_KEY_MATERIAL"])
        #expect(rotations["Rotations"]?.array?.count == 5)
        #expect(Set(rotations["Rotations"]?.array?.compactMap { $0["KeyMaterialId"] } ?? []).count == 5)
    }

    @Test func aKeyIsDeletedWhenItsWaitingPeriodEndsAndNotBefore() async throws {
        let key = try await createKey()
        let blob = try await encrypt("secret", key)
        _ = try await home.kms("ScheduleKeyDeletion", ["KeyId": .string(key), "PendingWindowInDays": 7])
        #expect(await code { _ = try await decrypt(blob) } == "KMSInvalidStateException")
        home.clock.advance(.days(6))
        _ = try await home.kms("DescribeKey", ["KeyId": .string(key)])
        home.clock.advance(.days(1))
        #expect(await code { _ = try await home.kms("DescribeKey", ["KeyId": .string(key)]) } == "NotFoundException")
        #expect(await code { _ = try await decrypt(blob) } == "AccessDeniedException")
    }

    @Test func anAliasLeadsToItsKey() async throws {
        let key = try await createKey()
        _ = try await home.kms("CreateAlias", ["AliasName": "alias/ledger", "TargetKeyId": .string(key)])
        let blob = try await encrypt("secret", "alias/ledger")
        #expect(try await decrypt(blob) == "secret")
        #expect(
            await code {
                _ = try await home.kms("DisableKey", ["KeyId": "alias/ledger"])
            } == "InvalidArnException")
    }
}
