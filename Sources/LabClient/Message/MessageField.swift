/// The fields of a message, in the order in which they may stand.
public enum MessageField: Hashable, Sendable {
    /// The format's version, 1 byte.
    case version
    /// The kind of object, 1 byte, only in version 1: always `80`.
    case type
    /// The algorithm suite's number, 2 bytes.
    case suiteID
    /// The random identifier, 16 or 32 bytes.
    case messageID
    /// How many bytes of context follow, 2 bytes.
    case contextLength
    /// How many pairs the context has, 2 bytes; absent when it is empty.
    case contextPairCount
    /// The key of the pair with this index, behind a length of 2 bytes.
    case contextKey(Int)
    /// The value of the pair with this index, behind a length of 2 bytes.
    case contextValue(Int)
    /// How many encrypted data keys follow, 2 bytes.
    case dataKeyCount
    /// Whose kind of wrapping the entry with this index is, behind a length of 2 bytes.
    case dataKeyProviderID(Int)
    /// The wrapping key's name, behind a length of 2 bytes.
    case dataKeyProviderInfo(Int)
    /// The wrapped data key, behind a length of 2 bytes.
    case dataKeyCiphertext(Int)
    /// Framed or single block, 1 byte.
    case contentType
    /// Four zero bytes, only in version 1.
    case reserved
    /// The IV's length, 1 byte, only in version 1: always 12.
    case ivLength
    /// Plaintext bytes in a regular frame, 4 bytes; zero for a single block.
    case frameLength
    /// The key commitment, 32 bytes, only in version 2.
    case commitment
    /// The header's IV, 12 bytes, only in version 1.
    case headerIV
    /// The tag over the header, 16 bytes.
    case headerTag
    /// A frame, or the single block.
    case body
    /// A frame's number, 4 bytes.
    case frameSequence
    /// The length of the final frame's or the single block's content.
    case contentLength
    /// The signature, behind a length of 2 bytes.
    case signature
}

extension MessageField: CustomStringConvertible {
    /// What a person calls the field.
    public var description: String {
        switch self {
        case .version: "version"
        case .type: "type"
        case .suiteID: "algorithm suite"
        case .messageID: "message id"
        case .contextLength: "context length"
        case .contextPairCount: "number of context pairs"
        case .contextKey(let index): "context key \(index + 1)"
        case .contextValue(let index): "context value \(index + 1)"
        case .dataKeyCount: "number of encrypted data keys"
        case .dataKeyProviderID(let index): "provider id of data key \(index + 1)"
        case .dataKeyProviderInfo(let index): "provider info of data key \(index + 1)"
        case .dataKeyCiphertext(let index): "ciphertext of data key \(index + 1)"
        case .contentType: "content type"
        case .reserved: "reserved field"
        case .ivLength: "IV length"
        case .frameLength: "frame length"
        case .commitment: "key commitment"
        case .headerIV: "header IV"
        case .headerTag: "header tag"
        case .body: "body"
        case .frameSequence: "frame number"
        case .contentLength: "content length"
        case .signature: "signature"
        }
    }
}

/// Is told of every field a parser has read, so that an explanation of a message cannot disagree with its reading.
protocol FieldRecorder {
    /// Takes note that `field` fills `range`, lengths in front of it included.
    mutating func record(_ field: MessageField, _ range: Range<Int>)
}

/// Takes note of nothing.
struct NoRecorder: FieldRecorder {
    func record(_ field: MessageField, _ range: Range<Int>) {}
}
