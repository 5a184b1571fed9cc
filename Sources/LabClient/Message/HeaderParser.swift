import LabCore

/// A header and its proof, as they stood at the front of a message.
public struct ParsedHeader: Hashable, Sendable {
    /// The header.
    public let header: MessageHeader
    /// The proof that follows it.
    public let authentication: HeaderAuthentication
    /// Where the body begins.
    public let length: Int
}

/// Reads a header strictly: every field has an allowed value and nothing runs past its end.
struct HeaderParser<Recorder: FieldRecorder> {
    private var reader: ByteReader
    private(set) var recorder: Recorder
    let limits: Limits

    init(_ bytes: [UInt8], limits: Limits, recorder: Recorder) {
        reader = ByteReader(bytes)
        self.limits = limits
        self.recorder = recorder
    }

    /// Where the next field begins.
    var offset: Int { reader.offset }

    /// Reads one field and tells the recorder where it stood.
    mutating func field<Value>(
        _ name: MessageField, _ read: (inout ByteReader) throws(MessageError) -> Value
    ) throws(MessageError) -> Value {
        let start = offset
        let value = try read(&reader)
        recorder.record(name, start..<offset)
        return value
    }

    /// Reads header and header authentication.
    ///
    /// - Throws: `MessageError.truncated` when the input ends too early; more bytes may help then, and only then
    mutating func parse() throws(MessageError) -> ParsedHeader {
        let version = try version()
        let suite = try suite(of: version)
        let messageID = Array(try bytes(.messageID, version.messageIDLength))
        let context = try context()
        let keys = try encryptedDataKeys()
        let contentType = try contentType(version)
        let commitment = version == .two ? Array(try bytes(.commitment, AlgorithmSuite.commitmentLength)) : nil
        let header = MessageHeader(
            suite: suite, messageID: messageID, context: context, encryptedDataKeys: keys, contentType: contentType,
            commitment: commitment, serialized: reader.consumed)
        let authentication = try authentication(version)
        return ParsedHeader(header: header, authentication: authentication, length: offset)
    }

    private mutating func bytes(_ name: MessageField, _ count: Int) throws(MessageError) -> ArraySlice<UInt8> {
        try field(name) { reader throws(MessageError) in try reader.take(count) }
    }

    /// Reads a fixed value, or refuses.
    private mutating func expect(_ name: MessageField, _ expected: [UInt8]) throws(MessageError) {
        let start = offset
        guard try bytes(name, expected.count).elementsEqual(expected) else { throw .malformed(name, at: start) }
    }

    private mutating func version() throws(MessageError) -> AlgorithmSuite.FormatVersion {
        let byte = try field(.version) { reader throws(MessageError) in try reader.uint8() }
        if let version = AlgorithmSuite.FormatVersion(rawValue: byte) { return version }
        // "AY" and "Ag" are how the base64 of `01 80` and `02 0x` begins.
        let next = byte == UInt8(ascii: "A") ? try reader.uint8() : 0
        throw next == UInt8(ascii: "Y") || next == UInt8(ascii: "g") ? .looksLikeBase64 : .notAMessage(firstByte: byte)
    }

    private mutating func suite(of version: AlgorithmSuite.FormatVersion) throws(MessageError) -> AlgorithmSuite {
        if version == .one { try expect(.type, [0x80]) }
        let id = try field(.suiteID) { reader throws(MessageError) in try reader.uint16() }
        guard let suite = AlgorithmSuite(rawValue: id) else { throw .unknownSuite(id) }
        guard suite.formatVersion == version else { throw .suiteNotOfVersion(suite, version: version.rawValue) }
        return suite
    }

    private mutating func contentType(_ version: AlgorithmSuite.FormatVersion) throws(MessageError) -> ContentType {
        let start = offset
        let byte = try field(.contentType) { reader throws(MessageError) in try reader.uint8() }
        guard byte == ContentType.framedByte || byte == ContentType.singleBlockByte else {
            throw .malformed(.contentType, at: start)
        }
        if version == .one {
            try expect(.reserved, [0, 0, 0, 0])
            try expect(.ivLength, [UInt8(AlgorithmSuite.ivLength)])
        }
        return try frameLength(isFramed: byte == ContentType.framedByte)
    }

    private mutating func frameLength(isFramed: Bool) throws(MessageError) -> ContentType {
        let start = offset
        let length = try field(.frameLength) { reader throws(MessageError) in try reader.uint32() }
        guard isFramed == (length > 0) else { throw .malformed(.frameLength, at: start) }
        guard length <= limits.maximumFrameLength else {
            throw .contentTooLong(found: UInt64(length), limit: limits.maximumFrameLength)
        }
        return isFramed ? .framed(length: length) : .singleBlock
    }

    private mutating func authentication(
        _ version: AlgorithmSuite.FormatVersion
    ) throws(MessageError) -> HeaderAuthentication {
        let iv = version == .one ? Array(try bytes(.headerIV, AlgorithmSuite.ivLength)) : HeaderAuthentication.writtenIV
        return HeaderAuthentication(iv: iv, tag: Array(try bytes(.headerTag, AlgorithmSuite.tagLength)))
    }
}
