import Foundation
import GRDB
import LabCore

extension SQLiteStore {
    /// Looks at every event of the trail, at the indexes over it, at its seal, and at what digests say about it. Events
    /// that are added meanwhile are not looked at.
    ///
    /// Complexity: O(n); about 30 µs an event.
    ///
    /// - Parameter kept: Digests that somebody has kept elsewhere, as text.
    /// - Throws: what SQLite cannot do; what is wrong with the trail is no error but the answer.
    public func verifyTrail(against kept: [String] = []) throws(HomeError) -> TrailVerification {
        let labID = labID
        let keys = keys
        // Read first: a digest that is written meanwhile may cover events that the reader does not see.
        let own = try digests.lines()
        return try reading { db in
            let head = try TrailHead(db)
            var verifier = TrailVerifier(db: db, origin: HashChain.origin(labID: labID), head: head)
            let isSealed = keys.isSeal(Array(try Meta.value(db, "trail_seal") as Data), of: head)
            var verification = try verifier.run(isHeadSealed: isSealed)
            var check = DigestCheck(
                db: db, labID: labID, keys: keys, head: head, isChainWhole: verification.isChainWhole)
            verification = verification.adding(try check.run(own: own, kept: kept))
            verification.digests = own.compactMap { TrailDigest($0) }
            return verification
        }
    }
}

/// Walks the trail once, then looks closer at the places where the chain is broken.
struct TrailVerifier {
    /// An event with what the chain needs of it.
    fileprivate struct Link {
        let sequence: Int
        let eventID: String
        let scope: Int64
        let content: TrailContent
        let hash: [UInt8]
    }

    /// An event that does not follow the one before it.
    private struct Break {
        let link: Link
        let previousHash: [UInt8]
    }

    let head: TrailHead
    private let db: Database
    private let origin: [UInt8]
    private let chain = HashChain()
    private var index: IndexCheck
    private var findings: [TrailFinding] = []
    private var breaks: [Break] = []
    private var expected = 1
    private var previous: [UInt8]

    init(db: Database, origin: [UInt8], head: TrailHead) {
        self.db = db
        self.origin = origin
        self.head = head
        previous = origin
        index = IndexCheck(db: db)
    }

    mutating func run(isHeadSealed: Bool) throws -> TrailVerification {
        let rows = try GRDB.Row.fetchCursor(
            db,
            sql: """
                SELECT seq, CAST(id AS TEXT), CAST(scope AS INTEGER), CAST(time AS INTEGER), CAST(record AS BLOB),
                    CAST(decisions AS BLOB), CAST(hash AS BLOB)
                FROM events ORDER BY seq
                """)
        while findings.count + breaks.count < StoreLimits.trailFindings, let row = try rows.next() {
            try visit(Link(row))
        }
        if findings.count + breaks.count < StoreLimits.trailFindings { try finish(isHeadSealed: isHeadSealed) }
        classifyBreaks()
        return TrailVerification(eventCount: head.count, findings: findings).adding([])
    }

    private mutating func visit(_ link: Link) throws {
        guard link.sequence >= expected, link.sequence <= head.count else {
            return findings.append(.inserted(sequence: link.sequence, eventID: link.eventID))
        }
        if link.sequence == expected, !follows(link, previous) {
            breaks.append(Break(link: link, previousHash: previous))
        } else if try !index.holds(link.sequence, link.eventID, link.scope, link.content) {
            findings.append(.misindexed(sequence: link.sequence, eventID: link.eventID))
        }
        if link.sequence > expected { findings.append(.missing(expected...(link.sequence - 1))) }
        previous = link.hash
        expected = link.sequence + 1
    }

    private mutating func finish(isHeadSealed: Bool) throws {
        if expected <= head.count { findings.append(.missing(expected...head.count)) }
        guard findings.isEmpty, breaks.isEmpty else { return }
        if previous != head.hash || !isHeadSealed { findings.append(.unsealed) }
        let surplus = try index.surplus()
        if surplus > 0 { findings.append(.surplusIndexEntries(surplus)) }
    }

    /// Tells apart what was put in, moved and changed, by what a broken event would follow.
    private mutating func classifyBreaks() {
        let candidates = breaks.flatMap { [($0.link.sequence - 1, $0.previousHash), ($0.link.sequence, $0.link.hash)] }
        var position = 0
        while position < breaks.count {
            let broken = breaks[position]
            let link = broken.link
            position += 1
            if position < breaks.count, breaks[position].link.sequence == link.sequence + 1,
                follows(breaks[position].link, broken.previousHash)
            {
                findings.append(.inserted(sequence: link.sequence, eventID: link.eventID))
                position += 1
            } else if let (behind, _) = candidates.first(where: { follows(link, $0.1) }) {
                findings.append(.moved(sequence: link.sequence, eventID: link.eventID, behind: behind))
            } else {
                findings.append(.altered(sequence: link.sequence, eventID: link.eventID))
            }
        }
    }

    private func follows(_ link: Link, _ hash: [UInt8]) -> Bool {
        chain.hash(of: link.content, after: hash) == link.hash
    }
}

extension TrailVerifier.Link {
    fileprivate init(_ row: GRDB.Row) {
        sequence = row[0]
        eventID = row[1]
        scope = row[2]
        content = TrailContent(
            time: Timestamp(millisecondsSince1970: row[3]), record: Array(row[4] as Data),
            decisions: (row[5] as Data?).map { Array($0) } ?? [])
        hash = Array(row[6] as Data)
    }
}

extension TrailVerification {
    /// Whether every event follows the one before it.
    fileprivate var isChainWhole: Bool {
        findings.allSatisfy { finding in
            switch finding {
            case .missing, .altered, .inserted, .moved: false
            default: true
            }
        }
    }

    /// With more findings, all of them in the order of the trail; what concerns the whole comes last.
    fileprivate func adding(_ more: [TrailFinding]) -> TrailVerification {
        let sorted = (findings + more).enumerated().sorted { left, right in
            (left.element.events?.lowerBound ?? .max, left.offset)
                < (right.element.events?.lowerBound ?? .max, right.offset)
        }
        return TrailVerification(eventCount: eventCount, findings: sorted.map(\.element))
    }
}
