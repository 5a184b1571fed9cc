import LabCore
import LabCrypto
import Testing

@testable import LabClient

struct KeyringTests {
    static let first = FakeKMS.arn("1111")
    static let second = FakeKMS.arn("2222")

    /// The reason why no data key was to be had.
    private func reason(_ body: () async throws(MessageError) -> [UInt8]) async -> KeyringError? {
        guard case .dataKeyUnavailable(let reason) = await refusal(body) else { return nil }
        return reason
    }

    @Test(arguments: [AlgorithmSuite.aes256Committing, .aes256CommittingSigned, .aes128, .aes192Signed])
    func oneKMSKeyEncryptsAndDecrypts(_ suite: AlgorithmSuite) async throws {
        let kms = FakeKMS()
        let bench = Bench(suite: suite, keyring: KMSKeyring(keyID: Self.first, source: kms))
        let message = try await bench.encrypt(.pattern(20))
        #expect(try await bench.decrypt(message) == .pattern(20))
        #expect(kms.calls == ["GenerateDataKey \(Self.first)", "Decrypt \(Self.first)"])
    }

    @Test
    func theMessageNamesTheKeyByItsARNWhateverItWasAskedForBy() async throws {
        let kms = FakeKMS()
        let message = try await Bench(keyring: KMSKeyring(keyID: "alias/1111", source: kms)).encrypt([1])
        #expect(message.holds(Array(Self.first.utf8)))
        #expect(!message.holds(Array("alias/".utf8)))
        #expect(try await Bench(keyring: KMSKeyring(keyID: Self.first, source: kms)).decrypt(message) == [1])
        let error = await reason { () async throws(MessageError) in
            try await Bench(keyring: KMSKeyring(keyID: "alias/1111", source: kms)).decrypt(message)
        }
        #expect(error == .noEntryForKeyring(offered: [Self.first]))
    }

    @Test
    func anotherKeyIsNotAsked() async throws {
        let kms = FakeKMS()
        let message = try await Bench(keyring: KMSKeyring(keyID: Self.first, source: kms)).encrypt([1])
        let error = await reason { () async throws(MessageError) in
            try await Bench(keyring: KMSKeyring(keyID: Self.second, source: kms)).decrypt(message)
        }
        #expect(error == .noEntryForKeyring(offered: [Self.first]))
        #expect(kms.calls.count == 1)
    }

    @Test
    func everyOneOfSeveralKeysOpensTheMessage() async throws {
        let kms = FakeKMS()
        let both = KMSKeyring.keys(Self.first, [Self.second], source: kms)
        let message = try await Bench(keyring: both).encrypt(.pattern(9))
        #expect(kms.calls == ["GenerateDataKey \(Self.first)", "Encrypt \(Self.second)"])
        for key in [Self.first, Self.second] {
            #expect(try await Bench(keyring: KMSKeyring(keyID: key, source: kms)).decrypt(message) == .pattern(9))
        }
        #expect(try await Bench(keyring: both).decrypt(message) == .pattern(9))
    }

    @Test
    func aKMSKeyAndARawKeyShareAMessage() async throws {
        let kms = FakeKMS()
        let keyring = MultiKeyring(
            generator: KMSKeyring(keyID: Self.first, source: kms), children: [Bench.rawKeyring()])
        let message = try await Bench(keyring: keyring).encrypt(.pattern(9))
        kms.set(.disabled)
        #expect(try await Bench().decrypt(message) == .pattern(9))
        #expect(try await Bench(keyring: keyring).decrypt(message) == .pattern(9))
    }

    @Test
    func theKeyServicesRefusalIsPassedOn() async throws {
        let kms = FakeKMS()
        let bench = Bench(keyring: KMSKeyring(keyID: Self.first, source: kms))
        let message = try await bench.encrypt([1])
        kms.set(.disabled)
        let decrypting = await reason { () async throws(MessageError) in try await bench.decrypt(message) }
        #expect(decrypting?.serviceError?.code.wireName == "DisabledException")
        let encrypting = await reason { () async throws(MessageError) in try await bench.encrypt([1]) }
        #expect(encrypting?.serviceError?.code.wireName == "DisabledException")
    }

    @Test
    func anAnswerForAnotherKeyIsRefused() async throws {
        let kms = FakeKMS()
        let bench = Bench(keyring: KMSKeyring(keyID: Self.first, source: kms))
        let message = try await bench.encrypt([1])
        kms.set(.answersForAnotherKey)
        let error = await reason { () async throws(MessageError) in try await bench.decrypt(message) }
        #expect(
            error == .allEntriesFailed([.wrongKeyAnswered(expected: Self.first, found: FakeKMS.arn("other"))]))
    }

    @Test
    func whatAKeyServiceMustNotAnswerIsRefused() async throws {
        let kms = FakeKMS()
        let bench = Bench(keyring: KMSKeyring(keyID: Self.first, source: kms))
        kms.set(.shortDataKey)
        let short = await reason { () async throws(MessageError) in try await bench.encrypt([1]) }
        #expect(short == .wrongDataKeyLength(expected: 32, found: 31))
        kms.set(.answersWithAnAlias)
        let alias = await reason { () async throws(MessageError) in try await bench.encrypt([1]) }
        #expect(alias == .malformedKeyARN("arn:aws:kms:us-east-1:111122223333:alias/x"))
    }

    @Test
    func aMalformedARNInAnEntryOfKMSIsAnErrorAndNotSomebodyElses() async {
        let entry = EncryptedDataKey(providerID: "aws-kms", providerInfo: Array("key/1".utf8), ciphertext: [])
        let request = DataKeyRequest(suite: .aes256Committing, context: .empty)
        await #expect(throws: KeyringError.malformedKeyARN("key/1")) {
            try await KMSKeyring(keyID: Self.first, source: FakeKMS()).unwrap([entry], for: request)
        }
        await #expect(throws: KeyringError.noEntryForKeyring(offered: ["key/1"])) {
            try await KMSDiscoveryKeyring(source: FakeKMS()).unwrap([entry], for: request)
        }
    }

    @Test(arguments: [
        ("arn:aws:kms:us-east-1:111122223333:key/1", true), ("arn:aws-cn:kms:r:1:key/mrk-1/x", true),
        ("arn:aws:kms:us-east-1:111122223333:alias/1", false), ("arn:aws:kms:us-east-1:111122223333:key/", false),
        ("arn:aws:s3:us-east-1:111122223333:key/1", false), ("arn:aws:kms::111122223333:key/1", false),
        ("arn:aws:kms:us-east-1::key/1", false), ("arn::kms:us-east-1:1:key/1", false), ("1111", false),
    ])
    func onlyTheARNOfAKeyIsOne(_ text: String, _ isOne: Bool) {
        #expect((KMSKeyARN(text) != nil) == isOne)
    }

    @Test
    func discoveryAsksTheKeyThatTheMessageNames() async throws {
        let kms = FakeKMS()
        let message = try await Bench(keyring: KMSKeyring(keyID: Self.first, source: kms)).encrypt(.pattern(9))
        let discovery = Bench(keyring: KMSDiscoveryKeyring(source: kms))
        #expect(try await discovery.decrypt(message) == .pattern(9))
        #expect(kms.calls.last == "Decrypt \(Self.first)")
        let error = await reason { () async throws(MessageError) in try await discovery.encrypt([1]) }
        #expect(error == .decryptOnly)
    }

    @Test(arguments: [
        (KMSDiscoveryKeyring.Filter(accounts: ["111122223333"]), true),
        (.init(accounts: ["444455556666", "111122223333"]), true), (.init(accounts: ["444455556666"]), false),
        (.init(accounts: []), false), (.init(partition: "aws-cn", accounts: ["111122223333"]), false),
    ])
    func aFilterKeepsStrangersKeysFromBeingAsked(_ filter: KMSDiscoveryKeyring.Filter, _ opens: Bool) async throws {
        let kms = FakeKMS()
        let message = try await Bench(keyring: KMSKeyring(keyID: Self.first, source: kms)).encrypt([5])
        let bench = Bench(keyring: KMSDiscoveryKeyring(source: kms, filter: filter))
        if opens {
            #expect(try await bench.decrypt(message) == [5])
        } else {
            let error = await reason { () async throws(MessageError) in try await bench.decrypt(message) }
            #expect(error == .noEntryForKeyring(offered: [Self.first]))
            #expect(kms.calls.count == 1)
        }
    }

    @Test
    func aRawKeyIsKnownByNamespaceNameAndBytes() async throws {
        let message = try await Bench().encrypt([5])
        let otherName = await reason { () async throws(MessageError) in
            try await Bench(keyring: Bench.rawKeyring(name: "k2")).decrypt(message)
        }
        #expect(otherName == .noEntryForKeyring(offered: ["lab/k1"]))
        let otherKey = await reason { () async throws(MessageError) in
            try await Bench(keyring: Bench.rawKeyring(firstByte: 0x41)).decrypt(message)
        }
        #expect(otherKey == .allEntriesFailed([.rawKeyDoesNotOpen(name: "k1")]))
        #expect(throws: KeyringError.reservedNamespace) {
            try RawAESKeyring(
                namespace: "aws-kms", name: "k", key: KeyMaterial(copying: [UInt8](repeating: 0, count: 32)),
                random: OpenSSLRandom())
        }
        #expect(throws: KeyringError.cryptography(.invalidKey)) {
            try RawAESKeyring(
                namespace: "lab", name: "k", key: KeyMaterial(copying: [0, 1]), random: OpenSSLRandom())
        }
    }

    @Test(arguments: [DigestAlgorithm.sha1, .sha256, .sha384, .sha512])
    func thePublicRSAKeyEncryptsAndThePrivateOneDecrypts(_ hash: DigestAlgorithm) async throws {
        let pair = try Self.rsaPair.get()
        let random = OpenSSLRandom()
        let sender = try RawRSAKeyring(
            namespace: "lab", name: "r", publicKey: pair.publicKey, hash: hash, random: random)
        let owner = try RawRSAKeyring(namespace: "lab", name: "r", privateKey: pair, hash: hash, random: random)
        let message = try await Bench(keyring: sender).encrypt(.pattern(9))
        #expect(try await Bench(keyring: owner).decrypt(message) == .pattern(9))
        let error = await reason { () async throws(MessageError) in
            try await Bench(keyring: sender).decrypt(message)
        }
        #expect(error == .allEntriesFailed([.encryptOnly]))
    }

    private static let rsaPair = Result { try PrivateKey.generate(.rsa(bits: 2048)) }
}
