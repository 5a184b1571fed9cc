import GRDB
public import LabTrail

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads the trail of a home without having the home: whoever follows it keeps nobody out.
///
/// SQLite lets readers in beside the one process that writes. The database is opened for every look and closed again, and
/// only when its files have changed since the last one.
public final class TrailReader {
    /// What the system says about a file; `nil` for none.
    private struct FileState: Equatable {
        let size: Int
        let seconds: Int
        let nanoseconds: Int
    }

    private let path: String
    private var seen: [FileState?] = []

    /// A reader of the home's trail; the home need not exist.
    public init(_ directory: HomeDirectory) {
        path = directory.databasePath
    }

    /// At most `limit` events behind the one with the number `number`, oldest first.
    ///
    /// - Throws: what SQLite cannot do.
    public func records(after number: Int, limit: Int) throws(HomeError) -> [NumberedRecord] {
        guard files != seen, access(path, F_OK) == 0 else { return [] }
        let found = try read(after: number, limit: limit)
        // There may be more than the limit: the next look must not be left out.
        seen = found.count < limit ? files : []
        return found
    }

    private var files: [FileState?] { ["", "-wal"].map { Self.state(of: path + $0) } }

    private static func state(of path: String) -> FileState? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileState(
            size: Int(status.st_size), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }

    private func read(after number: Int, limit: Int) throws(HomeError) -> [NumberedRecord] {
        do {
            let queue = try DatabaseQueue(path: path, configuration: Self.configuration)
            defer { try? queue.close() }
            return try queue.unsafeRead { db in
                // A home that is only just being made has no tables yet.
                guard try db.tableExists("events") else { return [] }
                let condition = "WHERE e.seq > ? ORDER BY e.seq LIMIT ?"
                return try StoredEvent.fetch(db, condition, [number, limit]).map(\.numbered)
            }
        } catch {
            throw HomeError(error, at: path)
        }
    }

    /// Not read-only: such a connection could not make the file that readers and writer share.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(StoreLimits.busyTimeoutSeconds)
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA query_only = ON") }
        return configuration
    }
}
