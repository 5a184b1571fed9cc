import LabService

/// A sealed piece of a version, exactly as it lies at rest: what a thief of the disk sees.
public struct SealedPart: Sendable {
    /// 0 for a body in one piece, else the part's number.
    public let number: Int
    /// The length, unsealed.
    public let byteCount: Int
    /// Whether the bytes lie in the version's record; otherwise they are a body of their own.
    public let isInline: Bool
    /// The sealed bytes.
    public let bytes: any SealedBytes
}

extension S3State {
    /// The sealed pieces of a version, in order; none for a delete marker.
    ///
    /// - Throws: ``BodyFailure/missing`` for a body that is not there.
    public func sealedParts(of version: ObjectVersion) throws(BodyFailure) -> [SealedPart] {
        var parts: [SealedPart] = []
        for segment in version.data?.segments ?? [] { parts.append(try sealedPart(segment)) }
        return parts
    }

    private func sealedPart(_ segment: BodySegment) throws(BodyFailure) -> SealedPart {
        let bytes: any SealedBytes
        let isInline: Bool
        switch segment.location {
        case .inline(let blob):
            bytes = InlineBody(bytes: blob.bytes)
            isInline = true
        case .stored(let id):
            guard let row = bodies[id] else { throw .missing }
            bytes = try store.open(row)
            isInline = false
        }
        return SealedPart(number: segment.number, byteCount: segment.byteCount, isInline: isInline, bytes: bytes)
    }
}
