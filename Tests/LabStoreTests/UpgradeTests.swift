import Foundation
import GRDB
import LabCore
import LabS3
import LabService
import LabWorld
import Testing

@testable import LabStore

/// Homes that an older kmslab made.
@Suite struct UpgradeTests {
    /// What format 1 was: management and data in one scope.
    private static let toFormat1 = """
        CREATE TABLE old (id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, UNIQUE (account, region));
        INSERT INTO old SELECT min(id), account, region FROM scopes GROUP BY account, region;
        UPDATE events SET scope = (
            SELECT old.id FROM scopes JOIN old USING (account, region) WHERE scopes.id = events.scope);
        UPDATE OR REPLACE event_attributes SET scope = (SELECT e.scope FROM events e WHERE e.seq = event_attributes.seq);
        DROP TABLE scopes;
        ALTER TABLE old RENAME TO scopes;
        PRAGMA user_version = 1;
        """

    @Test func aHomeOfFormat1IsTakenOverWithItsTrail() async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { home async throws in
            let call = try home.lab.call(as: Caller(.root(.standard)))
            _ = try await home.lab.perform(CreateBucket.self, .init(bucket: "letters"), in: call)
            let put = PutObject.Input(bucket: "letters", key: "a", body: MemorySource([1]))
            _ = try await home.lab.perform(PutObject.self, put, in: call)
        }
        try temporary.tamper { try $0.execute(sql: Self.toFormat1) }
        try await temporary.whileOpen { home async throws in
            #expect(try home.store.verifyTrail().findings == [])
            let query = EventHistoryQuery(
                account: .standard, region: .standard, from: Timestamp(millisecondsSince1970: 0),
                to: Timestamp(millisecondsSince1970: .max), limit: 10)
            #expect(try home.store.page(query).records.map { $0["eventName"] } == ["CreateBucket"])
            #expect(try home.store.lookUp(EventQuery(.eventName, "PutObject")).events.count == 1)
        }
    }
}
