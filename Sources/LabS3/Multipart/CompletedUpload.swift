import LabCore
import LabCrypto

/// The list of parts that CompleteMultipartUpload names, checked against the parts that are there.
struct CompletedUpload: Sendable {
    let upload: MultipartUpload
    /// The parts, in the order of the list, which is that of their numbers.
    let parts: [StoredPart]
    let claims: [CompleteMultipartUpload.CompletedPart]

    /// - Throws: `InvalidRequest` for an empty list, `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall`.
    init(
        _ list: [CompleteMultipartUpload.CompletedPart], upload: MultipartUpload, parts: [StoredPart]
    ) throws(ServiceError) {
        guard !list.isEmpty else { throw S3Error.noParts }
        guard zip(list, list.dropFirst()).allSatisfy({ $0.partNumber < $1.partNumber }) else {
            throw S3Error.invalidPartOrder(upload.id.uploadID)
        }
        let byNumber = Dictionary(parts.map { ($0.id.number, $0) }) { first, _ in first }
        var found: [StoredPart] = []
        for claim in list {
            guard let part = byNumber[claim.partNumber], part.eTag == ETag.bare(claim.eTag) else {
                throw S3Error.invalidPart(claim.partNumber, eTag: ETag.bare(claim.eTag), upload.id.uploadID)
            }
            found.append(part)
        }
        for part in found.dropLast() where part.byteCount < S3Limits.partBytes.lowerBound {
            throw S3Error.partTooSmall(part)
        }
        self.upload = upload
        self.parts = found
        claims = list
    }

    /// How many bytes the object has.
    var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }

    /// The MD5 over the parts' tags, and how many there are.
    var eTag: String { CompletedUpload.eTag(parts.map(\.eTag)) }

    /// The MD5 over tags, and how many there are.
    static func eTag(_ tags: [String]) -> String {
        let bytes = tags.flatMap { Hex.decode($0) ?? [] }
        return "\(Hex.encode(DigestAlgorithm.md5.digest(of: bytes)))-\(tags.count)"
    }

    /// Whether the whole's checksum can be made only with the upload's data key.
    var needsDataKeys: Bool { parts.contains { $0.checksum?.isSealed == true } }

    /// The checksum of the whole, made of the parts' checksums; `nil` where the parts have none.
    ///
    /// - Throws: what checksums in the list that do not fit come to.
    func checksum(under wrap: KeyWrap?) throws(ServiceError) -> ObjectChecksum? {
        var sums: [ObjectChecksum] = []
        for part in parts {
            guard let stored = part.checksum else { return nil }
            sums.append(try stored.open(wrap))
        }
        guard let algorithm = sums.first?.algorithm else { return nil }
        try checkClaims(sums, algorithm)
        let type = upload.checksumType ?? .fullObject
        switch type {
        case .composite: return composite(sums, algorithm)
        case .fullObject: return fullObject(sums, algorithm)
        }
    }

    private func checkClaims(_ sums: [ObjectChecksum], _ algorithm: ChecksumAlgorithm) throws(ServiceError) {
        for (claim, sum) in zip(claims, sums) {
            guard let value = claim.checksums.first(where: { $0.algorithm == algorithm })?.value else {
                guard upload.checksumType != .composite else {
                    throw S3Error.partChecksumMissing(algorithm, part: claim.partNumber)
                }
                continue
            }
            guard value == sum.value else {
                guard upload.checksumType == .composite else {
                    throw S3Error.invalidPart(claim.partNumber, eTag: ETag.bare(claim.eTag), upload.id.uploadID)
                }
                throw S3Error.badPartChecksum(algorithm, part: claim.partNumber)
            }
        }
    }

    private func composite(_ sums: [ObjectChecksum], _ algorithm: ChecksumAlgorithm) -> ObjectChecksum {
        let value = Base64.encode(algorithm.value(of: sums.flatMap { $0.bytes ?? [] }))
        return ObjectChecksum(algorithm: algorithm, type: .composite, value: "\(value)-\(sums.count)")
    }

    /// CRCs of parts add up to the CRC of the whole without another look at the bytes.
    private func fullObject(_ sums: [ObjectChecksum], _ algorithm: ChecksumAlgorithm) -> ObjectChecksum? {
        guard let crc = algorithm.crc else { return nil }
        var whole = CRC(crc)
        for (part, sum) in zip(parts, sums) {
            let value = (sum.bytes ?? []).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            whole.append(CRC(crc, value: value, byteCount: part.byteCount))
        }
        return ObjectChecksum(algorithm: algorithm, value: Base64.encode(whole.bytes))
    }

    /// The object's pieces.
    var segments: [BodySegment] {
        parts.map {
            BodySegment(number: $0.id.number, byteCount: $0.byteCount, location: $0.location, checksum: $0.checksum)
        }
    }
}
