import LabCore

/// The encryption context as the message format writes it: a count, then every key and value behind its length, all
/// lengths 16 bits, ascending by the UTF-8 bytes of the keys; nothing at all for an empty context.
///
/// These bytes are also the additional authenticated data under which a raw AES keyring wraps a data key.
///
/// - SeeAlso: AWS Encryption SDK Developer Guide, "Message format", AAD
enum MessageContext {
    /// What the context's keys that belong to the library begin with.
    static let reservedPrefix = "aws-crypto-"
    /// The key whose value is the verification key of a signed message.
    static let publicKeyName = "aws-crypto-public-key"

    /// The bytes for `context`.
    ///
    /// - Throws: `MessageError.contextTooLong`
    static func serialize(_ context: EncryptionContext) throws(MessageError) -> [UInt8] {
        guard !context.isEmpty else { return [] }
        guard serializedLength(context) <= Limits.maximumContextLength else { throw .contextTooLong }
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt16(context.pairs.count))
        for pair in context.pairs {
            bytes.append(counted: Array(pair.key.utf8))
            bytes.append(counted: Array(pair.value.utf8))
        }
        return bytes
    }

    /// The first pair whose key is reserved.
    static func reservedKey(in context: EncryptionContext) -> String? {
        context.pairs.first { $0.key.utf8.starts(with: reservedPrefix.utf8) }?.key
    }

    /// The first pair of `required` that `context` contradicts: it has the key with another value, or has it not.
    static func firstMismatch(of required: EncryptionContext, in context: EncryptionContext) -> String? {
        required.pairs.first { pair in
            guard let value = context[pair.key] else { return true }
            return !value.utf8.elementsEqual(pair.value.utf8)
        }?.key
    }

    private static func serializedLength(_ context: EncryptionContext) -> Int {
        context.pairs.reduce(2) { $0 + 4 + $1.key.utf8.count + $1.value.utf8.count }
    }
}

extension HeaderParser {
    /// Reads the context, which must fill its declared length exactly.
    mutating func context() throws(MessageError) -> EncryptionContext {
        let length = Int(try field(.contextLength) { reader throws(MessageError) in try reader.uint16() })
        guard length > 0 else { return .empty }
        let end = offset + length
        let pairs = try contextPairs(end: end)
        guard offset == end, let context = EncryptionContext(pairs) else { throw .malformedContext(at: offset) }
        return context
    }

    private mutating func contextPairs(end: Int) throws(MessageError) -> [EncryptionContext.Pair] {
        let count = try field(.contextPairCount) { reader throws(MessageError) in try reader.uint16() }
        guard count > 0 else { throw .malformedContext(at: offset) }
        var pairs: [EncryptionContext.Pair] = []
        for index in 0..<Int(count) {
            let key = try contextText(.contextKey(index), end: end)
            let value = try contextText(.contextValue(index), end: end)
            pairs.append((key, value))
        }
        return pairs
    }

    private mutating func contextText(_ name: MessageField, end: Int) throws(MessageError) -> String {
        let start = offset
        let bytes = try field(name) { reader throws(MessageError) in try reader.takeCounted() }
        guard offset <= end, let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformedContext(at: start)
        }
        return text
    }
}
