import KMSLab

/// What sealing one object came to.
struct SealedObject {
    /// Ciphertext bytes that somebody has to keep.
    var storedBytes: Int
    /// Plaintext bytes that went to the key service.
    var plaintextToKMS: Int
    /// The data key under which it lies, as KMS wrapped it; `nil` where there is none, or where only S3 sees it.
    var wrappedKey: [UInt8]?
}

/// A way to seal objects, at work.
protocol Trial {
    /// Seals the object with this number.
    func seal(_ number: Int) async throws -> SealedObject
}

extension BenchCase {
    /// The case at work in `workshop`.
    func trial(in workshop: Workshop) -> any Trial {
        switch method {
        case .direct: DirectTrial(workshop: workshop, objectBytes: objectBytes)
        case .envelope: EnvelopeTrial(workshop: workshop, objectBytes: objectBytes, cacheMessages: nil)
        case .cached: EnvelopeTrial(workshop: workshop, objectBytes: objectBytes, cacheMessages: cacheMessages)
        case .bucketKeys: BucketKeyTrial(workshop: workshop, objectBytes: objectBytes)
        }
    }
}

/// KMS `Encrypt` on every 4,096 bytes.
struct DirectTrial: Trial {
    let workshop: Workshop
    let objectBytes: Int

    func seal(_ number: Int) async throws -> SealedObject {
        var sealed = SealedObject(storedBytes: 0, plaintextToKMS: 0)
        while sealed.plaintextToKMS < objectBytes {
            let length = min(BenchCase.directLimit, objectBytes - sealed.plaintextToKMS)
            let input = Encrypt.Input(keyID: workshop.keyARN, plaintext: Array(workshop.piece.prefix(length)))
            let call = try workshop.lab.call(as: .root)
            sealed.storedBytes += try await workshop.lab.perform(Encrypt.self, input, in: call).ciphertext.count
            sealed.plaintextToKMS += length
        }
        return sealed
    }
}
