import LabClient
import LabCore
import LabCrypto

/// What came of opening something sealed.
enum Opening: Sendable {
    case missing
    case refused(Experiment.Outcome)
    case text([UInt8])
}

extension Experiment {
    /// Opens a thing with what it says itself, and with what KMS lets the caller have.
    func open(_ thing: SealedThing) async throws(ServiceError) -> Opening {
        switch thing.place {
        case .object(let object):
            let outcome = try await outcome(Self.store("GetObject", object, as: thing.caller))
            guard let bytes = outcome.output.bytes("body") else {
                return outcome.error?.code.wireName == "NoSuchKey" ? .missing : .refused(outcome)
            }
            return try await open(bytes, context: thing.context, as: thing.caller)
        case .blob(let name):
            guard let bytes = workspace.read(name) else { return .missing }
            return try await decrypt(bytes, thing.context ?? .empty, as: thing.caller)
        case .file(let name):
            guard let bytes = workspace.read(name) else { return .missing }
            let sealed = try? SealedFile(bytes)
            guard sealed != nil || bytes.first == Self.messageVersion else { return .refused(Self.noEnvelope) }
            guard let sealed, let wrapped = thing.wrapped else {
                return try await open(bytes, context: thing.context, as: thing.caller)
            }
            guard let blob = workspace.read(wrapped) else { return .missing }
            return try await open(sealed, blob, thing.context ?? .empty, as: thing.caller)
        }
    }

    /// Opens what `kmslab seal` or `kmslab encrypt` made; anything else is its own text.
    func open(
        _ bytes: [UInt8], context: EncryptionContext?, as caller: String
    ) async throws(ServiceError) -> Opening {
        guard let sealed = try? SealedFile(bytes) else {
            return bytes.first == Self.messageVersion ? try await openMessage(bytes, as: caller) : .text(bytes)
        }
        let inside = sealed.header.context
        if let context, !inside.isEmpty, !inside.contains(context) { return .refused(Self.otherContext) }
        // Whoever puts the plain key into the envelope needs no KMS, and nobody else does either.
        if let text = sealed.text(under: sealed.header.wrappedKey) { return .text(text) }
        guard !sealed.header.wrappedKey.isEmpty else { return .refused(Self.noKeyInside) }
        return try await open(
            sealed, sealed.header.wrappedKey, inside.isEmpty ? context ?? .empty : inside, as: caller)
    }

    /// Opens a sealed file with a wrapped data key, whether it lies inside or beside.
    private func open(
        _ sealed: SealedFile, _ wrappedKey: [UInt8], _ context: EncryptionContext, as caller: String
    ) async throws(ServiceError) -> Opening {
        let key = try await decrypt(wrappedKey, context, as: caller)
        guard case .text(let key) = key else { return key }
        return sealed.text(under: key).map { .text($0) } ?? .refused(Self.otherKey)
    }

    /// Asks KMS on a fork.
    func decrypt(
        _ blob: [UInt8], _ context: EncryptionContext, as caller: String
    ) async throws(ServiceError) -> Opening {
        let input: JSONObject = [
            "CiphertextBlob": .string(Base64.encode(blob)), "EncryptionContext": .object(context.jsonObject),
        ]
        let outcome = try await outcome(Self.kms("Decrypt", input, as: caller))
        return outcome.output.bytes("Plaintext").map { .text($0) } ?? .refused(outcome)
    }

    private static let messageVersion: UInt8 = 2

    private static let noEnvelope = refusal("NotAnEnvelope", "the file is nothing that was sealed")
    private static let noKeyInside = refusal("NoKeyInside", "no wrapped key is inside")
    private static let otherContext = refusal("OtherContext", "the envelope has another encryption context")
    private static let otherKey = refusal("OtherKey", "the key inside is not the key that sealed")

    private static func refusal(_ code: String, _ message: String) -> Outcome {
        Outcome(error: ServiceError(ServiceError.Code(code), message))
    }
}

extension SealedFile {
    /// The text under a data key; `nil` when the key is none, or another one.
    fileprivate func text(under key: [UInt8]) -> [UInt8]? {
        guard key.count == 16 || key.count == 32 else { return nil }
        return try? open(with: .dataKey(KeyMaterial(copying: key))).exportForResponse()
    }
}

extension [UInt8] {
    /// Whether `part`, which is not empty, stands somewhere in the bytes.
    func holds(_ part: [UInt8]) -> Bool {
        guard let first = part.first, count >= part.count else { return false }
        return withUnsafeBufferPointer { bytes in
            var start = 0
            while start <= bytes.count - part.count {
                if bytes[start] == first, bytes[start..<(start + part.count)].elementsEqual(part) { return true }
                start += 1
            }
            return false
        }
    }
}
