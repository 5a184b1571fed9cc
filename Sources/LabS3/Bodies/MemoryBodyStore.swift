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

/// The bytes of a body in memory, on the pages on which they were sealed.
final class MemoryBody: SealedBytes {
    let byteCount: Int
    private let pages: [SealedPages]
    /// Where each of `pages` ends in the body.
    private let ends: [Int]

    init(_ pages: [SealedPages]) {
        self.pages = pages
        var end = 0
        ends = pages.map {
            end += $0.byteCount
            return end
        }
        byteCount = end
    }

    func read(at offset: Int, count: Int) throws(BodyFailure) -> [UInt8] {
        guard offset >= 0, count >= 0, offset + count <= byteCount else { throw .damaged }
        return try [UInt8](byteCount: count) { target in
            var filled = 0
            var index = firstIndex(endingAfter: offset)
            while filled < count {
                let start = offset + filled - (ends[index] - pages[index].byteCount)
                filled += pages[index].copy(from: start, to: UnsafeMutableRawBufferPointer(rebasing: target[filled...]))
                index += 1
            }
        }
    }

    private func firstIndex(endingAfter offset: Int) -> Int {
        var low = 0
        var high = ends.count
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// A body that lies in its record.
struct InlineBody: SealedBytes {
    let bytes: [UInt8]

    var byteCount: Int { bytes.count }

    func read(at offset: Int, count: Int) throws(BodyFailure) -> [UInt8] {
        guard offset >= 0, count >= 0, offset + count <= byteCount else { throw .damaged }
        return Array(bytes[offset..<offset + count])
    }
}

/// Collects a body in memory.
private final class MemorySink: BodySink {
    private let id: BodyID
    private let pages = Mutex<[SealedPages]>([])

    init(id: BodyID) {
        self.id = id
    }

    func append(
        _ byteCount: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(BodyFailure) -> Void
    ) throws(BodyFailure) {
        try pages.withLock { pages throws(BodyFailure) in
            if let last = pages.last, last.room >= byteCount { return try last.append(byteCount, fill) }
            let next = SealedPages(atLeast: byteCount, after: pages.last)
            try next.append(byteCount, fill)
            pages.append(next)
        }
    }

    func finish() -> BodyRow {
        let pages = pages.withLock { pages in
            if let last = pages.popLast() { pages.append(last.trimmed()) }
            return pages
        }
        return BodyRow(id: id, memory: MemoryBody(pages))
    }
}
