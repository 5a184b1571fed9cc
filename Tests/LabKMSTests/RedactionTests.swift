import LabCore
import LabCrypto
import LabKMS
import LabService
import LabTesting
import LabTrail
import Synchronization
import Testing

@testable import LabWorld

/// A canary goes through everything that carries a secret, and must not sing: in no description, no reflection, no error
/// and no event.
@Suite struct RedactionTests {
    static let canary = "canary-canary-canary-canary"
    let keys: KeyHome

    init() throws {
        keys = try KeyHome()
    }

    private var bytes: [UInt8] { Array(Self.canary.utf8) }

    private func sings(_ text: String, of secret: [UInt8]? = nil) -> Bool {
        let secret = secret ?? bytes
        let forms = [String(decoding: secret, as: UTF8.self), Base64.encode(secret), "\(secret)", Hex.encode(secret)]
        return forms.contains { text.contains($0) }
    }

    private func expectSilence(
        _ value: Any, _ place: String, of secret: [UInt8]? = nil, _ location: SourceLocation = #_sourceLocation
    ) {
        var dumped = ""
        dump(value, to: &dumped)
        for text in [String(describing: value), String(reflecting: value), dumped] {
            #expect(!sings(text, of: secret), "\(place)", sourceLocation: location)
        }
    }

    private func expectSilentTrail(_ location: SourceLocation = #_sourceLocation) {
        let events = keys.home.lab.cell.writer.withLock { $0.trail.last(100) }
        #expect(!events.isEmpty)
        for event in events {
            let text = JSONValue.object(event.cloudTrailRecord).compactText
            #expect(!sings(text), "\(event.name)", sourceLocation: location)
        }
    }

    @Test func theCanaryIsHeardWhereItIs() {
        #expect(sings("\(bytes)") && sings(Self.canary) && !sings("silence"))
    }

    @Test func inputsShowNoSecrets() {
        expectSilence(Encrypt.Input(keyID: "k", plaintext: bytes), "Encrypt")
        expectSilence(Sign.Input(keyID: "k", message: bytes, algorithm: .ecdsaSHA256), "Sign")
        expectSilence(
            Verify.Input(keyID: "k", message: bytes, signature: [1], algorithm: .ecdsaSHA256), "Verify")
        expectSilence(GenerateMac.Input(keyID: "k", message: bytes, algorithm: .hmacSHA256), "GenerateMac")
        expectSilence(VerifyMac.Input(keyID: "k", message: bytes, mac: [1], algorithm: .hmacSHA256), "VerifyMac")
        var settings = StoreSettings()
        settings.password = Sensitive(Self.canary)
        settings.credential = ProxyCredential(accessKeyID: "A", secret: Self.canary)
        expectSilence(CreateCustomKeyStore.Input(storeName: "s", settings: settings), "CreateCustomKeyStore")
        expectSilence(UpdateCustomKeyStore.Input(storeID: "s", settings: settings), "UpdateCustomKeyStore")
        expectSilence(HSMAccess(clusterID: "c", password: Self.canary), "HSMAccess")
    }

    @Test func outputsShowNoSecrets() async throws {
        let key = try await keys.createKey()
        let call = try keys.home.call()
        let lab = keys.home.lab
        let encrypted = try await lab.perform(
            Encrypt.self, Encrypt.Input(keyID: key, plaintext: bytes), in: call)
        let decrypted = try await lab.perform(
            Decrypt.self, Decrypt.Input(ciphertext: encrypted.ciphertext), in: call)
        #expect(decrypted.plaintext.exportForResponse() == bytes)
        expectSilence(decrypted, "Decrypt")
        let request = DataKeyRequest(keyID: key, keySpec: .aes256)
        let dataKey = try await lab.perform(GenerateDataKey.self, GenerateDataKey.Input(request), in: call)
        #expect(!String(reflecting: dataKey).contains("\(dataKey.plaintext.exportForResponse())"))
        let random = try await lab.perform(GenerateRandom.self, GenerateRandom.Input(numberOfBytes: 24), in: call)
        #expect(!String(reflecting: random).contains("\(random.plaintext.exposed)"))
        expectSilentTrail()
    }

    @Test func derivedSecretsAndPrivateHalvesAreNotShown() async throws {
        let (key, lab, call) = (try await keys.createKey(), keys.home.lab, try keys.home.call())
        let pairs = DataKeyPairRequest(keyID: key, spec: .eccNistP256)
        let pair = try await lab.perform(GenerateDataKeyPair.self, GenerateDataKeyPair.Input(pairs), in: call)
        expectSilence(pair, "GenerateDataKeyPair", of: pair.privateKey.exportForResponse())
        let agreement = try await keys.createKey(.eccNistP256, .keyAgreement)
        let peer = try PrivateKey.generate(.ec(.p256)).publicKey.subjectPublicKeyInfo()
        let derived = try await lab.perform(
            DeriveSharedSecret.self, DeriveSharedSecret.Input(keyID: agreement, publicKey: peer), in: call)
        expectSilence(derived, "DeriveSharedSecret", of: derived.sharedSecret.exportForResponse())
        expectSilentTrail()
    }

    @Test func theVaultAndWhatIsBehindItShowNoSecrets() async throws {
        let material = KeyMaterial(copying: bytes)
        let vault = try KeyVault(rootKey: material)
        expectSilence(vault, "KeyVault")
        expectSilence(vault.externalKeys, "LabExternalKeyManager")
        expectSilence(material, "KeyMaterial")
        let key = try await keys.createKey()
        expectSilence(keys.home.lab.world.kms.keys.all, "the keys of \(key)")
    }

    /// The files of the key service that declare something secret. A new one belongs into this list together with its
    /// test here; the two of imports hold key material only, which shows nothing by itself.
    private static let secretive: Set<String> = [
        "ImportToken", "MaterialUnwrapping", "DeriveSharedSecret", "Decrypt", "GenerateMac", "Encrypt",
        "GenerateRandom",
        "VerifyMac", "GenerateDataKey", "GenerateDataKeyPair", "Sign", "Verify", "KeyVault", "ExternalKeyManager",
        "HSM",
        "StoreOperation",
    ]

    @Test func everyTypeThatHoldsASecretIsKnown() throws {
        let declaration = /(let|var) \w+: (Sensitive<|KeyMaterial\b|SecureBytes\b|PrivateKey\b|HMACKey\b)/
        let files = try Tool.sources(in: "Sources/LabKMS").filter { $0.text.contains(declaration) }
        #expect(Set(files.map(\.name)) == Self.secretive)
    }

    @Test func errorsAndEventsShowNoSecrets() async throws {
        let key = try await keys.createKey()
        let pair = try await keys.createKey(.eccNistP256, .signVerify)
        let long = JSONValue.blob([UInt8](repeating: 1, count: 4096) + bytes)
        let inputs: [(String, JSONObject)] = [
            ("Encrypt", ["KeyId": .string(key), "Plaintext": .blob(bytes), "EncryptionContext": ["a": "b"]]),
            ("Encrypt", ["KeyId": "absent", "Plaintext": .blob(bytes)]),
            ("Encrypt", ["KeyId": .string(key), "Plaintext": long]),
            ("Encrypt", ["KeyId": .string(pair), "Plaintext": .blob(bytes)]),
            ("Sign", ["KeyId": .string(pair), "Message": .blob(bytes), "SigningAlgorithm": "ECDSA_SHA_256"]),
            ("Sign", ["KeyId": .string(pair), "Message": .blob(bytes), "SigningAlgorithm": "NONE"]),
            ("Decrypt", ["CiphertextBlob": .blob(bytes)]),
            ("GenerateMac", ["KeyId": .string(key), "Message": .blob(bytes), "MacAlgorithm": "HMAC_SHA_256"]),
            (
                "CreateCustomKeyStore",
                [
                    "CustomKeyStoreName": "s", "CloudHsmClusterId": "cluster-abcdefg2345",
                    "TrustAnchorCertificate": "-----BEGIN CERTIFICATE-----", "KeyStorePassword": .string(Self.canary),
                ]
            ),
            (
                "CreateCustomKeyStore",
                ["CustomKeyStoreName": "t", "KeyStorePassword": .string(Self.canary + Self.canary)]
            ),
        ]
        for (operation, input) in inputs {
            if let refusal = await keys.refusal(operation, input) { expectSilence(refusal, operation) }
        }
        expectSilentTrail()
    }

    @Test func theRowsOfTheWorldShowNoSecrets() async throws {
        let key = try await keys.createKey(["Origin": "EXTERNAL"])
        let material = [UInt8](repeating: 0x5A, count: 32)
        try await keys.importMaterial(material, into: key)
        try await keys.call(
            "CreateCustomKeyStore",
            [
                "CustomKeyStoreName": "s", "CloudHsmClusterId": "cluster-abcdefg2345",
                "TrustAnchorCertificate": "-----BEGIN CERTIFICATE-----", "KeyStorePassword": .string(Self.canary),
            ])
        let world = keys.home.lab.world.kms
        for generation in world.keys.all.flatMap(\.materials) {
            let wrapped = try #require(generation.wrapped)
            #expect(wrapped.count == 61)
            #expect(!wrapped.indices.contains { wrapped[$0...].starts(with: material.prefix(8)) })
        }
        for store in world.stores.all { expectSilence(store, "store") }
    }
}
