public import LabCore
import LabCrypto
import LabService
import Synchronization

/// A body on its way out, chunk by chunk. Every chunk is authenticated before it is handed out.
///
/// One task pulls. An object that is deleted meanwhile is still read whole: the reader holds the lease of the state in
/// which it was found, because the files of later parts are opened only when their turn comes.
public final class BodyReader: Sendable {
    /// How many bytes will come.
    public let byteCount: Int
    private let cursor: Mutex<BodyCursor>
    private let lease: BodyLease

    init(_ cursor: sending BodyCursor, holding lease: BodyLease) {
        byteCount = cursor.byteCount
        self.cursor = Mutex(cursor)
        self.lease = lease
    }

    /// The next bytes, at most one chunk (64 KiB); `nil` at the end.
    ///
    /// - Throws: `InternalError` when the stored bytes are not what was sealed for this object. Whoever has sent a part of
    ///   the body already must break the connection off, not end it.
    public func next() throws(ServiceError) -> [UInt8]? {
        do throws(BodyFailure) {
            return try cursor.withLock { cursor throws(BodyFailure) in try cursor.next() }
        } catch {
            throw S3Error.body(error)
        }
    }

    /// All that is left, for bodies that are known to be small.
    ///
    /// - Throws: as ``next()``.
    public func collect() throws(ServiceError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try next() { bytes.append(contentsOf: piece) }
        return bytes
    }

    /// Reads the first chunk, so that a body that cannot be read is refused before anything of it is sent.
    func prefetch() throws(BodyFailure) {
        try cursor.withLock { cursor throws(BodyFailure) in try cursor.prefetch() }
    }
}

/// One sealed piece of an object: the whole body, or a part of a multipart upload.
struct SealedSegment: Sendable {
    let location: BodyLocation
    /// The row of a body in the store.
    let row: BodyRow?
    /// How many bytes it has, unsealed.
    let byteCount: Int
    let identity: BodyIdentity
}

/// Where a reader stands in a range of an object's bytes.
struct BodyCursor {
    /// How many bytes the range has.
    let byteCount: Int
    private let segments: [SealedSegment]
    private let dataKeys: [KeyMaterial]
    private let store: any BodyStore
    private var nextSegment = 0
    private var open: OpenSegment?
    private var skipped: Int
    private var left: Int
    private var ahead: [UInt8]?

    /// A cursor over `range` of the bytes that `segments` make up together.
    init(_ segments: [SealedSegment], range: Range<Int>, dataKeys: [KeyMaterial], store: any BodyStore) {
        self.segments = segments
        self.dataKeys = dataKeys
        self.store = store
        byteCount = range.count
        skipped = range.lowerBound
        left = range.count
        while nextSegment < segments.count, left > 0, skipped >= segments[nextSegment].byteCount {
            skipped -= segments[nextSegment].byteCount
            nextSegment += 1
        }
    }

    mutating func prefetch() throws(BodyFailure) {
        ahead = try next() ?? []
    }

    mutating func next() throws(BodyFailure) -> [UInt8]? {
        if let ahead {
            self.ahead = nil
            return ahead.isEmpty ? nil : ahead
        }
        guard left > 0 else { return nil }
        while true {
            if let piece = try open?.next() { return take(piece) }
            guard nextSegment < segments.count else { throw .damaged }
            let segment = segments[nextSegment]
            nextSegment += 1
            let end = min(segment.byteCount, skipped + left)
            open = try OpenSegment(segment, range: skipped..<end, dataKeys: dataKeys, store: store)
            skipped = 0
        }
    }

    private mutating func take(_ piece: [UInt8]) -> [UInt8] {
        left -= piece.count
        return piece
    }
}

/// A segment that is being read.
private struct OpenSegment {
    private let format: BodyFormat
    private let bytes: any SealedBytes
    private let opener: ChunkOpener
    private let byteCount: Int
    private var range: Range<Int>

    init(
        _ segment: SealedSegment, range: Range<Int>, dataKeys: [KeyMaterial], store: any BodyStore
    ) throws(BodyFailure) {
        bytes = try segment.open(in: store)
        format = try BodyFormat(parsing: try bytes.read(at: 0, count: BodyFormat.headerByteCount))
        guard bytes.byteCount == format.sealedByteCount(segment.byteCount) else { throw .damaged }
        opener = try ChunkOpener(format: format, identity: segment.identity, dataKeys: dataKeys)
        byteCount = segment.byteCount
        self.range = range
    }

    /// What the next chunk has of the range.
    mutating func next() throws(BodyFailure) -> [UInt8]? {
        guard !range.isEmpty else { return nil }
        let index = range.lowerBound >> Int(format.chunkBits)
        let start = index << Int(format.chunkBits)
        let end = min(byteCount, start + format.chunkByteCount)
        var chunk = try bytes.read(at: format.offset(ofChunk: index), count: end - start + format.overhead)
        try opener.open(&chunk, index: index, isLast: index == format.chunkCount(byteCount) - 1)
        let wanted = range.lowerBound - start..<min(range.upperBound, end) - start
        range = min(range.upperBound, end)..<range.upperBound
        return wanted == 0..<chunk.count ? chunk : Array(chunk[wanted])
    }
}

extension SealedSegment {
    func open(in store: any BodyStore) throws(BodyFailure) -> any SealedBytes {
        switch location {
        case .inline(let blob): return InlineBody(bytes: blob.bytes)
        case .stored:
            guard let row else { throw .missing }
            return try store.open(row)
        }
    }
}
