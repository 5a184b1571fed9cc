import Foundation
import GRDB
import LabCore
import LabService
import LabTesting
import LabTrail
import LabWorld
import Testing

@testable import LabStore

@Suite struct TrailLookUpTests {
    /// What an event was made from.
    private struct Fact {
        let sequence: Int
        let id: String
        let name: String
        let fixture: TrailFixture

        func has(_ attribute: EventAttribute?, _ value: String) -> Bool {
            switch attribute {
            case nil: true
            case .eventID: id == value
            case .eventName: name == value
            case .readOnly: "\(fixture.isReadOnly)" == value
            case .username: fixture.user == value
            case .resourceType: fixture.resource != nil && value == "AWS::KMS::Key"
            case .resourceName: fixture.resource == value
            case .eventSource: value == "kms.amazonaws.com"
            case .accessKeyID: "AKIA\(fixture.user)" == value
            case .errorCode: value == "AccessDenied" && fixture.error != nil
            }
        }

        func matches(_ query: EventQuery) -> Bool {
            has(query.attribute, query.value)
                && query.scope.map { $0.account == fixture.account && $0.region == fixture.region } ?? true
                && query.from.map { fixture.time >= $0 } ?? true && query.to.map { fixture.time <= $0 } ?? true
        }
    }

    private static let start = Timestamp(millisecondsSince1970: 1_767_225_600_000)
    private static let accounts = ["111122223333", "444455556666"].compactMap { AccountID($0) }
    private static let regions = ["us-east-1", "eu-central-1"].compactMap { Region($0) }
    private static let users = ["alice", "bob", "carol"]
    private static let names = ["Decrypt", "Encrypt", "CreateKey"]

    /// Three hundred events whose times repeat and run backwards now and then.
    private static func facts(_ random: inout SplitMix64) -> [Fact] {
        (1...300).map { sequence in
            var fixture = TrailFixture()
            fixture.user = users.randomElement(using: &random) ?? ""
            fixture.account = accounts.randomElement(using: &random) ?? .standard
            fixture.region = regions.randomElement(using: &random) ?? .standard
            fixture.isReadOnly = Bool.random(using: &random)
            fixture.time = start + .seconds(sequence / 3 + Int.random(in: -5...5, using: &random))
            let key = Int.random(in: 0...9, using: &random)
            fixture.resource = key == 0 ? nil : "arn:aws:kms:us-east-1:111122223333:key/\(key)"
            if key == 1 { fixture.error = ServiceError(ServiceError.Code("AccessDeniedException"), "no") }
            let name = names.randomElement(using: &random) ?? ""
            return Fact(sequence: sequence, id: "id-\(sequence)", name: name, fixture: fixture)
        }
    }

    private static func query(_ random: inout SplitMix64) -> EventQuery {
        let values: [EventAttribute: [String]] = [
            .eventID: ["id-7", "id-299", "id-1000"], .eventName: names + ["Nothing"], .readOnly: ["true", "false"],
            .username: users, .resourceType: ["AWS::KMS::Key"],
            .resourceName: (1...9).map { "arn:aws:kms:us-east-1:111122223333:key/\($0)" },
            .eventSource: ["kms.amazonaws.com", "s3.amazonaws.com"], .accessKeyID: ["AKIAbob"],
            .errorCode: ["AccessDenied"],
        ]
        var query = EventQuery(limit: Int.random(in: 1...40, using: &random))
        query.attribute =
            Int.random(in: 0...3, using: &random) == 0 ? nil : EventAttribute.allCases.randomElement(using: &random)
        query.value = query.attribute.flatMap { values[$0]?.randomElement(using: &random) } ?? ""
        if let account = accounts.randomElement(using: &random), let region = regions.randomElement(using: &random),
            Bool.random(using: &random)
        {
            query.scope = EventScope(account: account, region: region)
        }
        if Bool.random(using: &random) { query.from = start + .seconds(Int.random(in: -10...110, using: &random)) }
        if Bool.random(using: &random) { query.to = start + .seconds(Int.random(in: -10...110, using: &random)) }
        return query
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func pagesOfALookUpHoldWhatASearchThroughEverythingFinds(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let facts = Self.facts(&random)
        let temporary = try TemporaryHome()
        let home = try temporary.open()
        try home.store.append([Commit(events: facts.map { $0.fixture.event($0.name, id: $0.id) })])
        for _ in 0..<100 {
            let query = Self.query(&random)
            let expected = facts.filter { $0.matches(query) }.sorted {
                ($0.fixture.time, $0.sequence) > ($1.fixture.time, $1.sequence)
            }
            #expect(try pages(query, home.store).flatMap { $0 } == expected.map(\.sequence), "\(query)")
        }
        try home.close()
    }

    private func pages(_ query: EventQuery, _ store: SQLiteStore) throws -> [[Int]] {
        var query = query
        var pages: [[Int]] = []
        repeat {
            let page = try store.lookUp(query)
            #expect(page.events.count <= query.limit)
            pages.append(page.events.map(\.sequence))
            query.after = page.next
        } while query.after != nil
        return pages
    }

    @Test func aPageGoesOnWhereTheLastOneEndedThoughEventsWereAdded() async throws {
        let temporary = try TemporaryHome()
        let home = try temporary.open()
        var fixture = TrailFixture()
        for number in 1...6 { try home.store.append([Commit(events: [fixture.event("E", id: "\(number)")])]) }
        let first = try home.store.lookUp(EventQuery(.eventName, "E", limit: 3))
        #expect(first.events.map(\.eventID) == ["6", "5", "4"])
        fixture.time = fixture.time + .days(1)
        try home.store.append([Commit(events: [fixture.event("E", id: "7")])])
        let second = try home.store.lookUp(EventQuery(.eventName, "E", after: first.next, limit: 3))
        #expect(second.events.map(\.eventID) == ["3", "2", "1"])
        #expect(second.next == nil)
        try home.close()
    }

    /// No look-up reads more of the database than its page holds.
    @Test(arguments: [nil, EventAttribute.eventName, .resourceName, .readOnly])
    func aLookUpFollowsAnIndex(attribute: EventAttribute?) throws {
        let temporary = try TemporaryHome()
        let home = try temporary.open()
        let plans = try home.store.pool.read { db in
            let statements = Locked<[String]>([])
            db.trace(options: .statement) { event in statements.change { $0.append(event.expandedDescription) } }
            let query = EventQuery(attribute, "x", from: Self.start, after: EventCursor(time: Self.start, sequence: 9))
            _ = try query.fetch(db, scope: 1, limit: 51)
            db.trace(nil)
            return try statements.value.flatMap {
                try String.fetchAll(db, sql: "EXPLAIN QUERY PLAN \($0)", adapter: SuffixRowAdapter(fromIndex: 3))
            }
        }
        #expect(plans.contains { $0.hasPrefix("SEARCH") })
        #expect(plans.allSatisfy { !$0.hasPrefix("SCAN") && !$0.contains("TEMP B-TREE") }, "\(plans)")
        try home.close()
    }

    @Test func theLatestDecisionIsKeptWithItsEvent() async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { home async throws in
            #expect(try home.store.lastDecision() == nil)
            _ = try await home.createKey()
            try home.store.append([Commit(events: [TrailFixture().event("Later", id: "later")])])
        }
        try await temporary.whileOpen { home async throws in
            let event = try #require(try home.store.lastDecision())
            #expect(event.record["eventName"]?.string == "CreateKey")
            #expect(event.decisions.first?["action"]?.string == "kms:CreateKey")
            #expect(event.decisions.first?["outcome"]?.string == "allowed")
            #expect(try home.store.explainedRecord(nil)?.record == event.record)
            #expect(try home.store.explainedRecord("later")?.decisions == [])
            #expect(try home.store.explainedRecord("never") == nil)
        }
    }

    @Test(
        arguments: [
            (["type": "Root", "accountId": "1"], "root"),
            (["type": "IAMUser", "userName": "alice"], "alice"),
            (["type": "AssumedRole", "principalId": "AROAX:deploy"], "deploy"),
            (["type": "AWSService", "invokedBy": "s3.amazonaws.com"], nil),
        ] as [(JSONObject, String?)])
    func usersAreNamedAsLookupEventsNamesThem(identity: JSONObject, name: String?) {
        #expect(EventUsername.of(identity) == name)
    }
}
