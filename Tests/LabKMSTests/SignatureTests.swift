import LabCore
import LabKMS
import LabTesting
import Testing

@Suite struct SignatureTests {
    let keys: KeyHome

    init() throws {
        keys = try KeyHome()
    }

    static let pairs: [(KeySpec, String)] = [
        (.rsa2048, "RSASSA_PSS_SHA_256"), (.rsa2048, "RSASSA_PSS_SHA_384"), (.rsa2048, "RSASSA_PSS_SHA_512"),
        (.rsa2048, "RSASSA_PKCS1_V1_5_SHA_256"), (.rsa2048, "RSASSA_PKCS1_V1_5_SHA_384"),
        (.rsa2048, "RSASSA_PKCS1_V1_5_SHA_512"), (.eccNistP256, "ECDSA_SHA_256"), (.eccNistP384, "ECDSA_SHA_384"),
        (.eccNistP521, "ECDSA_SHA_512"), (.eccSecgP256K1, "ECDSA_SHA_256"),
        (.eccNistEdwards25519, "ED25519_SHA_512"), (.sm2, "SM2DSA"),
    ]

    /// Python's `cryptography` checks what the service signed, with the public key that the service gave out.
    private static let verifier = """
        import sys, json, base64
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding, ec, ed25519
        i = json.load(sys.stdin)
        b = lambda n: base64.b64decode(i[n])
        key = serialization.load_der_public_key(b('PublicKey'))
        a = i['Algorithm']
        h = {'256': hashes.SHA256(), '384': hashes.SHA384(), '512': hashes.SHA512()}[a[-3:]]
        if a.startswith('RSASSA_PSS'):
            key.verify(b('Signature'), b('Message'), padding.PSS(padding.MGF1(h), h.digest_size), h)
        elif a.startswith('RSASSA_PKCS1'):
            key.verify(b('Signature'), b('Message'), padding.PKCS1v15(), h)
        elif a.startswith('ECDSA'):
            key.verify(b('Signature'), b('Message'), ec.ECDSA(h))
        else:
            key.verify(b('Signature'), b('Message'))
        print('{"Valid": true}')
        """

    @Test(arguments: pairs.filter { $0.0 != .sm2 })
    func anotherImplementationVerifiesWhatTheServiceSigns(_ spec: KeySpec, _ algorithm: String) async throws {
        let key = try await keys.createKey(spec, .signVerify)
        let message = JSONValue.blob("pay 12 to Ada")
        let signed = try await keys.call(
            "Sign", ["KeyId": .string(key), "Message": message, "SigningAlgorithm": .string(algorithm)])
        #expect(signed["KeyId"]?.string == keys.arn(key))
        let answer = try Tool.python(
            Self.verifier,
            [
                "PublicKey": try #require(try await keys.call("GetPublicKey", ["KeyId": .string(key)])["PublicKey"]),
                "Signature": try #require(signed["Signature"]), "Message": message, "Algorithm": .string(algorithm),
            ])
        #expect(answer["Valid"] == true)
    }

    @Test(arguments: pairs)
    func aSignatureHoldsForItsMessageOnly(_ spec: KeySpec, _ algorithm: String) async throws {
        let key = try await keys.createKey(spec, .signVerify)
        let input: JSONObject = [
            "KeyId": .string(key), "Message": .blob("pay 12 to Ada"), "SigningAlgorithm": .string(algorithm),
        ]
        let signature = try await keys.call("Sign", input)["Signature"].bytes()
        var question = input
        question["Signature"] = .blob(signature)
        #expect(try await keys.call("Verify", question)["SignatureValid"] == true)
        question["Message"] = .blob("pay 13 to Ada")
        #expect(await keys.refusal("Verify", question) == Refusal("KMSInvalidSignatureException"))
        question["Message"] = input["Message"]
        var changed = signature
        changed[signature.count / 2] ^= 1
        question["Signature"] = .blob(changed)
        #expect(await keys.refusal("Verify", question) == Refusal("KMSInvalidSignatureException"))
    }

    @Test(arguments: [("RSASSA_PSS_SHA_256", KeySpec.rsa2048), ("ECDSA_SHA_256", .eccNistP256)])
    func aDigestIsSignedAsItsMessageIs(_ algorithm: String, _ spec: KeySpec) async throws {
        let key = try await keys.createKey(spec, .signVerify)
        let digest = try Tool.python(
            """
            import sys, json, base64, hashlib
            m = base64.b64decode(json.load(sys.stdin)['Message'])
            print(json.dumps({'Digest': base64.b64encode(hashlib.sha256(m).digest()).decode()}))
            """, ["Message": .blob("a message")])["Digest"]
        var input: JSONObject = [
            "KeyId": .string(key), "SigningAlgorithm": .string(algorithm), "MessageType": "DIGEST",
        ]
        input["Message"] = digest
        let signature = try #require(try await keys.call("Sign", input)["Signature"])
        let verified = try await keys.call(
            "Verify",
            [
                "KeyId": .string(key), "SigningAlgorithm": .string(algorithm), "Message": .blob("a message"),
                "Signature": signature,
            ])
        #expect(verified["SignatureValid"] == true)
        input["Message"] = .blob([UInt8](repeating: 1, count: 31))
        #expect(
            await keys.refusal("Sign", input)
                == Refusal("ValidationException", "Digest is invalid length for algorithm \(algorithm)."))
    }

    @Test func aSignatureOfOpenSSLsCommandLineIsGenuine() async throws {
        let key = try await keys.createKey(.rsa2048, .signVerify)
        let scratch = try Tool.Scratch()
        let publicKey = try await keys.call("GetPublicKey", ["KeyId": .string(key)])["PublicKey"].bytes()
        let signature = try await keys.call(
            "Sign",
            ["KeyId": .string(key), "Message": .blob("text"), "SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256"])
        let printed = try Tool.openssl(
            "dgst", "-sha256", "-keyform", "DER", "-verify", try scratch.write("key.der", publicKey), "-signature",
            try scratch.write("signature", try signature["Signature"].bytes()),
            try scratch.write("text", Array("text".utf8)))
        #expect(String(decoding: printed, as: UTF8.self) == "Verified OK\n")
    }

    @Test func whatTheKeyCannotDoIsRefusedInAWSsWords() async throws {
        let key = try await keys.createKey(.eccNistP256, .signVerify)
        let arn = keys.arn(key)
        var input: JSONObject = [
            "KeyId": .string(key), "Message": .blob("x"), "SigningAlgorithm": "RSASSA_PSS_SHA_256",
        ]
        #expect(
            await keys.refusal("Sign", input)
                == Refusal(
                    "InvalidKeyUsageException",
                    "Algorithm RSASSA_PSS_SHA_256 is incompatible with key spec ECC_NIST_P256."))
        #expect(
            await keys.refusal("Encrypt", ["KeyId": .string(key), "Plaintext": .blob("x")])
                == Refusal(
                    "InvalidKeyUsageException", "\(arn) key usage is SIGN_VERIFY which is not valid for Encrypt."))
        input["SigningAlgorithm"] = "ECDSA_SHA_256"
        input["MessageType"] = "EXTERNAL_MU"
        #expect(await keys.refusal("Sign", input)?.code == "ValidationException")
        input["SigningAlgorithm"] = "NONE"
        #expect(await keys.refusal("Sign", input)?.code == "ValidationException")
    }

    @Test func whatLibcryptoLacksIsRefused() async throws {
        #expect(
            await keys.refusal("CreateKey", ["KeySpec": "ML_DSA_44", "KeyUsage": "SIGN_VERIFY"])?.code
                == "UnsupportedOperationException")
        #expect(
            await keys.refusal("CreateKey", ["KeySpec": "ML_KEM_768", "KeyUsage": "ENCAPSULATE_DECAPSULATE"])
                == Refusal(
                    "UnsupportedOperationException", "ML_KEM_768 is not supported: libcrypto 3.0 has no ML-KEM."))
        let symmetric = try await keys.createKey()
        #expect(
            await keys.refusal(
                "GenerateDataKeyPair", ["KeyId": .string(symmetric), "KeyPairSpec": "ML_KEM_512"])?.code
                == "UnsupportedOperationException")
        let key = try await keys.createKey(.eccNistEdwards25519, .signVerify)
        #expect(
            await keys.refusal("Encapsulate", ["KeyId": .string(key), "EncapsulationAlgorithm": "ML_KEM"])
                == Refusal(
                    "InvalidKeyUsageException",
                    "\(keys.arn(key)) key usage is SIGN_VERIFY which is not valid for Encapsulate."))
        let input: JSONObject = [
            "KeyId": .string(key), "Message": .blob([UInt8](repeating: 0, count: 64)), "MessageType": "DIGEST",
            "SigningAlgorithm": "ED25519_PH_SHA_512",
        ]
        #expect(await keys.refusal("Sign", input)?.code == "UnsupportedOperationException")
    }

    @Test func keysThatHaveNoPublicHalfGiveNone() async throws {
        for key in [try await keys.createKey(), try await keys.createKey(.hmac256, .generateVerifyMac)] {
            #expect(
                await keys.refusal("GetPublicKey", ["KeyId": .string(key)])
                    == Refusal("UnsupportedOperationException"))
        }
    }

    @Test func aDisabledKeyStillGivesItsPublicHalf() async throws {
        let key = try await keys.createKey(.eccNistP256, .signVerify)
        try await keys.call("DisableKey", ["KeyId": .string(key)])
        let answer = try await keys.call("GetPublicKey", ["KeyId": .string(key)])
        #expect(answer["KeySpec"] == "ECC_NIST_P256")
        #expect(answer["CustomerMasterKeySpec"] == "ECC_NIST_P256")
        #expect(answer["SigningAlgorithms"] == ["ECDSA_SHA_256"])
        #expect(answer["EncryptionAlgorithms"] == nil)
        let input: JSONObject = ["KeyId": .string(key), "Message": .blob("x"), "SigningAlgorithm": "ECDSA_SHA_256"]
        #expect(await keys.refusal("Sign", input) == Refusal("DisabledException", "\(keys.arn(key)) is disabled."))
    }
}
