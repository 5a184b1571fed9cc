/// Where things stand in a body, and the additional authenticated data of its pieces.
///
/// A regular frame is number, IV, ciphertext, tag. The final one is marked by `FFFFFFFF` in front and says its length.
/// A single block is IV, length, ciphertext, tag.
///
/// - SeeAlso: AWS Encryption SDK Developer Guide, "Body additional authenticated data (AAD) reference"
enum FrameLayout {
    /// Bytes of a frame number.
    static let sequenceLength = 4
    /// What stands where a regular frame has its number.
    static let finalMarker = UInt32.max
    /// Bytes in front of a regular frame's ciphertext.
    static let regularPrefix = sequenceLength + AlgorithmSuite.ivLength
    /// Bytes in front of the final frame's ciphertext.
    static let finalPrefix = 4 + sequenceLength + AlgorithmSuite.ivLength + 4
    /// Bytes in front of a single block's ciphertext.
    static let blockPrefix = AlgorithmSuite.ivLength + 8
    /// Bytes that a regular frame has beside its ciphertext.
    static let regularOverhead = regularPrefix + AlgorithmSuite.tagLength
    /// Bytes that the final frame has beside its ciphertext.
    static let finalOverhead = finalPrefix + AlgorithmSuite.tagLength
    /// Bytes that a single block has beside its ciphertext.
    static let blockOverhead = blockPrefix + AlgorithmSuite.tagLength

    /// The three kinds of pieces.
    enum Kind: Sendable {
        case regular
        case final
        case block

        /// What the AAD calls them.
        var label: String {
            switch self {
            case .regular: "AWSKMSEncryptionClient Frame"
            case .final: "AWSKMSEncryptionClient Final Frame"
            case .block: "AWSKMSEncryptionClient Single Block"
            }
        }
    }
}

/// The additional authenticated data of one kind of piece: message id, label, number, content length. Only the last
/// two change from piece to piece.
struct BodyAuthenticatedData: Sendable {
    private(set) var bytes: [UInt8]
    private let numbersOffset: Int

    init(messageID: [UInt8], kind: FrameLayout.Kind) {
        bytes = messageID + Array(kind.label.utf8)
        numbersOffset = bytes.count
        bytes += [UInt8](repeating: 0, count: 12)
    }

    /// The data for the piece with this number and this many bytes of content.
    mutating func set(sequence: UInt32, contentLength: Int) {
        bytes.withUnsafeMutableBytes { buffer in
            buffer.storeBytes(of: sequence.bigEndian, toByteOffset: numbersOffset, as: UInt32.self)
            buffer.storeBytes(of: UInt64(contentLength).bigEndian, toByteOffset: numbersOffset + 4, as: UInt64.self)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The big-endian number at `offset`; the caller has checked that it is there.
    func bigEndian<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type) -> Value {
        Value(bigEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }

    /// `count` bytes from `offset`.
    func slice(_ offset: Int, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[offset..<offset + count])
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Writes a big-endian number at `offset`.
    func store(bigEndian value: some FixedWidthInteger & BitwiseCopyable, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: type(of: value))
    }

    /// `count` bytes from `offset`.
    func slice(_ offset: Int, _ count: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: self[offset..<offset + count])
    }
}
