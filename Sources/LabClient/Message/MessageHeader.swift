public import LabCore

/// How a message's content is cut.
public enum ContentType: Hashable, Sendable {
    /// Frames of this many plaintext bytes; the last may be shorter.
    case framed(length: UInt32)
    /// One piece. Read only: writers always frame.
    case singleBlock

    static let singleBlockByte: UInt8 = 1
    static let framedByte: UInt8 = 2
}

/// Everything that stands in a message before its header's tag.
///
/// The tag covers the bytes exactly as they were written, so a header keeps them and is never serialised a second time.
public struct MessageHeader: Hashable, Sendable {
    /// The algorithms.
    public let suite: AlgorithmSuite
    /// The random identifier, 16 bytes in version 1 and 32 in version 2.
    public let messageID: [UInt8]
    /// The encryption context; with the verification key when the suite signs.
    public let context: EncryptionContext
    /// The data key under every wrapping key that may open the message.
    public let encryptedDataKeys: [EncryptedDataKey]
    /// How the content is cut.
    public let contentType: ContentType
    /// What the message commits to: 32 bytes in version 2, `nil` in version 1.
    public let commitment: [UInt8]?
    /// The header's bytes as written.
    public let serialized: [UInt8]

    init(
        suite: AlgorithmSuite, messageID: [UInt8], context: EncryptionContext, encryptedDataKeys: [EncryptedDataKey],
        contentType: ContentType, commitment: [UInt8]?, serialized: [UInt8]
    ) {
        self.suite = suite
        self.messageID = messageID
        self.context = context
        self.encryptedDataKeys = encryptedDataKeys
        self.contentType = contentType
        self.commitment = commitment
        self.serialized = serialized
    }

    /// A header for a new framed message.
    ///
    /// The commitment is there exactly when the suite commits, and the message id has the format's length; the caller
    /// sees to that.
    ///
    /// - Throws: `MessageError.contextTooLong`, `.encryptedDataKeyTooLong`, `.tooManyEncryptedDataKeys`
    init(
        suite: AlgorithmSuite, messageID: [UInt8], context: EncryptionContext,
        encryptedDataKeys: [EncryptedDataKey], frameLength: UInt32, commitment: [UInt8]?
    ) throws(MessageError) {
        precondition(messageID.count == suite.formatVersion.messageIDLength, "message id of the wrong length")
        precondition((commitment != nil) == suite.isCommitting, "commitment where there should be none, or none")
        var writer = HeaderWriter(suite: suite, messageID: messageID)
        try writer.append(context)
        try writer.append(encryptedDataKeys)
        writer.appendFraming(frameLength)
        writer.bytes += commitment ?? []
        self.init(
            suite: suite, messageID: messageID, context: context, encryptedDataKeys: encryptedDataKeys,
            contentType: .framed(length: frameLength), commitment: commitment, serialized: writer.bytes)
    }
}

/// Puts a header's bytes together, field by field.
private struct HeaderWriter {
    static let typeByte: UInt8 = 0x80
    let version: AlgorithmSuite.FormatVersion
    var bytes: [UInt8]

    init(suite: AlgorithmSuite, messageID: [UInt8]) {
        version = suite.formatVersion
        bytes = [version.rawValue]
        if version == .one { bytes.append(HeaderWriter.typeByte) }
        bytes += suite.idBytes + messageID
    }

    mutating func append(_ context: EncryptionContext) throws(MessageError) {
        bytes.append(counted: try MessageContext.serialize(context))
    }

    mutating func append(_ keys: [EncryptedDataKey]) throws(MessageError) {
        guard let count = UInt16(exactly: keys.count) else {
            throw .tooManyEncryptedDataKeys(found: keys.count, limit: Int(UInt16.max))
        }
        bytes.append(bigEndian: count)
        for key in keys { try key.append(to: &bytes) }
    }

    mutating func appendFraming(_ frameLength: UInt32) {
        bytes.append(ContentType.framedByte)
        if version == .one { bytes += [0, 0, 0, 0, UInt8(AlgorithmSuite.ivLength)] }
        bytes.append(bigEndian: frameLength)
    }
}

/// What proves that a header is what the holder of the content key wrote.
public struct HeaderAuthentication: Hashable, Sendable {
    /// The IV under which the tag was made; twelve zero bytes except in old version 1 messages.
    public let iv: [UInt8]
    /// The tag over ``MessageHeader/serialized``.
    public let tag: [UInt8]

    /// The IV that writers use, and that version 2 does not store.
    static let writtenIV = [UInt8](repeating: 0, count: AlgorithmSuite.ivLength)

    /// The bytes that follow the header: IV and tag in version 1, the tag alone in version 2.
    func serialized(_ version: AlgorithmSuite.FormatVersion) -> [UInt8] {
        version == .one ? iv + tag : tag
    }
}
