import LabCore

extension S3Envelope {
    /// Reads an object's user metadata, and the body of its instruction file where metadata alone does not do.
    ///
    /// Metadata is not authenticated, so nothing in it is taken for granted: formats must not be mixed, what belongs to
    /// the object must not come from the file, and the content algorithm must be the one that the data key is bound to.
    /// Other metadata is ignored.
    ///
    /// - Throws: what ``S3EncryptionError`` names under "metadata"
    public init(
        metadata: [String: String], instructionFile: [UInt8]? = nil
    ) throws(S3EncryptionError) {
        let fields = try S3Fields(metadata: metadata, instructionFile: instructionFile)
        switch try fields.format() {
        case .v2: try self.init(v2: fields)
        case .v3: try self.init(v3: fields)
        }
        let bound = context[S3ObjectFormat.algorithmContextKey]
        guard bound?.utf8.elementsEqual(format.contentAlgorithm.utf8) ?? false else { throw .algorithmMismatch }
    }

    private init(v2 fields: S3Fields) throws(S3EncryptionError) {
        try fields.expect(.contentAlgorithmV2, S3ObjectFormat.v2.contentAlgorithm, legacy: ["AES/CBC/PKCS5Padding"])
        try fields.expect(.wrappingAlgorithmV2, S3ObjectFormat.v2.wrappingAlgorithm, legacy: ["kms", "AESWrap"])
        try fields.expect(.tagLength, "128")
        content = .gcm(iv: try fields.bytes(.iv, count: AlgorithmSuite.ivLength))
        encryptedDataKey = try fields.bytes(.keyV2)
        context = try fields.context(.context)
    }

    private init(v3 fields: S3Fields) throws(S3EncryptionError) {
        try fields.expect(.contentAlgorithmV3, S3ObjectFormat.v3.contentAlgorithm)
        try fields.expect(.wrappingAlgorithmV3, S3ObjectFormat.v3.wrappingAlgorithm)
        let messageID = try fields.bytes(.messageID, count: S3Envelope.idLength)
        // Writers take an id of zeros for one that was never drawn.
        guard messageID.contains(where: { $0 != 0 }) else {
            throw .malformed(name: S3MetadataName.messageID.rawValue)
        }
        content = .committing(
            messageID: messageID, commitment: try fields.bytes(.commitment, count: S3Envelope.idLength))
        encryptedDataKey = try fields.bytes(.keyV3)
        context = try fields.context(.contextV3)
    }
}

/// The encryption client's names and values, wherever they stood.
private struct S3Fields {
    private var values: [S3MetadataName: String] = [:]

    init(metadata: [String: String], instructionFile: [UInt8]?) throws(S3EncryptionError) {
        for (name, value) in metadata {
            if let name = S3MetadataName(rawValue: name) { values[name] = value }
        }
        if !hasMarker {
            guard let instructionFile else {
                throw values.isEmpty ? .notEncrypted : .missing(name: S3MetadataName.keyV3.rawValue)
            }
            try add(instructionFile)
        }
        for (name, value) in values where !value.utf8.allSatisfy({ $0 < 0x80 }) {
            throw .malformed(name: name.rawValue)
        }
    }

    private var hasMarker: Bool { S3MetadataName.markers.contains { values[$0] != nil } }

    private mutating func add(_ instructionFile: [UInt8]) throws(S3EncryptionError) {
        guard let object = (try? JSONParser.parse(instructionFile, duplicates: .refuse))?.object else {
            throw .malformedInstructionFile(name: nil)
        }
        for member in object.members {
            guard let name = S3MetadataName(rawValue: member.name), !S3MetadataName.objectOnly.contains(name),
                values[name] == nil
            else { throw .malformedInstructionFile(name: member.name) }
            guard let value = member.value.string else { throw .malformedInstructionFile(name: member.name) }
            values[name] = value
        }
    }

    /// The one format that all names belong to.
    func format() throws(S3EncryptionError) -> S3ObjectFormat {
        guard S3MetadataName.markers.count(where: { values[$0] != nil }) <= 1 else { throw .mixedFormats }
        let formats = Set(values.keys.compactMap(\.format))
        guard formats.count <= 1, let format = formats.first else { throw .mixedFormats }
        if values[.keyV1] != nil { throw .legacy(name: S3MetadataName.keyV1.rawValue, value: "format 1") }
        return format
    }

    func text(_ name: S3MetadataName) throws(S3EncryptionError) -> String {
        guard let value = values[name] else { throw .missing(name: name.rawValue) }
        return value
    }

    func bytes(_ name: S3MetadataName, count: Int? = nil) throws(S3EncryptionError) -> [UInt8] {
        guard let bytes = StrictBase64.decode(try text(name)), bytes.count == count ?? bytes.count else {
            throw .malformed(name: name.rawValue)
        }
        return bytes
    }

    func context(_ name: S3MetadataName) throws(S3EncryptionError) -> EncryptionContext {
        guard let object = (try? JSONParser.parse(try text(name), duplicates: .refuse))?.object else {
            throw values[name] == nil ? .missing(name: name.rawValue) : .malformed(name: name.rawValue)
        }
        var pairs: [EncryptionContext.Pair] = []
        for member in object.members {
            guard let value = member.value.string else { throw .malformed(name: name.rawValue) }
            pairs.append((member.name, value))
        }
        guard let context = EncryptionContext(pairs) else { throw .malformed(name: name.rawValue) }
        return context
    }

    func expect(
        _ name: S3MetadataName, _ expected: String, legacy: [String] = []
    ) throws(S3EncryptionError) {
        let value = try text(name)
        guard value != expected else { return }
        throw legacy.contains(value)
            ? .legacy(name: name.rawValue, value: value) : .unsupported(name: name.rawValue, value: value)
    }
}
