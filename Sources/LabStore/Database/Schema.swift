import GRDB
import LabCore

/// The shape of `lab.sqlite`, format 2. In format 1 the scopes did not tell management from data.
enum Schema {
    /// The format's number, in `PRAGMA user_version`.
    static let version = 2
    /// `kmsl` in ASCII, in `PRAGMA application_id`.
    static let applicationID: Int32 = 0x6B6D_736C

    /// `rows` is an ordinary table with an index: a row is JSON of a kilobyte or more, too long for the leaves of a
    /// table `WITHOUT ROWID`. `event_attributes` is the index itself.
    private static let tables = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE rows (tbl TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (tbl, key));
        \(scopes)
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, scope INTEGER NOT NULL,
            record TEXT NOT NULL, decisions TEXT, hash BLOB NOT NULL);
        CREATE INDEX events_by_time ON events (scope, time);
        CREATE TABLE event_attributes (
            attribute INTEGER NOT NULL, value TEXT NOT NULL, scope INTEGER NOT NULL, time INTEGER NOT NULL,
            seq INTEGER NOT NULL, PRIMARY KEY (attribute, value, scope, time, seq)) WITHOUT ROWID;
        """

    /// `data` is 1 for data events, which LookupEvents does not show, and 0 for all others.
    private static let scopes = """
        CREATE TABLE scopes (
            id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, data INTEGER NOT NULL,
            UNIQUE (account, region, data));
        """

    /// From format 1 to format 2: data events get scopes of their own.
    private static let upgrade = """
        ALTER TABLE scopes RENAME TO scopes_1;
        \(scopes)
        INSERT INTO scopes SELECT id, account, region, 0 FROM scopes_1;
        INSERT INTO scopes (account, region, data) SELECT account, region, 1 FROM scopes_1;
        UPDATE events SET scope = (
            SELECT d.id FROM scopes d JOIN scopes_1 o ON d.account = o.account AND d.region = o.region AND d.data = 1
            WHERE o.id = events.scope)
        WHERE record LIKE '%"eventCategory":"Data"%';
        CREATE TABLE moved AS SELECT a.attribute, a.value, e.scope, a.time, a.seq
            FROM event_attributes a JOIN events e ON e.seq = a.seq;
        DELETE FROM event_attributes;
        INSERT INTO event_attributes SELECT * FROM moved;
        DROP TABLE moved;
        DROP TABLE scopes_1;
        PRAGMA user_version = 2;
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
        if found == 1 { try upgradeFromFormat1(db) }
    }

    private static func upgradeFromFormat1(_ db: Database) throws {
        try db.inTransaction(.immediate) {
            try db.execute(sql: upgrade)
            return .commit
        }
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
