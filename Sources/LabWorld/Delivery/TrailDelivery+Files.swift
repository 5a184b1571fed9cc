import Dispatch
import LabCore
import LabCrypto
import LabKMS
import LabS3
import LabService
import LabTrail

extension TrailDelivery {
    /// Puts log files into their bucket, under the trail's key if it has one; what stood in the way of the first that
    /// failed.
    func put(
        _ files: [(region: Region, file: LogFile)], of trail: TrailRecord, at time: Timestamp
    ) async -> ServiceError? {
        let encryption = trail.kmsKeyARN.map { TrailFile.Encryption(kmsKeyARN: $0, trail: trail.arn) }
        for (_, file) in files {
            do throws(ServiceError) {
                try await put(file.key, file.body, of: trail, encryption: encryption, at: time)
            } catch {
                return error
            }
        }
        return nil
    }

    /// Makes and delivers the digest of every Region's chain.
    func digests(
        of trail: TrailRecord, at end: Timestamp
    ) async -> Result<[(region: Region, file: DigestFile)], ServiceError> {
        var files: [(region: Region, file: DigestFile)] = []
        for (code, chain) in trail.delivery.chains.sorted(by: { $0.key < $1.key }) {
            guard let region = Region(code) else { continue }
            do throws(ServiceError) {
                let file = try await digest(chain, of: trail, in: region, endingAt: end)
                try await put(file, of: trail, at: end)
                files.append((region, file))
            } catch {
                return .failure(error)
            }
        }
        return .success(files)
    }

    /// Digests lie under the bucket's own encryption, so that whoever validates needs no key.
    private func put(_ file: DigestFile, of trail: TrailRecord, at end: Timestamp) async throws(ServiceError) {
        let metadata = [
            MetadataEntry(DigestFile.signatureName, file.signature),
            MetadataEntry(DigestFile.algorithmName, DigestFile.algorithm),
        ]
        try await put(file.key, file.body, metadata: metadata, of: trail, encryption: nil, at: end)
    }

    private func put(
        _ key: String, _ body: [UInt8], metadata: [MetadataEntry] = [], of trail: TrailRecord,
        encryption: TrailFile.Encryption?, at time: Timestamp
    ) async throws(ServiceError) {
        let bucket = try lab.world.s3.bucket(named: trail.bucket)
        let input = TrailFile.put(
            bucket: trail.bucket, key: key, body: body, metadata: metadata, encryption: encryption)
        _ = try await lab.perform(
            PutObject.self, input, in: try lab.trailCall(for: trail.arn, in: bucket.region, at: time))
    }

    private func digest(
        _ chain: DigestChain, of trail: TrailRecord, in region: Region, endingAt end: Timestamp
    ) async throws(ServiceError) -> DigestFile {
        let signer = try await signer(in: region, at: end)
        do throws(CryptoError) {
            let pkcs8 = try lab.world.kms.vault.openSecret(
                signer.sealedPrivateKey.bytes, name: Self.secretName(region))
            let privateKey = try PrivateKey(pkcs8: pkcs8, as: Self.algorithm, validation: .form)
            return try DigestFile(
                chain, of: trail, region: region, endingAt: end, signer: signer, privateKey: privateKey)
        } catch {
            throw ServiceError(LabError.internalFailure, error.description)
        }
    }
}

extension TrailDelivery {
    private static let algorithm = KeyAlgorithm.rsa(bits: 2048)

    private static func secretName(_ region: Region) -> String { "cloudtrail digests \(region)" }

    /// The key pair that signs the Region's digests at `time`, made when it is first wanted.
    private func signer(in region: Region, at time: Timestamp) async throws(ServiceError) -> DigestKeyRecord {
        let known = lab.world.trail.keys.all.first { $0.id.region == region && $0.isValid(at: time) }
        if let known { return known }
        let made = try await makeSigner(in: region, at: time)
        return try await lab.commit { writer throws(ServiceError) in
            writer.head.trail.keys.put(made)
            return (made, Commit(changes: writer.head.drainChanges(), history: .continuation))
        }
    }

    /// A new key pair. It is said to be valid from a day before its first signature, for whoever asks by the hours that a
    /// digest covers.
    private func makeSigner(in region: Region, at time: Timestamp) async throws(ServiceError) -> DigestKeyRecord {
        do throws(CryptoError) {
            let key = try await Self.keyPair().get()
            let publicKey = try key.publicKey.rsaPublicKey()
            let sealed = try lab.world.kms.vault.sealSecret(
                KeyMaterial(try key.pkcs8()), name: Self.secretName(region), random: lab.ambient.random)
            return DigestKeyRecord(
                region: region, fingerprint: Hex.encode(DigestAlgorithm.md5.digest(of: publicKey)),
                publicKey: publicKey, sealedPrivateKey: sealed, validFrom: time - .days(1),
                validTo: time + .days(TrailLimits.signingKeyDays))
        } catch {
            throw ServiceError(LabError.internalFailure, error.description)
        }
    }

    /// RSA takes its time, so it is made on a thread of its own.
    private static func keyPair() async -> Result<PrivateKey, CryptoError> {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(CryptoError) {
                    continuation.resume(returning: .success(try PrivateKey.generate(algorithm)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    }
}
