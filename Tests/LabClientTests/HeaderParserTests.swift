import LabCore
import LabCrypto
import Testing

@testable import LabClient

struct HeaderParserTests {
    private func parse(_ bytes: [UInt8]) throws(MessageError) -> ParsedHeader {
        var parser = HeaderParser(bytes, limits: .standard, recorder: NoRecorder())
        return try parser.parse()
    }

    @Test
    func everyFieldIsReadFromItsPlace() throws {
        let parsed = try parse(KnownAnswerTests.committing)
        #expect(parsed.length == 186)
        #expect(parsed.header.serialized == Array(KnownAnswerTests.committing[..<170]))
        #expect(parsed.header.suite == .aes256Committing)
        #expect(parsed.header.messageID == Array(0..<32))
        #expect(parsed.header.context == KnownAnswerTests.context)
        #expect(parsed.header.contentType == .framed(length: 8))
        #expect(parsed.header.encryptedDataKeys.map(\.providerID) == ["lab"])
        #expect(parsed.authentication.tag == Array(KnownAnswerTests.committing[170..<186]))
    }

    @Test
    func aHeaderIsTheSameAfterWritingIt() throws {
        for message in [KnownAnswerTests.committing, KnownAnswerTests.version1, KnownAnswerTests.signed] {
            let header = try parse(message).header
            guard case .framed(let length) = header.contentType else {
                Issue.record("not framed")
                continue
            }
            let written = try MessageHeader(
                suite: header.suite, messageID: header.messageID, context: header.context,
                encryptedDataKeys: header.encryptedDataKeys, frameLength: length, commitment: header.commitment)
            #expect(written == header)
        }
    }

    struct Change: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let range: Range<Int>
        let bytes: [UInt8]
        let error: MessageError
    }

    static let changesOfVersion2: [Change] = [
        Change(testDescription: "version 3", range: 0..<1, bytes: [3], error: .notAMessage(firstByte: 3)),
        Change(testDescription: "unknown suite", range: 1..<3, bytes: [0, 0], error: .unknownSuite(0)),
        Change(testDescription: "database suite", range: 1..<3, bytes: [0x67, 0], error: .unknownSuite(0x6700)),
        Change(
            testDescription: "suite of version 1", range: 1..<3, bytes: [0x01, 0x78],
            error: .suiteNotOfVersion(.aes256HKDF, version: 2)),
        Change(testDescription: "no pairs", range: 37..<39, bytes: [0, 0], error: .malformedContext(at: 39)),
        Change(testDescription: "too few pairs", range: 37..<39, bytes: [0, 1], error: .malformedContext(at: 45)),
        Change(testDescription: "too many pairs", range: 37..<39, bytes: [0, 3], error: .malformedContext(at: 52)),
        Change(testDescription: "long key", range: 39..<41, bytes: [0, 200], error: .malformedContext(at: 39)),
        Change(testDescription: "not UTF-8", range: 47..<49, bytes: [0xFF, 0xFE], error: .malformedContext(at: 45)),
        Change(
            testDescription: "no data keys", range: 52..<54, bytes: [0, 0], error: .malformed(.dataKeyCount, at: 52)),
        Change(
            testDescription: "65,535 data keys", range: 52..<54, bytes: [255, 255],
            error: .tooManyEncryptedDataKeys(found: 65_535, limit: 64)),
        Change(
            testDescription: "content type 3", range: 133..<134, bytes: [3], error: .malformed(.contentType, at: 133)),
        Change(
            testDescription: "frame length 0", range: 134..<138, bytes: [0, 0, 0, 0],
            error: .malformed(.frameLength, at: 134)),
        Change(
            testDescription: "single block with a frame length", range: 133..<134, bytes: [1],
            error: .malformed(.frameLength, at: 134)),
        Change(
            testDescription: "frame length 4 GiB", range: 134..<138, bytes: [255, 255, 255, 255],
            error: .contentTooLong(found: 0xFFFF_FFFF, limit: 16 << 20)),
    ]

    @Test(arguments: changesOfVersion2)
    func aFieldWithAnotherValueIsRefused(_ change: Change) async {
        var message = KnownAnswerTests.committing
        message.replaceSubrange(change.range, with: change.bytes)
        #expect(await refusal { () throws(MessageError) in try parse(message) } == change.error)
    }

    @Test(arguments: [
        (1, UInt8(0x81), MessageError.malformed(.type, at: 1)), (120, 1, .malformed(.reserved, at: 119)),
        (123, 13, .malformed(.ivLength, at: 123)),
        (2, 0x04, .suiteNotOfVersion(.aes256Committing, version: 1)),
    ])
    func aFieldOfVersion1WithAnotherValueIsRefused(_ offset: Int, _ value: UInt8, _ expected: MessageError) async {
        var message = KnownAnswerTests.version1
        message[offset] = value
        #expect(await refusal { () throws(MessageError) in try parse(message) } == expected)
    }

    @Test
    func twoPairsWithOneKeyAreNoContext() async throws {
        var message = KnownAnswerTests.committing
        // Both keys become "a": the second pair now is `a`=`1` and one byte shorter, so its value takes that byte.
        message.replaceSubrange(45..<52, with: [0, 1, 0x61, 0, 2, 0x31, 0x31])
        #expect(await refusal { () throws(MessageError) in try parse(message) } == .malformedContext(at: 52))
    }

    @Test
    func theScannerStopsWhereTheHeaderEnds() throws {
        let message = KnownAnswerTests.committing
        for piece in [1, 2, 50, 185, 186, 187, 269] {
            var scanner = HeaderScanner()
            var consumed = 0
            for part in message.pieces(of: piece) {
                var left = 0
                let parsed = try part.withReadableBytes { bytes throws(MessageError) in
                    var input = bytes
                    defer { left = input.count }
                    return try scanner.scan(&input)
                }
                consumed += part.count - left
                if let parsed {
                    #expect(parsed.length == 186)
                    break
                }
            }
            #expect(consumed == 186, "with pieces of \(piece) bytes")
        }
    }

    @Test
    func aLongHeaderIsReadInPieces() throws {
        let entries = (0..<60).map { index in
            EncryptedDataKey(providerID: "lab", providerInfo: [UInt8(index)], ciphertext: .pattern(5000))
        }
        let header = try MessageHeader(
            suite: .aes256Committing, messageID: [UInt8](repeating: 0, count: 32), context: .empty,
            encryptedDataKeys: entries, frameLength: 4096, commitment: [UInt8](repeating: 0, count: 32))
        let message = header.serialized + [UInt8](repeating: 9, count: 16) + [1, 2, 3]
        for piece in [1000, 100_000, 1 << 20] {
            var scanner = HeaderScanner()
            var found: ParsedHeader?
            for part in message.pieces(of: piece) where found == nil {
                found = try part.withReadableBytes { bytes throws(MessageError) in
                    var input = bytes
                    return try scanner.scan(&input)
                }
            }
            #expect(found?.header == header)
        }
    }
}
