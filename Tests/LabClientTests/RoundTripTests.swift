import LabCore
import LabCrypto
import Testing

@testable import LabClient

struct RoundTripTests {
    /// Around every border of a frame length of 8: nothing, a part, exactly full, one more.
    static let lengths = [0, 1, 7, 8, 9, 15, 16, 17, 64, 100]

    @Test(arguments: AlgorithmSuite.allCases)
    func whatIsEncryptedIsReadBack(_ suite: AlgorithmSuite) async throws {
        let bench = Bench(suite: suite)
        for length in Self.lengths {
            let plaintext = [UInt8].pattern(length)
            let message = try await bench.encrypt(plaintext)
            #expect(try await bench.decrypt(message) == plaintext)
            #expect(length < 7 || !message.holds(Array(plaintext.prefix(7))))
        }
    }

    @Test(arguments: [1, 2, 3, 7, 8, 9, 20, 1000])
    func theSizeOfThePiecesDoesNotMatter(_ piece: Int) async throws {
        for suite in [AlgorithmSuite.aes256Committing, .aes256CommittingSigned, .aes128HKDF] {
            let bench = Bench(suite: suite)
            let plaintext = [UInt8].pattern(61)
            let message = try await bench.encrypt(plaintext, piece: piece)
            #expect(try await bench.decrypt(message, piece: piece) == plaintext)
        }
    }

    @Test(arguments: [1, 2, 128, 4095, 4096, 4097, 65_536, 1 << 20])
    func everyFrameLengthServes(_ frameLength: Int) async throws {
        let bench = Bench(frameLength: frameLength)
        for length in [0, frameLength - 1, frameLength, frameLength + 1, 3 * min(frameLength, 5000)] {
            let plaintext = [UInt8].pattern(length)
            let message = try await bench.encrypt(plaintext, piece: 10_000)
            #expect(try await bench.decrypt(message, piece: 7000) == plaintext)
        }
    }

    @Test(arguments: [0, -1, 17])
    func aFrameLengthOutsideTheLimitsIsNotWritten(_ frameLength: Int) async throws {
        let materials = try KnownAnswerTests.materials(.aes256Committing)
        let error = await refusal { () throws(MessageError) in
            try MessageEncryptor(
                materials: materials, messageID: Array(0..<32), frameLength: frameLength,
                limits: Limits(maximumFrameLength: 16)
            ).header
        }
        #expect(error == .frameLengthNotAllowed(frameLength, limit: 16))
    }

    @Test
    func twoMessagesOfOneTextShareNothingButTheirLayout() async throws {
        let bench = Bench()
        let first = try await bench.encrypt(.pattern(8))
        let second = try await bench.encrypt(.pattern(8))
        #expect(first.count == second.count)
        #expect(first[3..<35] != second[3..<35])
        #expect(first.suffix(30) != second.suffix(30))
    }

    @Test
    func theOutputNeverExceedsWhatWasReserved() async throws {
        let materials = try await Bench().manager().encryptionMaterials(for: EncryptionRequest())
        var encryptor = try MessageEncryptor(materials: materials, frameLength: 8, random: OpenSSLRandom())
        for length in [3, 0, 5, 8, 21, 100] {
            var output = MessageBuffer()
            let promised = encryptor.maximumOutput(for: length)
            try [UInt8].pattern(length).withReadableBytes { try encryptor.update($0, into: &output) }
            #expect(output.count <= promised)
        }
    }

    /// Java, .NET and JavaScript end an exact multiple of the frame length with a full final frame, Python and the lab
    /// with an empty one.
    @Test
    func aFullFinalFrameIsReadToo() async throws {
        let materials = try KnownAnswerTests.materials(.aes256Committing)
        let messageID = Array(0..<32) as [UInt8]
        let key = try ContentKey.derive(from: materials.dataKey, suite: materials.suite, messageID: messageID)
        let header = try MessageHeader(
            suite: materials.suite, messageID: messageID, context: materials.context,
            encryptedDataKeys: materials.encryptedDataKeys, frameLength: 8, commitment: key.commitment)
        var sealer = try FrameSealer(key: key.key, messageID: messageID)
        var message = MessageBuffer()
        message.append(header.serialized)
        message.append(try sealer.authenticate(header.serialized).serialized(.two))
        try [UInt8].pattern(8).withReadableBytes { try sealer.sealRegular($0, into: &message) }
        try [UInt8].pattern(8).withReadableBytes { try sealer.sealFinal($0, into: &message) }
        #expect(try await Bench().decrypt(message.bytes()) == .pattern(8) + .pattern(8))
        #expect(try await Bench().decrypt(message.bytes(), piece: 1) == .pattern(8) + .pattern(8))
    }
}
