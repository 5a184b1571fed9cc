import LabCore
import LabCrypto
import Testing

@testable import LabClient

/// What must not be believed.
struct RefusalTests {
    /// A message whose damage is tried at every byte.
    struct Victim: CustomTestStringConvertible, Sendable {
        let name: String
        let message: [UInt8]
        let plaintext: [UInt8]
        var testDescription: String { name }

        static func of(_ suite: AlgorithmSuite) async throws -> Victim {
            let plaintext = [UInt8].pattern(19)
            let message = try await Bench(suite: suite).encrypt(plaintext)
            return Victim(name: suite.hexID, message: message, plaintext: plaintext)
        }
    }

    static let suites: [AlgorithmSuite] = [
        .aes256Committing, .aes256CommittingSigned, .aes256HKDF, .aes128, .aes128Signed, .aes192Signed,
    ]

    @Test(arguments: suites)
    func aFlippedBitAnywhereIsRefused(_ suite: AlgorithmSuite) async throws {
        let bench = Bench(suite: suite)
        let victim = try await Victim.of(suite)
        #expect(try await bench.decrypt(victim.message) == victim.plaintext)
        for index in victim.message.indices {
            for bit in [0, index % 7 + 1] {
                var damaged = victim.message
                damaged[index] ^= 1 << UInt8(bit)
                await expectRefusal(of: damaged, of: victim, bench, "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test(arguments: suites)
    func aMessageCutShortAnywhereIsRefused(_ suite: AlgorithmSuite) async throws {
        let bench = Bench(suite: suite)
        let victim = try await Victim.of(suite)
        for length in 0..<victim.message.count {
            await expectRefusal(of: Array(victim.message.prefix(length)), of: victim, bench, "\(length) bytes")
        }
    }

    @Test(arguments: suites)
    func bytesBehindTheMessageAreRefused(_ suite: AlgorithmSuite) async throws {
        let victim = try await Victim.of(suite)
        for tail in [[0], [0xFF, 0xFF, 0xFF, 0xFF], victim.message] as [[UInt8]] {
            for piece in [1, Int.max] {
                let error = await refusal { () async throws(MessageError) in
                    try await Bench(suite: suite).decrypt(victim.message + tail, piece: piece)
                }
                #expect(error == .trailingBytes)
            }
        }
    }

    @Test
    func aSingleBlockIsRefusedWhereverItIsDamaged() async throws {
        let victim = Victim(
            name: "single block", message: KnownAnswerTests.singleBlock, plaintext: Array("hello world".utf8))
        for index in victim.message.indices {
            var damaged = victim.message
            damaged[index] ^= 0x10
            await expectRefusal(of: damaged, of: victim, Bench(suite: .aes256HKDF), "byte \(index)")
            await expectRefusal(
                of: Array(victim.message.prefix(index)), of: victim, Bench(suite: .aes256HKDF), "\(index) bytes")
        }
    }

    /// Refused, and what came out before is a true part of the plaintext, without its last frame.
    private func expectRefusal(of damaged: [UInt8], of victim: Victim, _ bench: Bench, _ what: String) async {
        var bench = bench
        bench.policy = .requireEncryptAllowDecrypt
        var output = MessageBuffer()
        var error: MessageError?
        do throws(MessageError) {
            try await bench.decrypt(damaged, into: &output)
        } catch let refusal {
            error = refusal
        }
        #expect(error != nil, "\(what) went unnoticed")
        #expect(victim.plaintext.starts(with: output.bytes()), "\(what) released something else")
        #expect(output.count < victim.plaintext.count, "\(what) released everything")
    }
}

/// Rules of the format that a tag alone does not hold up.
struct RuleTests {
    @Test
    func anEmptyInputIsNoMessage() async {
        #expect(
            await refusal { () async throws(MessageError) in try await Bench().decrypt([]) } == .truncated(needed: 1))
    }

    @Test(arguments: [
        ("AYAAeE", MessageError.looksLikeBase64), ("AgR4", .looksLikeBase64), ("hello", .notAMessage(firstByte: 0x68)),
    ])
    func textIsNoMessage(_ text: String, _ expected: MessageError) async {
        let error = await refusal { () async throws(MessageError) in try await Bench().decrypt(Array(text.utf8)) }
        #expect(error == expected)
    }

    @Test
    func everyPolicyWritesAndReadsWhatItSays() {
        for suite in AlgorithmSuite.allCases {
            let commits = suite.isCommitting
            #expect(CommitmentPolicy.forbidEncryptAllowDecrypt.allowsWriting(suite) == !commits)
            #expect(CommitmentPolicy.requireEncryptAllowDecrypt.allowsWriting(suite) == commits)
            #expect(CommitmentPolicy.requireEncryptRequireDecrypt.allowsWriting(suite) == commits)
            #expect(CommitmentPolicy.forbidEncryptAllowDecrypt.allowsReading(suite))
            #expect(CommitmentPolicy.requireEncryptAllowDecrypt.allowsReading(suite))
            #expect(CommitmentPolicy.requireEncryptRequireDecrypt.allowsReading(suite) == commits)
        }
        for policy in CommitmentPolicy.allCases { #expect(policy.allowsWriting(policy.defaultSuite)) }
    }

    @Test
    func theDefaultPolicyReadsNoMessageWithoutCommitment() async {
        let bench = Bench(policy: .requireEncryptRequireDecrypt)
        let error = await refusal { () async throws(MessageError) in
            try await bench.decrypt(KnownAnswerTests.version1)
        }
        #expect(error == .suiteForbidden(.aes256HKDF, .requireEncryptRequireDecrypt))
    }

    @Test
    func aMessageCommitsToItsKey() async throws {
        // The same layout with another data key in the entry: the commitment shows it before any tag is computed.
        let other = KeyMaterial(copying: [UInt8](repeating: 7, count: 32))
        let message = try await Bench().encrypt(.pattern(20))
        var scanner = HeaderScanner()
        let parsed = try message.withReadableBytes { bytes throws(MessageError) in
            var input = bytes
            return try scanner.scan(&input)
        }
        let found = try #require(parsed)
        let error = await refusal { () throws(MessageError) in
            try MessageDecryptor(found, materials: DecryptionMaterials(dataKey: other, verificationKey: nil)).header
        }
        #expect(error == .commitmentMismatch)
    }

    @Test
    func aRequiredPairMustBeInTheMessage() async throws {
        let message = try await Bench().encrypt(.pattern(9))
        #expect(try await Bench().decrypt(message, requiring: .of(("a", "b"))) == .pattern(9))
        for (pair, key) in [(("a", "c"), "a"), (("b", "b"), "b"), (("e\u{301}", "1"), "e\u{301}")] {
            let error = await refusal { () async throws(MessageError) in
                try await Bench().decrypt(message, requiring: .of(pair))
            }
            guard case .contextMismatch(let named) = error else {
                Issue.record("\(pair) was accepted: \(String(describing: error))")
                continue
            }
            #expect(named.utf8.elementsEqual(key.utf8))
        }
    }

    @Test
    func reservedContextKeysAreNotTaken() async {
        for key in ["aws-crypto-public-key", "aws-crypto-anything"] {
            let error = await refusal { () async throws(MessageError) in
                try await Bench(context: .of((key, "x"))).encrypt([])
            }
            #expect(error == .reservedContextKey(key))
        }
    }

    @Test
    func aStrippedSignatureIsNoticed() async throws {
        // An unsigned suite beside a verification key, and a signing suite without one.
        let context = EncryptionContext.of((MessageContext.publicKeyName, "AA=="))
        for (suite, context) in [
            (AlgorithmSuite.aes256Committing, context), (.aes256CommittingSigned, EncryptionContext.empty),
        ] {
            let header = try header(suite, context)
            let error = await refusal { () async throws(MessageError) in
                try await Bench().manager().decryptionMaterials(for: header, requiring: .empty)
            }
            #expect(error == .publicKeyRule)
        }
    }

    @Test(arguments: ["", "AA==", "A7/RUkZUWOW58akD6v7wMJXr/VLF+eqXvnTekZQ1X8+0DsCXMVrfav3vuiH0S2JbSA", "!"])
    func aMalformedVerificationKeyIsRefused(_ text: String) async throws {
        let header = try header(.aes256CommittingSigned, .of((MessageContext.publicKeyName, text)))
        let error = await refusal { () async throws(MessageError) in
            try await Bench().manager().decryptionMaterials(for: header, requiring: .empty)
        }
        #expect(error == .malformedPublicKey)
    }

    private func header(_ suite: AlgorithmSuite, _ context: EncryptionContext) throws -> MessageHeader {
        try MessageHeader(
            suite: suite, messageID: [UInt8](repeating: 0, count: 32), context: context,
            encryptedDataKeys: [EncryptedDataKey(providerID: "lab", providerInfo: [], ciphertext: [])],
            frameLength: 8, commitment: [UInt8](repeating: 0, count: 32))
    }

    @Test
    func framesCannotBeReorderedDoubledOrDropped() async throws {
        let message = try await Bench().encrypt(.pattern(24))
        let bodyStart = message.count - FrameLayout.finalOverhead - 3 * 40
        let frames = (0..<3).map { Array(message[bodyStart + $0 * 40..<bodyStart + ($0 + 1) * 40]) }
        let last = Array(message[(bodyStart + 120)...])
        let front = Array(message[..<bodyStart])
        let orders: [[[UInt8]]] = [
            [frames[1], frames[0], frames[2]], [frames[0], frames[0], frames[1], frames[2]], [frames[0], frames[2]],
            [frames[0], frames[1]], [],
        ]
        for order in orders {
            let error = await refusal { () async throws(MessageError) in
                try await Bench().decrypt(front + order.flatMap { $0 } + last)
            }
            guard case .frameOutOfSequence = error else {
                Issue.record("not refused for its order: \(String(describing: error))")
                continue
            }
        }
        #expect(try await Bench().decrypt(front + frames.flatMap { $0 } + last) == .pattern(24))
    }

    @Test
    func limitsAreKeptBeforeAnythingIsAllocated() async throws {
        let message = try await Bench(frameLength: 4096).encrypt([])
        let error = await refusal { () async throws(MessageError) in
            try await Bench(limits: Limits(maximumFrameLength: 4095)).decrypt(message)
        }
        #expect(error == .contentTooLong(found: 4096, limit: 4095))
        let keys = await refusal { () async throws(MessageError) in
            try await Bench(limits: Limits(maximumEncryptedDataKeys: 0)).decrypt(message)
        }
        #expect(keys == .tooManyEncryptedDataKeys(found: 1, limit: 0))
        let header = await refusal { () async throws(MessageError) in
            try await Bench(limits: Limits(maximumHeaderLength: 100)).decrypt(message, piece: 50)
        }
        #expect(header == .headerTooLong(limit: 100))
        var block = KnownAnswerTests.singleBlock
        block[block.count - 11 - 16 - 8] = 0x0F
        let long = await refusal { () async throws(MessageError) in
            try await Bench(suite: .aes256HKDF).decrypt(block)
        }
        #expect(long == .contentTooLong(found: 0x0F << 56 | 11, limit: Limits.standard.maximumSingleBlockLength))
    }

    @Test
    func aContextFitsOrIsRefused() async throws {
        let longest = String(repeating: "x", count: 65_535 - 2 - 4 - 1)
        let message = try await Bench(context: .of(("k", longest))).encrypt([1, 2, 3])
        #expect(try await Bench().decrypt(message) == [1, 2, 3])
        let error = await refusal { () async throws(MessageError) in
            try await Bench(context: .of(("k", longest + "x"))).encrypt([])
        }
        #expect(error == .dataKeyUnavailable(.contextTooLong))
    }
}
