/// What a reader or writer of client-side encrypted data accepts at most.
///
/// Every length in a message is chosen by whoever wrote it: it is compared with one of these before anything of that
/// size is allocated.
public struct Limits: Hashable, Sendable {
    /// Encrypted data keys in one message. The format allows 65,535; each may cost a call to KMS.
    public var maximumEncryptedDataKeys: Int
    /// Plaintext bytes in one frame, and so what a reader holds in memory. The format allows 4,294,967,295.
    public var maximumFrameLength: Int
    /// Plaintext bytes in a message that is a single block, all held until its tag is checked. The format allows
    /// 68,719,476,704.
    public var maximumSingleBlockLength: Int
    /// Bytes of a message before its body. The format has no bound of its own.
    public var maximumHeaderLength: Int

    /// Limits with defaults that fit everything the AWS libraries write unless asked for more.
    public init(
        maximumEncryptedDataKeys: Int = 64,
        maximumFrameLength: Int = 16 << 20,
        maximumSingleBlockLength: Int = 64 << 20,
        maximumHeaderLength: Int = 1 << 20
    ) {
        self.maximumEncryptedDataKeys = maximumEncryptedDataKeys
        self.maximumFrameLength = maximumFrameLength
        self.maximumSingleBlockLength = maximumSingleBlockLength
        self.maximumHeaderLength = maximumHeaderLength
    }

    /// The limits used when none are given.
    public static let standard = Limits()

    /// The frame length writers use when none is given; AWS's default as well.
    public static let defaultFrameLength = 4096
    /// Bytes of a serialised encryption context: the field before it has 16 bits.
    public static let maximumContextLength = 65_535
    /// Bytes behind any 16-bit length: a provider's id or info, a wrapped key, a context's key or value.
    public static let maximumFieldLength = 65_535
    /// Frames in one message, the final one included: their numbers have 32 bits and begin at 1.
    public static let maximumFrames = UInt32.max
}
