/// The boxes that several fields share.
enum FieldBox: Hashable {
    case context
    case dataKey(Int)
}

extension MessageField {
    /// The box the field is drawn in, beside the header's own.
    var box: FieldBox? {
        switch self {
        case .contextLength, .contextPairCount, .contextKey, .contextValue: .context
        case .dataKeyProviderID(let index), .dataKeyProviderInfo(let index), .dataKeyCiphertext(let index):
            .dataKey(index)
        default: nil
        }
    }

    /// What the field is for, in one line.
    var meaning: String {
        switch self {
        case .version: "which layout follows"
        case .type: "customer authenticated encrypted data"
        case .suiteID: "which algorithms protect the message"
        case .messageID: "random; makes the content key and every frame belong to this message alone"
        case .contextLength: "bytes of encryption context that follow"
        case .contextPairCount: "pairs that follow, ascending by the bytes of their keys"
        case .contextKey: "what the next value is about"
        case .contextValue: "must be the same whenever the data key is opened"
        case .dataKeyCount: "how many keys can open the message"
        default: laterMeaning
        }
    }

    private var laterMeaning: String {
        switch self {
        case .dataKeyProviderID: "whose kind of wrapping this is"
        case .dataKeyProviderInfo: "which key wrapped it"
        case .dataKeyCiphertext: "the data key as only that key can open it"
        case .contentType: "framed, or one single block"
        case .reserved: "always zero"
        case .ivLength: "bytes of every IV"
        case .frameLength: "plaintext bytes in every frame but the last"
        case .commitment: "ties the message to one data key: no second key opens it to another text"
        case .headerIV: "the header's IV"
        case .headerTag: "AES-GCM tag over the whole header"
        case .frameSequence: "the frame's number; bound to the frame, so that none can be moved, doubled or dropped"
        case .contentLength: "bytes of content that follow"
        case .signature: "ECDSA over everything before it; the verification key stands in the context"
        default: "the content"
        }
    }

    /// What `bytes`, lengths in front included, say; `nil` when hexadecimal says it best.
    func value(of bytes: [UInt8]) -> String? {
        switch self {
        case .suiteID: AlgorithmSuite(rawValue: UInt16(FieldValue.number(bytes)))?.description
        case .contentType: bytes.first == ContentType.framedByte ? "framed" : "single block"
        case .version, .contextLength, .contextPairCount, .dataKeyCount, .ivLength, .frameLength, .frameSequence,
            .contentLength:
            String(FieldValue.number(bytes))
        case .contextKey, .contextValue, .dataKeyProviderID: FieldValue.text(bytes.dropFirst(2))
        case .dataKeyProviderInfo: FieldValue.providerInfo(Array(bytes.dropFirst(2)))
        default: nil
        }
    }
}

private enum FieldValue {
    static func number(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        String(validating: bytes, as: UTF8.self)
    }

    /// The name of a KMS or RSA key, which is all there is, or the name of a raw AES key, which has numbers behind it.
    static func providerInfo(_ bytes: [UInt8]) -> String? {
        RawAESKeyInfo.name(in: bytes) ?? text(bytes[...])
    }
}
