import KMSLab
import LabClient

/// An AWS Encryption SDK message for every object, with a data key of its own or a shared one.
struct EnvelopeTrial: Trial {
    private let workshop: Workshop
    private let objectBytes: Int
    private let manager: any MaterialsManager

    /// A cached key is not used for longer; a run is over before.
    private static let cacheAge = LabDuration.hours(1)

    init(workshop: Workshop, objectBytes: Int, cacheMessages: Int?) {
        self.workshop = workshop
        self.objectBytes = objectBytes
        let ambient = workshop.lab.ambient
        let source = LabDataKeys(workshop.lab, as: .root)
        let fresh = KeyringMaterialsManager(
            keyring: KMSKeyring(keyID: workshop.keyARN, source: source), random: ambient.random)
        manager =
            if let cacheMessages {
                CachingMaterialsManager(
                    fresh, bounds: .init(maximumAge: Self.cacheAge, maximumMessages: UInt64(cacheMessages)),
                    clock: ambient.clock)
            } else {
                fresh
            }
    }

    func seal(_ number: Int) async throws -> SealedObject {
        let request = EncryptionRequest(suite: .aes256Committing, plaintextLength: UInt64(objectBytes))
        let materials = try await manager.encryptionMaterials(for: request)
        return SealedObject(
            storedBytes: try write(materials), plaintextToKMS: 0,
            wrappedKey: materials.encryptedDataKeys.first?.ciphertext)
    }

    /// Makes the message piece by piece and keeps its length.
    private func write(_ materials: EncryptionMaterials) throws -> Int {
        var encryptor = try MessageEncryptor(
            materials: materials, frameLength: Workshop.pieceLength, random: workshop.lab.ambient.random)
        var output = MessageBuffer(capacity: workshop.piece.count + 4096)
        var written = 0
        var rest = objectBytes
        while rest > 0 {
            let length = min(rest, workshop.piece.count)
            try workshop.piece.withReadableBytes { bytes throws(MessageError) in
                try encryptor.update(UnsafeRawBufferPointer(rebasing: bytes[..<length]), into: &output)
            }
            written += output.count
            output.removeAll()
            rest -= length
        }
        try encryptor.finish(into: &output)
        return written + output.count
    }
}

/// S3 `PutObject` into a bucket with a bucket key.
struct BucketKeyTrial: Trial {
    let workshop: Workshop
    let objectBytes: Int

    func seal(_ number: Int) async throws -> SealedObject {
        let body = RepeatedBody(workshop.piece, byteCount: objectBytes)
        let input = PutObject.Input(
            bucket: Workshop.bucket, key: "object-\(number)", body: body, contentLength: objectBytes)
        _ = try await workshop.lab.perform(PutObject.self, input, in: try workshop.lab.call(as: .root))
        return SealedObject(storedBytes: objectBytes, plaintextToKMS: 0)
    }
}

/// One piece over and over, the last time cut: a body that costs nothing to make.
private actor RepeatedBody: BodySource {
    private let piece: [UInt8]
    private var rest: Int

    init(_ piece: [UInt8], byteCount: Int) {
        self.piece = piece
        rest = byteCount
    }

    func next() async throws(ServiceError) -> [UInt8]? {
        guard rest > 0 else { return nil }
        let length = min(rest, piece.count)
        rest -= length
        return length == piece.count ? piece : Array(piece.prefix(length))
    }
}
