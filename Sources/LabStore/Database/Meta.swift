import Foundation
import GRDB
import LabCore

/// What the database says about the lab itself: the table `meta`.
///
///     lab               the lab's id, a UUID
///     created           when the home was made, in milliseconds since 1970
///     root_key_check    tells whether the root key is the home's: see ``HomeKeys``
///     trail_count       how many events there are
///     trail_head        the hash of the last one
///     trail_seal        the code over both under a key derived from the root key
struct Meta {
    let labID: String
    let createdAt: Timestamp
    let rootKeyCheck: [UInt8]

    init(labID: String, createdAt: Timestamp, rootKeyCheck: [UInt8]) {
        self.labID = labID
        self.createdAt = createdAt
        self.rootKeyCheck = rootKeyCheck
    }

    init(_ db: Database) throws {
        labID = try Self.value(db, "lab")
        createdAt = Timestamp(millisecondsSince1970: try Self.value(db, "created"))
        rootKeyCheck = Array(try Self.value(db, "root_key_check") as Data)
    }

    /// Writes a new lab's values, with an empty trail.
    func insert(_ db: Database, sealedBy keys: HomeKeys) throws {
        try Self.set(db, "lab", labID)
        try Self.set(db, "created", createdAt.millisecondsSince1970)
        try Self.set(db, "root_key_check", Data(rootKeyCheck))
        try TrailHead(count: 0, hash: HashChain.origin(labID: labID)).write(db, sealedBy: keys)
    }

    static func value<Value: DatabaseValueConvertible>(_ db: Database, _ key: String) throws -> Value {
        let statement = try db.cachedStatement(sql: "SELECT value FROM meta WHERE key = ?")
        guard let value = try Value.fetchOne(statement, arguments: [key]) else {
            throw HomeError.damaged(what: "`meta` lacks `\(key)`")
        }
        return value
    }

    static func set(_ db: Database, _ key: String, _ value: some DatabaseValueConvertible) throws {
        let statement = try db.cachedStatement(sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")
        try statement.execute(arguments: [key, value])
    }
}

extension TrailHead {
    /// The end of the trail as the database has it.
    init(_ db: Database) throws {
        self.init(count: try Meta.value(db, "trail_count"), hash: Array(try Meta.value(db, "trail_head") as Data))
    }

    /// Writes the end of the trail, with its seal.
    func write(_ db: Database, sealedBy keys: HomeKeys) throws {
        try Meta.set(db, "trail_count", count)
        try Meta.set(db, "trail_head", Data(hash))
        try Meta.set(db, "trail_seal", Data(keys.seal(of: self)))
    }
}
