import LabCore
import LabKMS
import LabTesting
import Testing

@Suite struct ImportTests {
    let keys: KeyHome

    init() throws {
        keys = try KeyHome()
    }

    /// Wraps material with Python's `cryptography`, as somebody's own HSM would.
    private static let wrapper = """
        import sys, json, base64, os
        from cryptography.hazmat.primitives import hashes, serialization, keywrap
        from cryptography.hazmat.primitives.asymmetric import padding
        i = json.load(sys.stdin)
        b = lambda n: base64.b64decode(i[n])
        key = serialization.load_der_public_key(b('PublicKey'))
        h = hashes.SHA256() if i['Algorithm'].endswith('256') else hashes.SHA1()
        oaep = padding.OAEP(padding.MGF1(h), h, None)
        m = b('Material')
        if i['Algorithm'].startswith('RSA_AES_KEY_WRAP'):
            k = os.urandom(32)
            w = key.encrypt(k, oaep) + keywrap.aes_key_wrap_with_padding(k, m)
        else:
            w = key.encrypt(m, oaep)
        print(json.dumps({'Wrapped': base64.b64encode(w).decode()}))
        """

    private struct Parcel {
        let token: JSONValue
        let wrapped: JSONValue
    }

    /// Wraps with OpenSSL's SM2, whose keys are made in no time.
    private func parcel(_ key: String, _ material: [UInt8]) async throws -> Parcel {
        let parameters = try await keys.call(
            "GetParametersForImport",
            ["KeyId": .string(key), "WrappingAlgorithm": "SM2PKE", "WrappingKeySpec": "SM2"])
        let scratch = try Tool.Scratch()
        let wrapped = try Tool.openssl(
            "pkeyutl", "-encrypt", "-pubin", "-keyform", "DER", "-inkey",
            try scratch.write("wrapping.der", try parameters["PublicKey"].bytes()), "-in",
            try scratch.write("material", material))
        return Parcel(token: try #require(parameters["ImportToken"]), wrapped: .blob(wrapped))
    }

    private func parcel(
        _ key: String, _ material: [UInt8], _ algorithm: String, _ spec: String = "RSA_2048"
    ) async throws -> Parcel {
        let parameters = try await keys.call(
            "GetParametersForImport",
            ["KeyId": .string(key), "WrappingAlgorithm": .string(algorithm), "WrappingKeySpec": .string(spec)])
        #expect(parameters["KeyId"]?.string == keys.arn(key))
        let answer = try Tool.python(
            Self.wrapper,
            [
                "PublicKey": try #require(parameters["PublicKey"]), "Material": .blob(material),
                "Algorithm": .string(algorithm),
            ])
        return Parcel(token: try #require(parameters["ImportToken"]), wrapped: try #require(answer["Wrapped"]))
    }

    private func input(_ key: String, _ parcel: Parcel, _ more: JSONObject = [:]) -> JSONObject {
        var input: JSONObject = [
            "KeyId": .string(key), "ImportToken": parcel.token, "EncryptedKeyMaterial": parcel.wrapped,
            "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
        ]
        for member in more.members { input[member.name] = member.value }
        return input
    }

    @discardableResult
    private func bring(_ key: String, _ material: [UInt8], _ more: JSONObject = [:]) async throws -> JSONObject {
        try await keys.call("ImportKeyMaterial", input(key, try await parcel(key, material), more))
    }

    private func material(_ byte: UInt8, _ count: Int = 32) -> [UInt8] { [UInt8](repeating: byte, count: count) }

    @Test(arguments: [
        (KeySpec.symmetricDefault, KeyUsage.encryptDecrypt, 32), (.hmac224, .generateVerifyMac, 28),
        (.hmac256, .generateVerifyMac, 32), (.hmac384, .generateVerifyMac, 48), (.hmac512, .generateVerifyMac, 64),
    ])
    func rawMaterialComesInAsItIs(_ spec: KeySpec, _ usage: KeyUsage, _ count: Int) async throws {
        let key = try await keys.createKey(spec, usage, ["Origin": "EXTERNAL"])
        let before = try await keys.metadata(key)
        #expect(before["KeyState"] == "PendingImport")
        #expect(before["Enabled"] == false)
        #expect(before["CurrentKeyMaterialId"] == nil)
        for algorithm in ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"] {
            let parcel = try await parcel(key, material(7, count), algorithm)
            let answer = try await keys.call("ImportKeyMaterial", input(key, parcel))
            #expect(answer["KeyId"]?.string == keys.arn(key))
            #expect((answer["KeyMaterialId"] == nil) == (spec != .symmetricDefault))
        }
        #expect(try await keys.state(key) == "Enabled")
        if spec == .hmac256 {
            let mac = try await keys.call(
                "GenerateMac", ["KeyId": .string(key), "Message": .blob("hi"), "MacAlgorithm": "HMAC_SHA_256"])
            let scratch = try Tool.Scratch()
            let expected = try Tool.openssl(
                "dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:" + Hex.encode(material(7)), "-binary",
                try scratch.write("text", Array("hi".utf8)))
            #expect(expected == (try mac["Mac"].bytes()))
        }
        let parcel = try await parcel(key, material(7, count - 1))
        #expect(
            await keys.refusal("ImportKeyMaterial", input(key, parcel)) == Refusal("IncorrectKeyMaterialException"))
    }

    @Test(arguments: [
        (KeySpec.rsa2048, "RSA", "rsa_keygen_bits:2048", "RSA_AES_KEY_WRAP_SHA_256"),
        (.rsa3072, "RSA", "rsa_keygen_bits:3072", "RSA_AES_KEY_WRAP_SHA_1"),
        (.eccNistP256, "EC", "ec_paramgen_curve:prime256v1", "RSAES_OAEP_SHA_256"),
        (.eccNistP384, "EC", "ec_paramgen_curve:secp384r1", "RSAES_OAEP_SHA_1"),
        (.eccNistP521, "EC", "ec_paramgen_curve:secp521r1", "RSA_AES_KEY_WRAP_SHA_256"),
        (.eccSecgP256K1, "EC", "ec_paramgen_curve:secp256k1", "RSA_AES_KEY_WRAP_SHA_1"),
    ])
    func aKeyPairOfOpenSSLComesIn(
        _ spec: KeySpec, _ kind: String, _ option: String, _ algorithm: String
    ) async throws {
        let key = try await keys.createKey(spec, .signVerify, ["Origin": "EXTERNAL"])
        #expect(await keys.refusal("GetPublicKey", ["KeyId": .string(key)])?.code == "KMSInvalidStateException")
        let scratch = try Tool.Scratch()
        let file = scratch.path("key.der")
        try Tool.openssl("genpkey", "-algorithm", kind, "-pkeyopt", option, "-outform", "DER", "-out", file)
        let pkcs8 = try Tool.openssl("pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-in", file, "-outform", "DER")
        let answer = try await keys.call("ImportKeyMaterial", input(key, try await parcel(key, pkcs8, algorithm)))
        #expect(answer["KeyMaterialId"] == nil)
        let publicKey = try Tool.openssl("pkey", "-inform", "DER", "-in", file, "-pubout", "-outform", "DER")
        let given = try await keys.call("GetPublicKey", ["KeyId": .string(key)])["PublicKey"].bytes()
        #expect(given == publicKey)
        let wrong = try await parcel(key, material(1, 100))
        #expect(
            await keys.refusal("ImportKeyMaterial", input(key, wrong)) == Refusal("IncorrectKeyMaterialException"))
    }

    @Test func materialExpiresOnTheClockAndOnlyTheSameComesBack() async throws {
        let key = try await keys.createKey(["Origin": "EXTERNAL"])
        let end = keys.clock.now + .days(10)
        try await bring(
            key, material(1), ["ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": .number(end.secondsSince1970)])
        let metadata = try await keys.metadata(key)
        #expect(metadata["ExpirationModel"] == "KEY_MATERIAL_EXPIRES")
        #expect(metadata["ValidTo"]?.double == end.secondsSince1970)
        let id = try #require(metadata["CurrentKeyMaterialId"])
        let blob = try await keys.encrypt("before", key)
        keys.clock.advance(.days(10))
        let after = try await keys.metadata(key)
        #expect(after["KeyState"] == "PendingImport")
        #expect(after["ExpirationModel"] == nil)
        #expect(after["CurrentKeyMaterialId"] == id)
        #expect(
            await keys.refusal("Decrypt", ["CiphertextBlob": blob])
                == Refusal("KMSInvalidStateException", "\(keys.arn(key)) is pending import."))
        await #expect(throws: (any Error).self) { try await bring(key, material(2)) }
        #expect(try await bring(key, material(1))["KeyMaterialId"] == id)
        #expect(try await keys.decrypt(blob) == "before")
    }

    @Test func deletedMaterialIsGoneAtOnceAndComesBack() async throws {
        let key = try await keys.createKey(["Origin": "EXTERNAL"])
        let id = try #require(try await bring(key, material(1))["KeyMaterialId"])
        let blob = try await keys.encrypt("text", key)
        let deleted = try await keys.call("DeleteImportedKeyMaterial", ["KeyId": .string(key)])
        #expect(deleted["KeyMaterialId"] == id)
        #expect(try await keys.state(key) == "PendingImport")
        #expect(await keys.refusal("Decrypt", ["CiphertextBlob": blob])?.code == "KMSInvalidStateException")
        #expect(
            await keys.refusal(
                "DeleteImportedKeyMaterial",
                ["KeyId": .string(key), "KeyMaterialId": .string(String(repeating: "a", count: 64))])?.code
                == "NotFoundException")
        try await bring(key, material(1), ["KeyMaterialId": id, "ImportType": "EXISTING_KEY_MATERIAL"])
        #expect(try await keys.decrypt(blob) == "text")
    }

    @Test func importedMaterialRotatesOnDemandAndAllOfItMustStay() async throws {
        let key = try await keys.createKey(["Origin": "EXTERNAL"])
        #expect(
            await keys.refusal("RotateKeyOnDemand", ["KeyId": .string(key)])
                == Refusal("KMSInvalidStateException", "\(keys.arn(key)) is pending import."))
        let first = try #require(try await bring(key, material(1))["KeyMaterialId"])
        let old = try await keys.encrypt("old", key)
        #expect(
            await keys.refusal("RotateKeyOnDemand", ["KeyId": .string(key)])
                == Refusal(
                    "KMSInvalidStateException",
                    "No available key material pending rotation for the key: \(keys.arn(key))."))
        let second = try #require(
            try await bring(
                key, material(2), ["ImportType": "NEW_KEY_MATERIAL", "KeyMaterialDescription": "second"])[
                    "KeyMaterialId"])
        #expect(try await keys.metadata(key)["CurrentKeyMaterialId"] == first)
        let third = try await parcel(key, material(3))
        let refusal = await keys.refusal("ImportKeyMaterial", input(key, third, ["ImportType": "NEW_KEY_MATERIAL"]))
        #expect(refusal?.code == "KMSInvalidStateException")
        #expect(
            refusal?.message?.hasSuffix(
                "because another key material (id: \(second.string ?? "")) is pending rotation.") == true)
        try await keys.call("RotateKeyOnDemand", ["KeyId": .string(key)])
        #expect(try await keys.metadata(key)["CurrentKeyMaterialId"] == second)
        #expect(try await keys.decrypt(old) == "old")
        let listed = try await keys.call(
            "ListKeyRotations", ["KeyId": .string(key), "IncludeKeyMaterial": "ALL_KEY_MATERIAL"])["Rotations"]
        #expect(listed?.array?.map { $0["KeyMaterialState"] } == ["NON_CURRENT", "CURRENT"])
        #expect(listed?.array?.last?["KeyMaterialDescription"] == "second")
        #expect(listed?.array?.last?["ImportState"] == "IMPORTED")
        #expect(listed?.array?.last?["RotationType"] == "ON_DEMAND")
        try await keys.call("DeleteImportedKeyMaterial", ["KeyId": .string(key), "KeyMaterialId": first])
        #expect(try await keys.state(key) == "PendingImport")
    }

    @Test func whatTheRequestSaysOfTheMaterialMustBeTrue() async throws {
        let key = try await keys.createKey(["Origin": "EXTERNAL"])
        try await bring(key, material(1))
        let (one, two) = (try await parcel(key, material(1)), try await parcel(key, material(2)))
        let incorrect = Refusal("IncorrectKeyMaterialException")
        #expect(await keys.refusal("ImportKeyMaterial", input(key, two)) == incorrect)
        #expect(
            await keys.refusal("ImportKeyMaterial", input(key, one, ["ImportType": "NEW_KEY_MATERIAL"])) == incorrect)
        let zeros = JSONValue.string(String(repeating: "0", count: 64))
        #expect(await keys.refusal("ImportKeyMaterial", input(key, one, ["KeyMaterialId": zeros])) == incorrect)
        #expect(
            await keys.refusal(
                "ImportKeyMaterial", input(key, one, ["KeyMaterialId": zeros, "ImportType": "NEW_KEY_MATERIAL"]))?.code
                == "ValidationException")
    }

    @Test func aTokenServesItsKeyForADay() async throws {
        let key = try await keys.createKey(["Origin": "EXTERNAL"])
        let other = try await keys.createKey(["Origin": "EXTERNAL"])
        let parcel = try await parcel(key, material(1))
        let invalid = Refusal("InvalidImportTokenException")
        #expect(await keys.refusal("ImportKeyMaterial", input(other, parcel)) == invalid)
        #expect(
            await keys.refusal(
                "ImportKeyMaterial", input(key, Parcel(token: .blob([1, 2, 3]), wrapped: parcel.wrapped)))
                == invalid)
        #expect(
            await keys.refusal(
                "ImportKeyMaterial", input(key, Parcel(token: parcel.token, wrapped: .blob(material(0, 256)))))
                == Refusal("InvalidCiphertextException"))
        keys.clock.advance(.hours(24))
        #expect(
            await keys.refusal("ImportKeyMaterial", input(key, parcel)) == Refusal("ExpiredImportTokenException"))
    }

    @Test func anExpiryIsGivenExactlyWhenThereIsOne() async throws {
        let key = try await keys.createKey(["Origin": "EXTERNAL"])
        let parcel = try await parcel(key, material(1))
        func refusal(_ model: JSONValue?, _ days: Int?) async -> Refusal? {
            var input = input(key, parcel)
            input["ExpirationModel"] = model
            input["ValidTo"] = days.map { .number((keys.clock.now + .days($0)).secondsSince1970) }
            return await keys.refusal("ImportKeyMaterial", input)
        }
        let missing = Refusal(
            "ValidationException", "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES")
        #expect(await refusal(nil, nil) == missing)
        #expect(await refusal("KEY_MATERIAL_EXPIRES", nil) == missing)
        #expect(await refusal("KEY_MATERIAL_DOES_NOT_EXPIRE", 1)?.code == "ValidationException")
        #expect(await refusal("KEY_MATERIAL_EXPIRES", 0)?.code == "ValidationException")
        #expect(await refusal("KEY_MATERIAL_EXPIRES", 366)?.code == "ValidationException")
        #expect(await refusal("KEY_MATERIAL_EXPIRES", 365) == nil)
    }

    @Test func onlyKeysForImportTakeMaterial() async throws {
        let key = try await keys.createKey()
        let refusal = Refusal(
            "UnsupportedOperationException",
            "\(keys.arn(key)) origin is AWS_KMS which is not valid for this operation.")
        #expect(
            await keys.refusal(
                "GetParametersForImport",
                ["KeyId": .string(key), "WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"])
                == refusal)
        #expect(
            await keys.refusal(
                "ImportKeyMaterial",
                [
                    "KeyId": .string(key), "ImportToken": .blob([1]), "EncryptedKeyMaterial": .blob([1]),
                    "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
                ]) == refusal)
        #expect(await keys.refusal("DeleteImportedKeyMaterial", ["KeyId": .string(key)]) == refusal)
        let external = try await keys.createKey(["Origin": "EXTERNAL"])
        #expect(
            await keys.refusal("EnableKeyRotation", ["KeyId": .string(external)])
                == Refusal(
                    "UnsupportedOperationException",
                    "\(keys.arn(external)) origin is EXTERNAL which is not valid for this operation."))
    }

    @Test(arguments: [
        ("RSAES_PKCS1_V1_5", "RSA_2048", KeySpec.symmetricDefault, "UnsupportedOperationException"),
        ("SM2PKE", "RSA_2048", .symmetricDefault, "ValidationException"),
        ("RSAES_OAEP_SHA_256", "SM2", .symmetricDefault, "ValidationException"),
        ("RSA_AES_KEY_WRAP_SHA_256", "RSA_2048", .symmetricDefault, "UnsupportedOperationException"),
        ("RSAES_OAEP_SHA_256", "RSA_4096", .rsa2048, "UnsupportedOperationException"),
        ("RSAES_OAEP_SHA_256", "RSA_2048", .eccNistP521, "UnsupportedOperationException"),
        ("NONE", "RSA_2048", .symmetricDefault, "ValidationException"),
    ])
    func waysInThatDoNotFitAreRefused(
        _ algorithm: String, _ wrappingKey: String, _ spec: KeySpec, _ code: String
    ) async throws {
        let usage: KeyUsage = spec == .symmetricDefault ? .encryptDecrypt : .signVerify
        let key = try await keys.createKey(spec, usage, ["Origin": "EXTERNAL"])
        #expect(
            await keys.refusal(
                "GetParametersForImport",
                [
                    "KeyId": .string(key), "WrappingAlgorithm": .string(algorithm),
                    "WrappingKeySpec": .string(wrappingKey),
                ])?.code == code)
    }

    @Test func theSameBytesHaveAnotherIDInAnotherKey() async throws {
        let (one, two) = (
            try await keys.createKey(["Origin": "EXTERNAL"]), try await keys.createKey(["Origin": "EXTERNAL"])
        )
        let first = try await bring(one, material(9))["KeyMaterialId"]
        #expect(try await bring(two, material(9))["KeyMaterialId"] != first)
    }
}
