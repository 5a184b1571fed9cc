import GRDB
import LabCore

/// The shape of `lab.sqlite`, format 1.
enum Schema {
    /// The format's number, in `PRAGMA user_version`.
    static let version = 1
    /// `kmsl` in ASCII, in `PRAGMA application_id`.
    static let applicationID: Int32 = 0x6B6D_736C

    /// `rows` is an ordinary table with an index: a row is JSON of a kilobyte or more, too long for the leaves of a
    /// table `WITHOUT ROWID`. `event_attributes` is the index itself.
    private static let tables = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE rows (tbl TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (tbl, key));
        CREATE TABLE scopes (
            id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, UNIQUE (account, region));
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, scope INTEGER NOT NULL,
            record TEXT NOT NULL, decisions TEXT, hash BLOB NOT NULL);
        CREATE INDEX events_by_time ON events (scope, time);
        CREATE TABLE event_attributes (
            attribute INTEGER NOT NULL, value TEXT NOT NULL, scope INTEGER NOT NULL, time INTEGER NOT NULL,
            seq INTEGER NOT NULL, PRIMARY KEY (attribute, value, scope, time, seq)) WITHOUT ROWID;
        """

    /// Makes the tables in an empty database and has them filled; checks the format of any other.
    ///
    /// - Throws: ``HomeError/newerVersion(found:supported:)``, ``HomeError/damaged(what:)`` for another program's
    ///   database, or SQLite's error.
    static func prepare(_ db: Database, filling fill: (Database) throws -> Void) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
        if found == 0, isEmpty { return try create(db, filling: fill) }
        guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == applicationID else {
            throw HomeError.damaged(what: "`lab.sqlite` is another program's database")
        }
        guard found <= version else { throw HomeError.newerVersion(found: found, supported: version) }
    }

    private static func create(_ db: Database, filling fill: (Database) throws -> Void) throws {
        try db.inTransaction(.immediate) {
            try db.execute(sql: tables)
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: "PRAGMA user_version = \(version)")
            try fill(db)
            return .commit
        }
    }
}
