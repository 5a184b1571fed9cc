/// A message taken apart without any key: what every byte of it is.
///
/// It is made by the parser that also reads messages, so it shows a message as the lab reads it. A damaged or cut
/// message is explained as far as it is understood; ``problem`` says what is wrong and where.
public struct MessageExplanation: Equatable, Sendable {
    /// A box of the drawing: a field, or several together.
    public struct Node: Equatable, Sendable {
        /// What a person calls it.
        public let label: String
        /// Where it begins in the message.
        public let offset: Int
        /// How many bytes it fills.
        public let length: Int
        /// Its bytes, at most ``MessageExplanation/shownBytes`` of them.
        public let bytes: [UInt8]
        /// What the bytes say, where that is more than their hexadecimal.
        public let value: String?
        /// What it is for, in one line.
        public let meaning: String
        /// The boxes in this box.
        public let children: [Node]

        /// A box with its contents.
        public init(
            label: String, offset: Int, length: Int, bytes: [UInt8] = [], value: String? = nil, meaning: String,
            children: [Node] = []
        ) {
            self.label = label
            self.offset = offset
            self.length = length
            self.bytes = bytes
            self.value = value
            self.meaning = meaning
            self.children = children
        }
    }

    /// What is wrong with the message.
    public struct Problem: Equatable, Sendable {
        /// Up to where the message is understood.
        public let offset: Int
        /// Why not further.
        public let error: MessageError
    }

    /// Sizes, in bytes.
    public struct Totals: Equatable, Sendable {
        /// The whole message.
        public var message = 0
        /// Everything in front of the body.
        public var header = 0
        /// The plaintext.
        public var plaintext = 0
        /// Frames, the final one included; zero for a single block.
        public var frames = 0

        /// What encryption adds.
        public var overhead: Int { message - plaintext }
    }

    /// The boxes: header, header authentication, body, and signature where there is one.
    public let nodes: [Node]
    /// The header, where it could be read.
    public let header: MessageHeader?
    /// The sizes, as far as the message is understood.
    public let totals: Totals
    /// What is wrong; `nil` for a message that is complete. Whether it is authentic only a key can tell.
    public let problem: Problem?

    /// How many bytes of a field ``Node/bytes`` holds at most.
    public static let shownBytes = 96

    /// Takes a wrapped data key apart, given where its ciphertext begins in the message: the key service that wrapped
    /// it knows how.
    public typealias BlobExplainer = (_ key: EncryptedDataKey, _ offset: Int) -> [Node]

    /// Explains a message that is in memory.
    public init(of message: [UInt8], blob: BlobExplainer = { _, _ in [] }) {
        self.init(of: RandomAccessBytes(message), blob: blob)
    }

    /// Explains a message, reading its header and the front of every frame.
    public init(of message: RandomAccessBytes, blob: BlobExplainer = { _, _ in [] }) {
        let header = HeaderExplanation(of: message, blob: blob)
        var totals = Totals(message: message.count, header: header.length)
        var nodes = header.nodes
        var problem = header.problem
        if let parsed = header.parsed {
            var body = BodyExplanation(of: message, parsed: parsed)
            body.walk()
            nodes += body.nodes
            problem = body.problem
            totals.plaintext = body.plaintextLength
            totals.frames = body.frameCount
        }
        self.nodes = nodes
        self.header = header.parsed?.header
        self.totals = totals
        self.problem = problem
    }
}

extension Limits {
    /// Limits for looking only: what the format itself allows.
    static let looking = Limits(
        maximumEncryptedDataKeys: Int(UInt16.max), maximumFrameLength: Int(UInt32.max),
        maximumSingleBlockLength: 68_719_476_704, maximumHeaderLength: 256 << 20)
}
