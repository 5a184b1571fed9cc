/// The data key of a message, wrapped under one key that somebody holds.
public struct EncryptedDataKey: Hashable, Sendable {
    /// Who wraps: `aws-kms`, or the namespace of a raw keyring.
    public var providerID: String
    /// Which key wraps: a key ARN for `aws-kms`.
    public var providerInfo: [UInt8]
    /// The wrapped data key.
    public var ciphertext: [UInt8]

    /// An entry from its three fields.
    public init(providerID: String, providerInfo: [UInt8], ciphertext: [UInt8]) {
        self.providerID = providerID
        self.providerInfo = providerInfo
        self.ciphertext = ciphertext
    }

    /// The provider id of entries that AWS KMS wrapped.
    public static let kmsProviderID = "aws-kms"

    /// The provider info as text, where it is text.
    public var providerInfoText: String? { String(validating: providerInfo, as: UTF8.self) }

    /// Whether the provider is `id`, byte by byte.
    func isFrom(_ id: String) -> Bool { providerID.utf8.elementsEqual(id.utf8) }

    func append(to bytes: inout [UInt8]) throws(MessageError) {
        for part in [Array(providerID.utf8), providerInfo, ciphertext] {
            guard part.count <= Limits.maximumFieldLength else { throw .encryptedDataKeyTooLong }
            bytes.append(counted: part)
        }
    }
}

extension HeaderParser {
    /// Reads the encrypted data keys: at least one, at most as many as the limits allow.
    mutating func encryptedDataKeys() throws(MessageError) -> [EncryptedDataKey] {
        let start = offset
        let count = Int(try field(.dataKeyCount) { reader throws(MessageError) in try reader.uint16() })
        guard count > 0 else { throw .malformed(.dataKeyCount, at: start) }
        guard count <= limits.maximumEncryptedDataKeys else {
            throw .tooManyEncryptedDataKeys(found: count, limit: limits.maximumEncryptedDataKeys)
        }
        var keys: [EncryptedDataKey] = []
        for index in 0..<count { keys.append(try encryptedDataKey(index)) }
        return keys
    }

    private mutating func encryptedDataKey(_ index: Int) throws(MessageError) -> EncryptedDataKey {
        let start = offset
        let id = try field(.dataKeyProviderID(index)) { reader throws(MessageError) in try reader.takeCounted() }
        guard let providerID = String(validating: id, as: UTF8.self) else {
            throw .malformed(.dataKeyProviderID(index), at: start)
        }
        let info = try field(.dataKeyProviderInfo(index)) { reader throws(MessageError) in try reader.takeCounted() }
        let wrapped = try field(.dataKeyCiphertext(index)) { reader throws(MessageError) in try reader.takeCounted() }
        return EncryptedDataKey(providerID: providerID, providerInfo: Array(info), ciphertext: Array(wrapped))
    }
}
