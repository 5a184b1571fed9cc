import LabCore
import LabKMS
import LabTesting
import Testing

@Suite struct AsymmetricEncryptionTests {
    let keys: KeyHome

    init() throws {
        keys = try KeyHome()
    }

    @Test(arguments: [("RSAES_OAEP_SHA_1", "SHA1"), ("RSAES_OAEP_SHA_256", "SHA256")])
    func whatAnotherImplementationEncryptsDecrypts(_ algorithm: String, _ hash: String) async throws {
        let key = try await keys.createKey(.rsa2048, .encryptDecrypt)
        let answer = try Tool.python(
            """
            import sys, json, base64
            from cryptography.hazmat.primitives import hashes, serialization
            from cryptography.hazmat.primitives.asymmetric import padding
            i = json.load(sys.stdin)
            h = getattr(hashes, i['Hash'])()
            key = serialization.load_der_public_key(base64.b64decode(i['PublicKey']))
            c = key.encrypt(b'attack at dawn', padding.OAEP(padding.MGF1(h), h, None))
            print(json.dumps({'Ciphertext': base64.b64encode(c).decode()}))
            """,
            [
                "PublicKey": try #require(try await keys.call("GetPublicKey", ["KeyId": .string(key)])["PublicKey"]),
                "Hash": .string(hash),
            ])
        let ciphertext = try #require(answer["Ciphertext"])
        let input: JSONObject = [
            "KeyId": .string(key), "CiphertextBlob": ciphertext, "EncryptionAlgorithm": .string(algorithm),
        ]
        let decrypted = try await keys.call("Decrypt", input)
        #expect(try decrypted["Plaintext"].bytes() == Array("attack at dawn".utf8))
        #expect(decrypted["KeyMaterialId"] == nil)
        #expect(decrypted["EncryptionAlgorithm"]?.string == algorithm)
    }

    @Test(arguments: [(KeySpec.rsa2048, 214, 190), (.rsa3072, 342, 318), (.rsa4096, 470, 446)])
    func eachKeySizeHasItsLargestPlaintext(_ spec: KeySpec, _ sha1: Int, _ sha256: Int) async throws {
        let key = try await keys.createKey(spec, .encryptDecrypt)
        for (algorithm, most) in [("RSAES_OAEP_SHA_1", sha1), ("RSAES_OAEP_SHA_256", sha256)] {
            var input: JSONObject = [
                "KeyId": .string(key), "EncryptionAlgorithm": .string(algorithm),
                "Plaintext": .blob([UInt8](repeating: 7, count: most)),
            ]
            let blob = try #require(try await keys.call("Encrypt", input)["CiphertextBlob"])
            let plaintext = try await keys.decrypt(
                blob, [:], ["KeyId": .string(key), "EncryptionAlgorithm": .string(algorithm)])
            #expect(plaintext.utf8.count == most)
            input["Plaintext"] = .blob([UInt8](repeating: 7, count: most + 1))
            let message =
                "Algorithm \(algorithm) and key spec \(spec.rawValue) cannot encrypt data larger than \(most) bytes."
            #expect(await keys.refusal("Encrypt", input) == Refusal("ValidationException", message))
        }
    }

    @Test func sm2EncryptsToItself() async throws {
        let key = try await keys.createKey(.sm2, .encryptDecrypt)
        let input: JSONObject = ["KeyId": .string(key), "EncryptionAlgorithm": "SM2PKE", "Plaintext": .blob("hello")]
        let blob = try #require(try await keys.call("Encrypt", input)["CiphertextBlob"])
        #expect(
            try await keys.decrypt(blob, [:], ["KeyId": .string(key), "EncryptionAlgorithm": "SM2PKE"]) == "hello")
    }

    @Test func aTamperedCiphertextIsRefusedWithoutAWord() async throws {
        let key = try await keys.createKey(.rsa2048, .encryptDecrypt)
        let input: JSONObject = [
            "KeyId": .string(key), "EncryptionAlgorithm": "RSAES_OAEP_SHA_256", "Plaintext": .blob("hello"),
        ]
        var bytes = try await keys.call("Encrypt", input)["CiphertextBlob"].bytes()
        bytes[20] ^= 1
        for ciphertext in [bytes, Array(bytes.dropLast()), [1]] {
            let refusal = await keys.refusal(
                "Decrypt",
                [
                    "KeyId": .string(key), "EncryptionAlgorithm": "RSAES_OAEP_SHA_256",
                    "CiphertextBlob": .blob(ciphertext),
                ])
            #expect(refusal == Refusal("InvalidCiphertextException"))
        }
    }

    @Test func nothingCanBeBoundToARSACiphertext() async throws {
        let key = try await keys.createKey(.rsa2048, .encryptDecrypt)
        let input: JSONObject = [
            "KeyId": .string(key), "EncryptionAlgorithm": "RSAES_OAEP_SHA_256", "Plaintext": .blob("hello"),
            "EncryptionContext": ["a": "b"],
        ]
        #expect(await keys.refusal("Encrypt", input)?.code == "ValidationException")
    }

    @Test func aSymmetricAlgorithmDoesNotFitARSAKey() async throws {
        let key = try await keys.createKey(.rsa2048, .encryptDecrypt)
        let message = "Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048."
        #expect(
            await keys.refusal("Encrypt", ["KeyId": .string(key), "Plaintext": .blob("x")])
                == Refusal("InvalidKeyUsageException", message))
        #expect(
            await keys.refusal("GenerateDataKey", ["KeyId": .string(key), "KeySpec": "AES_256"])
                == Refusal("InvalidKeyUsageException", message))
    }

    @Test func reEncryptMovesFromAKeyPairToASymmetricKeyAndBack() async throws {
        let pair = try await keys.createKey(.rsa2048, .encryptDecrypt)
        let symmetric = try await keys.createKey()
        let input: JSONObject = [
            "KeyId": .string(pair), "EncryptionAlgorithm": "RSAES_OAEP_SHA_256", "Plaintext": .blob("moved"),
        ]
        let blob = try #require(try await keys.call("Encrypt", input)["CiphertextBlob"])
        let there = try await keys.call(
            "ReEncrypt",
            [
                "CiphertextBlob": blob, "SourceKeyId": .string(pair), "SourceEncryptionAlgorithm": "RSAES_OAEP_SHA_256",
                "DestinationKeyId": .string(symmetric), "DestinationEncryptionContext": ["a": "b"],
            ])
        #expect(there["SourceKeyMaterialId"] == nil)
        #expect(there["DestinationKeyMaterialId"] != nil)
        let moved = try #require(there["CiphertextBlob"])
        #expect(try await keys.decrypt(moved, ["a": "b"]) == "moved")
        let back = try await keys.call(
            "ReEncrypt",
            [
                "CiphertextBlob": moved, "SourceEncryptionContext": ["a": "b"], "DestinationKeyId": .string(pair),
                "DestinationEncryptionAlgorithm": "RSAES_OAEP_SHA_1",
            ])
        let home = try #require(back["CiphertextBlob"])
        #expect(
            try await keys.decrypt(home, [:], ["KeyId": .string(pair), "EncryptionAlgorithm": "RSAES_OAEP_SHA_1"])
                == "moved")
    }

    @Test(arguments: DataKeyPairSpec.allCases.filter { !$0.rawValue.hasPrefix("ML_KEM") })
    func aDataKeyPairComesWithItsPrivateHalfTwice(_ spec: DataKeyPairSpec) async throws {
        let key = try await keys.createKey()
        let input: JSONObject = [
            "KeyId": .string(key), "KeyPairSpec": .string(spec.rawValue), "EncryptionContext": ["a": "b"],
        ]
        let pair = try await keys.call("GenerateDataKeyPair", input)
        let opened = try await keys.call(
            "Decrypt",
            ["CiphertextBlob": try #require(pair["PrivateKeyCiphertextBlob"]), "EncryptionContext": ["a": "b"]])
        #expect(opened["Plaintext"] == pair["PrivateKeyPlaintext"])
        let scratch = try Tool.Scratch()
        let privateKey = try scratch.write("key.der", try pair["PrivateKeyPlaintext"].bytes())
        let publicKey = try Tool.openssl("pkey", "-inform", "DER", "-in", privateKey, "-pubout", "-outform", "DER")
        #expect(publicKey == (try pair["PublicKey"].bytes()))
        if spec == .eccNistP256 {
            let closed = try await keys.call("GenerateDataKeyPairWithoutPlaintext", input)
            #expect(closed["PrivateKeyPlaintext"] == nil)
            #expect(closed["KeyPairSpec"]?.string == spec.rawValue)
            #expect(closed["PublicKey"] != pair["PublicKey"])
        }
    }
}
