import GRDB
public import LabCore
import LabCrypto
public import LabWorld

/// A home's database: the world's rows and the trail, in SQLite.
///
/// All commits of a call to ``append(_:)`` go into one transaction that is on the disk when the call returns
/// (write-ahead log, `synchronous = FULL`). Reads run beside it on connections of their own.
///
/// > Important: Whoever has the root key and the database can do everything. The chain of hashes and its seal find out
/// > those who have the database alone.
public final class SQLiteStore: WorldStore {
    /// The lab's id, a UUID made with the home.
    public let labID: String
    /// When the home was made.
    public let createdAt: Timestamp

    let pool: DatabasePool
    let keys: HomeKeys
    let digests: DigestFile
    private let path: String

    /// Opens the database of a home that the caller has locked; makes it when there is none.
    ///
    /// - Throws: ``HomeError/rootKeyDiffers(path:)`` unless `rootKey` is the one the home was made with;
    ///   ``HomeError/newerVersion(found:supported:)``, ``HomeError/damaged(what:)``, or what SQLite cannot do.
    init(_ directory: HomeDirectory, rootKey: KeyMaterial, ambient: Ambient) throws(HomeError) {
        try directory.createDatabaseFile()
        path = directory.databasePath
        let keys = try HomeKeys(rootKey: rootKey)
        self.keys = keys
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration)
            let meta = try pool.writeWithoutTransaction { db in
                try Self.requireDurability(db)
                try Schema.prepare(db) { try Self.makeMeta(keys, ambient).insert($0, sealedBy: keys) }
                return try Meta(db)
            }
            labID = meta.labID
            digests = DigestFile(path: directory.digestsPath, labID: meta.labID, keys: keys)
            createdAt = meta.createdAt
            guard keys.isCheckValue(meta.rootKeyCheck, labID: labID) else {
                throw HomeError.rootKeyDiffers(path: directory.rootKeyPath)
            }
        } catch {
            throw HomeError(error, at: directory.databasePath)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "kmslab"
        configuration.busyMode = .timeout(StoreLimits.busyTimeoutSeconds)
        configuration.maximumReaderCount = StoreLimits.readers
        configuration.prepareDatabase { db in
            // Wrapped material of a deleted key must not stay behind in free pages: the root key could still open it.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(StoreLimits.checkpointPages)")
        }
        return configuration
    }

    /// GRDB sets `synchronous` back to NORMAL when it turns the write-ahead log on, and then a power cut takes answered
    /// commits with it; so it is set afterwards, and looked at.
    private static func requireDurability(_ db: Database) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL")
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
            throw HomeError.failed(reason: "SQLite does not take `synchronous = FULL`")
        }
    }

    private static func makeMeta(_ keys: HomeKeys, _ ambient: Ambient) throws -> Meta {
        let labID = try ambient.random.uuid()
        return Meta(labID: labID, createdAt: ambient.clock.now, rootKeyCheck: keys.checkValue(labID: labID))
    }

    /// Makes the commits durable, in order, all or none. Blocks until they are.
    ///
    /// - Throws: `StoreFailure` when none of them was kept: no room, no right to write, a damaged or closed database.
    public func append(_ commits: [Commit]) throws(StoreFailure) {
        do throws(HomeError) {
            let batch = try Batch(commits)
            guard !batch.isEmpty else { return }
            let keys = keys
            let head = try translating { try pool.write { try BatchWriter(db: $0, keys: keys).write(batch) } }
            if let head, let last = batch.entries.last { digests.note(head, at: last.content.time) }
        } catch {
            throw StoreFailure(error)
        }
    }

    /// Reads on a connection that sees one state of the database and waits for no writer.
    func reading<Value>(_ body: (Database) throws -> Value) throws(HomeError) -> Value {
        try translating { try pool.read(body) }
    }

    /// Says in the home's words what went wrong in `body`.
    private func translating<Value>(_ body: () throws -> Value) throws(HomeError) -> Value {
        do {
            return try body()
        } catch {
            throw HomeError(error, at: path)
        }
    }

    /// Closes the database and moves the write-ahead log into it. Whatever comes afterwards fails with
    /// ``HomeError/closed``.
    ///
    /// - Throws: what SQLite cannot do; the commits are durable all the same.
    func close() throws(HomeError) {
        // A database that cannot even say where its trail ends has nothing that could be signed.
        if let end = try? trailEnd() { digests.finish(end.head, at: end.time) }
        // The writer must be the last connection to go: one that only reads cannot put the log away.
        pool.releaseMemory()
        try translating { try pool.close() }
    }
}
