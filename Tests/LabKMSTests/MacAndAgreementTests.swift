import LabCore
import LabKMS
import LabTesting
import Testing

@Suite struct MacAndAgreementTests {
    let keys: KeyHome

    init() throws {
        keys = try KeyHome()
    }

    @Test(arguments: [
        (KeySpec.hmac224, "HMAC_SHA_224", 28), (.hmac256, "HMAC_SHA_256", 32), (.hmac384, "HMAC_SHA_384", 48),
        (.hmac512, "HMAC_SHA_512", 64),
    ])
    func aCodeHoldsForItsMessageOnly(_ spec: KeySpec, _ algorithm: String, _ count: Int) async throws {
        let key = try await keys.createKey(spec, .generateVerifyMac)
        #expect(try await keys.metadata(key)["MacAlgorithms"] == [.string(algorithm)])
        var input: JSONObject = [
            "KeyId": .string(key), "Message": .blob("message"), "MacAlgorithm": .string(algorithm),
        ]
        let mac = try await keys.call("GenerateMac", input)["Mac"].bytes()
        #expect(mac.count == count)
        input["Mac"] = .blob(mac)
        #expect(try await keys.call("VerifyMac", input)["MacValid"] == true)
        for wrong in [Array(mac.dropLast()), mac + [0], mac.dropLast() + [mac[count - 1] ^ 1]] {
            input["Mac"] = .blob(wrong)
            #expect(await keys.refusal("VerifyMac", input) == Refusal("KMSInvalidMacException"))
        }
        input["Mac"] = .blob(mac)
        input["Message"] = .blob("Message")
        #expect(await keys.refusal("VerifyMac", input) == Refusal("KMSInvalidMacException"))
    }

    @Test func anHMACKeyOffersOneAlgorithm() async throws {
        let key = try await keys.createKey(.hmac224, .generateVerifyMac)
        #expect(
            await keys.refusal(
                "GenerateMac", ["KeyId": .string(key), "Message": .blob("x"), "MacAlgorithm": "HMAC_SHA_256"])
                == Refusal(
                    "InvalidKeyUsageException", "Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224."))
        let symmetric = try await keys.createKey()
        #expect(
            await keys.refusal(
                "GenerateMac", ["KeyId": .string(symmetric), "Message": .blob("x"), "MacAlgorithm": "HMAC_SHA_256"])
                == Refusal(
                    "InvalidKeyUsageException",
                    "\(keys.arn(symmetric)) key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac."))
    }

    @Test(arguments: [(KeySpec.eccNistP256, "prime256v1"), (.eccNistP384, "secp384r1"), (.eccNistP521, "secp521r1")])
    func openSSLDerivesTheSameSecret(_ spec: KeySpec, _ curve: String) async throws {
        let key = try await keys.createKey(spec, .keyAgreement)
        let scratch = try Tool.Scratch()
        let mine = scratch.path("mine.pem")
        try Tool.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:\(curve)", "-out", mine)
        let myPublic = try Tool.openssl("pkey", "-in", mine, "-pubout", "-outform", "DER")
        let derived = try await keys.call(
            "DeriveSharedSecret",
            ["KeyId": .string(key), "KeyAgreementAlgorithm": "ECDH", "PublicKey": .blob(myPublic)])
        #expect(derived["KeyOrigin"] == "AWS_KMS")
        let theirs = try scratch.write(
            "theirs.der", try await keys.call("GetPublicKey", ["KeyId": .string(key)])["PublicKey"].bytes())
        let secret = try Tool.openssl(
            "pkeyutl", "-derive", "-inkey", mine, "-peerkey", theirs, "-peerform", "DER")
        #expect(secret == (try derived["SharedSecret"].bytes()))
    }

    @Test func aPublicKeyOnAnotherCurveIsRefusedWithoutAWord() async throws {
        let key = try await keys.createKey(.eccNistP256, .keyAgreement)
        let other = try await keys.createKey(.eccNistP384, .keyAgreement)
        let wrong = try await keys.call("GetPublicKey", ["KeyId": .string(other)])["PublicKey"].bytes()
        for publicKey in [wrong, [1, 2, 3], Array(wrong.dropLast())] {
            #expect(
                await keys.refusal(
                    "DeriveSharedSecret",
                    ["KeyId": .string(key), "KeyAgreementAlgorithm": "ECDH", "PublicKey": .blob(publicKey)])
                    == Refusal("ValidationException"))
        }
    }

    @Test func onlyAgreementKeysAgree() async throws {
        let key = try await keys.createKey(.eccNistP256, .signVerify)
        let publicKey = try await keys.call("GetPublicKey", ["KeyId": .string(key)])["PublicKey"]
        #expect(
            await keys.refusal(
                "DeriveSharedSecret",
                ["KeyId": .string(key), "KeyAgreementAlgorithm": "ECDH", "PublicKey": try #require(publicKey)])
                == Refusal(
                    "InvalidKeyUsageException",
                    "\(keys.arn(key)) key usage is SIGN_VERIFY which is not valid for DeriveSharedSecret."))
    }

    @Test func aDryRunComputesNothing() async throws {
        let key = try await keys.createKey(.hmac256, .generateVerifyMac)
        let refusal = Refusal(
            "DryRunOperationException", "The request would have succeeded, but the DryRun option is set.")
        #expect(
            await keys.refusal(
                "GenerateMac",
                ["KeyId": .string(key), "Message": .blob("x"), "MacAlgorithm": "HMAC_SHA_256", "DryRun": true])
                == refusal)
    }
}
