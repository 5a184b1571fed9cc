public import LabCore

/// Everything in front of a sealed file's body, in the clear and authenticated with it.
///
/// All numbers are big-endian.
///
/// | offset | length | what |
/// |---|---|---|
/// | 0 | 3 | `4b 4c 42`, "KLB" |
/// | 3 | 1 | version: `01` |
/// | 4 | 1 | `01` when more data is bound to the body that is not in the file, else `00` |
/// | 5 | 1 | s: `10` when the body's key comes from a passphrase, else `00` |
/// | 6 | s | salt |
/// | 6+s | 2 | w, at most 6,144; zero when no wrapped data key is in the file |
/// | 8+s | w | the wrapped data key, as KMS gave it |
/// | 8+s+w | 2 | c |
/// | 10+s+w | c | the encryption context, as in the AWS Encryption SDK's message header |
public struct SealedFileHeader: Hashable, Sendable {
    /// Whether more data is bound to the body that is not in the file.
    public let isBoundToMore: Bool
    /// The salt of the passphrase; empty when the body's key comes from no passphrase.
    public let salt: [UInt8]
    /// The wrapped data key; empty when the key is kept elsewhere.
    public let wrappedKey: [UInt8]
    /// The context that the data key was wrapped with.
    public let context: EncryptionContext
    /// The header's bytes.
    public let serialized: [UInt8]

    /// What every sealed file begins with: "KLB" and the version.
    public static let magic: [UInt8] = [0x4b, 0x4c, 0x42, 0x01]
    /// The longest wrapped data key; AWS's limit for a ciphertext blob.
    public static let maximumWrappedKeyLength = 6144
    /// The longest header, in bytes.
    public static let maximumLength = 10 + saltLength + maximumWrappedKeyLength + Limits.maximumContextLength

    static let saltLength = 16

    /// A header for a file that is being made.
    ///
    /// - Throws: `SealedFileError.wrappedKeyTooLong`, `.contextTooLong`
    init(
        isBoundToMore: Bool, salt: [UInt8], wrappedKey: [UInt8], context: EncryptionContext
    ) throws(SealedFileError) {
        guard wrappedKey.count <= Self.maximumWrappedKeyLength else {
            throw .wrappedKeyTooLong(found: wrappedKey.count)
        }
        self.isBoundToMore = isBoundToMore
        self.salt = salt
        self.wrappedKey = wrappedKey
        self.context = context
        serialized =
            Self.magic + [isBoundToMore ? 1 : 0, UInt8(salt.count)] + salt + Self.counted(wrappedKey)
            + Self.counted(try Self.contextBytes(context))
    }

    private static func counted(_ field: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(counted: field)
        return bytes
    }

    private static func contextBytes(_ context: EncryptionContext) throws(SealedFileError) -> [UInt8] {
        do throws(MessageError) {
            return try MessageContext.serialize(context)
        } catch {
            throw .contextTooLong
        }
    }

    /// Reads the header at the front of `bytes`, strictly.
    ///
    /// - Parameter bytes: At least the first ``maximumLength`` bytes of the file, or all of it
    /// - Throws: `SealedFileError.notASealedFile`, `.unknownVersion`, `.malformed`, `.truncated`
    public init(parsing bytes: [UInt8]) throws(SealedFileError) {
        try Self.checkFront(bytes)
        do throws(MessageError) {
            self = try Self.parse(bytes)
        } catch .malformed(_, let offset) {
            throw .malformed(at: offset)
        } catch {
            throw .truncated
        }
    }

    private static func checkFront(_ bytes: [UInt8]) throws(SealedFileError) {
        guard bytes.starts(with: magic.prefix(3)) else { throw .notASealedFile }
        guard bytes.count > 3 else { throw .truncated }
        guard bytes[3] == magic[3] else { throw .unknownVersion(bytes[3]) }
    }

    private static func parse(_ bytes: [UInt8]) throws(MessageError) -> SealedFileHeader {
        var reader = ByteReader(bytes)
        _ = try reader.take(magic.count)
        let isBoundToMore = try flag(&reader, 1)
        let hasSalt = try flag(&reader, UInt8(saltLength))
        let salt = Array(try reader.take(hasSalt ? saltLength : 0))
        let keyStart = reader.offset
        let wrappedKey = Array(try reader.takeCounted())
        guard wrappedKey.count <= maximumWrappedKeyLength else { throw .malformed(.dataKeyCiphertext(0), at: keyStart) }
        let contextStart = reader.offset
        _ = try reader.takeCounted()
        let context = try context(bytes, contextStart..<reader.offset)
        return SealedFileHeader(isBoundToMore, salt, wrappedKey, context, serialized: reader.consumed)
    }

    /// A byte that is zero or `set`.
    private static func flag(_ reader: inout ByteReader, _ set: UInt8) throws(MessageError) -> Bool {
        let byte = try reader.uint8()
        guard byte == 0 || byte == set else { throw .malformed(.reserved, at: reader.offset - 1) }
        return byte == set
    }

    /// The context behind its length. What runs past that length is damage, and not a file that is cut short.
    private static func context(_ bytes: [UInt8], _ range: Range<Int>) throws(MessageError) -> EncryptionContext {
        var parser = HeaderParser(Array(bytes[range]), limits: .standard, recorder: NoRecorder())
        do throws(MessageError) {
            return try parser.context()
        } catch {
            throw .malformed(.contextLength, at: range.lowerBound)
        }
    }

    private init(
        _ isBoundToMore: Bool, _ salt: [UInt8], _ wrappedKey: [UInt8], _ context: EncryptionContext,
        serialized: [UInt8]
    ) {
        self.isBoundToMore = isBoundToMore
        self.salt = salt
        self.wrappedKey = wrappedKey
        self.context = context
        self.serialized = serialized
    }
}
