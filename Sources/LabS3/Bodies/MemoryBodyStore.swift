import Synchronization

/// Keeps bodies in memory, sealed like everywhere else.
///
/// The bytes belong to the ``BodyRow``, so a body lives as long as some world has its row: snapshots and forks need no
/// bookkeeping.
public struct MemoryBodyStore: BodyStore {
    private let base: (any BodyStore)?

    /// A store without bodies.
    public init() {
        base = nil
    }

    /// A store for a fork: bodies without bytes of their own are read from `base`.
    init(over base: any BodyStore) {
        self.base = base
    }

    /// Begins to keep a body.
    public func begin(_ id: BodyID) throws(BodyFailure) -> any BodySink {
        MemorySink(id: id)
    }

    /// The bytes of a body.
    public func open(_ row: BodyRow) throws(BodyFailure) -> any SealedBytes {
        if let memory = row.memory { return memory }
        guard let base else { throw .missing }
        return try base.open(row)
    }

    /// Nothing to do: without a row nobody holds the bytes.
    public func discard(_ id: BodyID) {}

    /// This store: rows carry their bytes with them.
    public func forked() -> any BodyStore { self }
}

/// The bytes of a body in memory, in the pieces in which they came.
final class MemoryBody: SealedBytes {
    private let pieces: [[UInt8]]
    private let ends: [Int]

    init(_ pieces: [[UInt8]]) {
        self.pieces = pieces
        var end = 0
        ends = pieces.map {
            end += $0.count
            return end
        }
    }

    var byteCount: Int { ends.last ?? 0 }

    func read(at offset: Int, count: Int) throws(BodyFailure) -> [UInt8] {
        guard offset >= 0, count >= 0, offset + count <= byteCount else { throw .damaged }
        guard count > 0 else { return [] }
        var index = firstPiece(endingAfter: offset)
        var start = offset - (ends[index] - pieces[index].count)
        // The usual case costs nothing: the array is handed out as it is.
        if start == 0, pieces[index].count == count { return pieces[index] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let end = min(pieces[index].count, start + count - bytes.count)
            bytes.append(contentsOf: pieces[index][start..<end])
            index += 1
            start = 0
        }
        return bytes
    }

    private func firstPiece(endingAfter offset: Int) -> Int {
        var low = 0
        var high = ends.count
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Collects a body in memory.
private final class MemorySink: BodySink {
    private let id: BodyID
    private let pieces = Mutex<[[UInt8]]>([])

    init(id: BodyID) {
        self.id = id
    }

    func append(_ sealed: [UInt8]) {
        pieces.withLock { $0.append(sealed) }
    }

    func finish() -> BodyRow {
        BodyRow(id: id, memory: MemoryBody(pieces.withLock { $0 }))
    }
}
