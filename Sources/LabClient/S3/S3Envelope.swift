public import LabCore

/// What an encrypted object says about itself, beside its body.
public struct S3Envelope: Hashable, Sendable {
    /// What the content's key is derived with.
    public enum Content: Hashable, Sendable {
        /// Format 2: the IV, 12 bytes.
        case gcm(iv: [UInt8])
        /// Format 3: a random id and what the object commits to, 28 bytes each.
        case committing(messageID: [UInt8], commitment: [UInt8])
    }

    /// How the content is encrypted.
    public let content: Content
    /// The data key as the key service wrapped it.
    public let encryptedDataKey: [UInt8]
    /// The context the data key is bound to, the content algorithm included.
    public let context: EncryptionContext

    /// The format.
    public var format: S3ObjectFormat {
        if case .gcm = content { .v2 } else { .v3 }
    }

    /// Bytes of format 3's message id and commitment.
    static let idLength = 28
}

extension S3Envelope {
    /// The user metadata for an object that carries everything itself.
    public var metadata: [String: String] {
        Dictionary(uniqueKeysWithValues: fields.map { ($0.rawValue, $1) })
    }

    /// The metadata for an object and the body of its instruction file, which then holds the data key. The file's key
    /// is the object's with `.instruction` behind it.
    public var withInstructionFile: (metadata: [String: String], instructionFile: [UInt8]) {
        let onObject = format == .v3 ? S3MetadataName.objectOnly : []
        let object = fields.filter { onObject.contains($0.0) }
        let file = fields.filter { !onObject.contains($0.0) }
        let json = JSONValue.object(JSONObject(file.map { ($0.rawValue, .string($1)) }))
        return (Dictionary(uniqueKeysWithValues: object.map { ($0.rawValue, $1) }), json.compactBytes)
    }

    private var fields: [(S3MetadataName, String)] {
        let key = Base64.encode(encryptedDataKey)
        let context = JSONValue.object(JSONObject(context.pairs.map { ($0.key, .string($0.value)) })).compactText
        switch content {
        case .gcm(let iv):
            return [
                (.keyV2, key), (.iv, Base64.encode(iv)), (.contentAlgorithmV2, format.contentAlgorithm),
                (.wrappingAlgorithmV2, format.wrappingAlgorithm), (.context, context), (.tagLength, "128"),
            ]
        case .committing(let messageID, let commitment):
            return [
                (.contentAlgorithmV3, format.contentAlgorithm), (.wrappingAlgorithmV3, format.wrappingAlgorithm),
                (.keyV3, key), (.commitment, Base64.encode(commitment)), (.messageID, Base64.encode(messageID)),
                (.contextV3, context),
            ]
        }
    }
}
