import LabCore
import LabService

extension MemberReader {
    /// `GrantTokens`.
    func grantTokens() -> [String] {
        strings("GrantTokens", KMSLimits.grantTokens, each: KMSLimits.grantTokenLength) ?? []
    }

    /// `KeyId`, required.
    func keyID(_ name: String = "KeyId") -> String {
        requiredString(name, KMSLimits.keyIDLength)
    }

    /// A page's `Limit`. The model's bounds are wider than what the service takes.
    func limit(_ bounds: KMSLimits.Bounded) -> Int {
        integer("Limit", 1...1000) ?? bounds.standard
    }

    /// A page's `Marker`.
    func marker() -> String? {
        string("Marker", KMSLimits.markerLength, pattern: "[\\u0020-\\u00FF]*")
    }

    /// `Tags`.
    func tags() -> [Tag] {
        structures("Tags", of: Tag.init) ?? []
    }
}

extension Tag {
    /// Reads `TagKey` and `TagValue`.
    init(_ members: MemberReader) {
        key = members.requiredString("TagKey", KMSLimits.tagKeyLength)
        value = members.requiredString("TagValue", KMSLimits.tagValueLength)
    }

    /// As the wire has it.
    var json: JSONValue { ["TagKey": .string(key), "TagValue": .string(value)] }
    /// As events have it.
    var auditValue: JSONValue { ["tagKey": .string(key), "tagValue": .string(value)] }
}

extension JSONValue {
    /// Bytes as base64.
    static func blob(_ bytes: [UInt8]) -> JSONValue { .string(Base64.encode(bytes)) }
    /// A moment as epoch seconds.
    static func moment(_ timestamp: Timestamp) -> JSONValue { .number(timestamp.secondsSince1970) }
}

extension EncryptionContext {
    /// The pairs for an event; nothing for an empty context.
    var auditValue: JSONValue? {
        isEmpty ? nil : .object(JSONObject(pairs.map { ($0.key, JSONValue.string($0.value)) }))
    }
}
