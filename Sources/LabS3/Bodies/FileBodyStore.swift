import Dispatch
import Synchronization

/// Keeps bodies as files: `DIRECTORY/ab/ab…`, by the first two digits of their names.
///
/// A body is written under `DIRECTORY/incoming/`, brought to the disk, and moved to its name before the record that
/// names it can commit; so a record in the store always finds its body. A body whose record did not commit (a refused
/// condition, a crash) is an orphan: ``removeOrphans(keeping:)`` at start-up finds those. A body that no record names any
/// more goes once that is durable and nobody reads it: see ``BodyLease``.
public final class FileBodyStore: BodyStore {
    private let directory: String
    private let shards = Mutex<Set<String>>([])
    private let remover = DispatchQueue(label: "kmslab.bodies.remover", qos: .utility)

    /// A store in `directory`, which is made when it is not there; its parent must be.
    ///
    /// - Throws: ``BodyFailure/system(call:errorNumber:)``.
    public init(directory: String) throws(BodyFailure) {
        self.directory = directory
        try SystemDirectory.make(directory)
        try SystemDirectory.make(directory + "/incoming")
        try SystemDirectory.synchronize(directory)
    }

    /// Begins to keep a body.
    public func begin(_ id: BodyID) throws(BodyFailure) -> any BodySink {
        FileSink(id: id, store: self, file: try SystemFile.create(incomingPath(id)))
    }

    /// The bytes of a body. They can be read to the end even when the file is removed meanwhile.
    public func open(_ row: BodyRow) throws(BodyFailure) -> any SealedBytes {
        let file = try SystemFile.openForReading(path(row.id))
        return FileBody(file: file, byteCount: try file.byteCount())
    }

    /// Removes a body that no row was made for. A failure leaves an orphan to the next start-up.
    public func discard(_ id: BodyID) {
        _ = try? SystemDirectory.remove(path(id))
    }

    /// A store that reads these files and keeps what is new in memory. The fork's state holds the ``BodyLease`` that
    /// keeps its files here.
    public func forked() -> any BodyStore { MemoryBodyStore(over: self) }

    /// Removes bodies on a thread of its own: removing a large file takes its time, and whoever lets go of the last
    /// state may be the writer. What a crash prevents is an orphan to the next start-up.
    public func reclaim(_ bodies: [BodyID]) {
        remover.async { for id in bodies { self.discard(id) } }
    }

    /// Waits until everything that was to be removed has been.
    public func finishRemovals() {
        remover.sync {}
    }

    /// Removes every file that is not a body of `ids`: what a crash left behind. Call it before the first request.
    ///
    /// - Returns: How many files were removed.
    /// - Throws: ``BodyFailure/system(call:errorNumber:)``.
    @discardableResult
    public func removeOrphans(keeping ids: Set<BodyID>) throws(BodyFailure) -> Int {
        var count = 0
        for name in try SystemDirectory.names(in: directory + "/incoming") {
            count += try SystemDirectory.remove("\(directory)/incoming/\(name)") ? 1 : 0
        }
        for shard in try SystemDirectory.names(in: directory) where shard.utf8.count == 2 {
            for name in try SystemDirectory.names(in: "\(directory)/\(shard)") {
                if let id = BodyID(name), ids.contains(id) { continue }
                count += try SystemDirectory.remove("\(directory)/\(shard)/\(name)") ? 1 : 0
            }
        }
        return count
    }

    fileprivate func commit(_ id: BodyID, _ file: SystemFile) throws(BodyFailure) {
        try file.synchronize()
        let shard = shardPath(id)
        try makeShard(shard)
        try SystemDirectory.move(incomingPath(id), to: path(id))
        try SystemDirectory.synchronize(shard)
    }

    fileprivate func abandon(_ id: BodyID) {
        _ = try? SystemDirectory.remove(incomingPath(id))
    }

    private func makeShard(_ shard: String) throws(BodyFailure) {
        guard !shards.withLock({ $0.contains(shard) }) else { return }
        try SystemDirectory.make(shard)
        try SystemDirectory.synchronize(directory)
        shards.withLock { _ = $0.insert(shard) }
    }

    private func incomingPath(_ id: BodyID) -> String { "\(directory)/incoming/\(id)" }
    private func shardPath(_ id: BodyID) -> String { "\(directory)/\(id.text.prefix(2))" }
    private func path(_ id: BodyID) -> String { "\(shardPath(id))/\(id)" }
}

/// The bytes of a body in a file.
private struct FileBody: SealedBytes {
    let file: SystemFile
    let byteCount: Int

    func read(at offset: Int, count: Int) throws(BodyFailure) -> [UInt8] {
        guard offset >= 0, count >= 0, offset + count <= byteCount else { throw .damaged }
        return try file.read(at: offset, count: count)
    }
}

/// Writes a body into a file.
private final class FileSink: BodySink {
    private let id: BodyID
    private let store: FileBodyStore
    private let file: SystemFile
    private let isFinished = Atomic(false)

    init(id: BodyID, store: FileBodyStore, file: SystemFile) {
        self.id = id
        self.store = store
        self.file = file
    }

    deinit {
        if !isFinished.load(ordering: .relaxed) { store.abandon(id) }
    }

    func append(
        _ byteCount: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(BodyFailure) -> Void
    ) throws(BodyFailure) {
        try file.append(try [UInt8](byteCount: byteCount, filledBy: fill))
    }

    // Waiting for the disk is no work for the few threads that run tasks.
    func finish() async throws(BodyFailure) -> BodyRow {
        let result: Result<BodyRow, BodyFailure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.commit()) }
        }
        return try result.get()
    }

    private func commit() -> Result<BodyRow, BodyFailure> {
        Result { () throws(BodyFailure) in
            try store.commit(id, file)
            isFinished.store(true, ordering: .relaxed)
            return BodyRow(id: id)
        }
    }
}
