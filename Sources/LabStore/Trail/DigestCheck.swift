import Foundation
import GRDB
import LabCore

/// Compares the trail with digests: the home's own, and those that somebody kept elsewhere.
struct DigestCheck {
    private let labID: String
    private let keys: HomeKeys
    private let head: TrailHead
    /// Whether the chain itself holds: where it does not, its breaks say more than the digests do.
    private let isChainWhole: Bool
    private let db: Database
    private var findings: [TrailFinding] = []

    init(db: Database, labID: String, keys: HomeKeys, head: TrailHead, isChainWhole: Bool) {
        self.db = db
        self.labID = labID
        self.keys = keys
        self.head = head
        self.isChainWhole = isChainWhole
    }

    /// What the digests say against the trail.
    ///
    /// - Parameters:
    ///   - own: The lines of the home's file, each of which follows the one before.
    ///   - kept: Lines from elsewhere, in any order.
    mutating func run(own: [String], kept: [String]) throws -> [TrailFinding] {
        let statements = chained(own) + kept.compactMap { genuine($0) ?? reject(.keptDigest) }
        noteCut(statements)
        if isChainWhole { try noteRewriting(statements.filter { $0.eventCount <= head.count }) }
        return findings
    }

    private mutating func reject(_ finding: TrailFinding) -> TrailDigest? {
        if !findings.contains(finding) { findings.append(finding) }
        return nil
    }

    /// The home's own digests as far as they are genuine and follow each other.
    private mutating func chained(_ lines: [String]) -> [TrailDigest] {
        var previous: TrailDigest?
        var digests: [TrailDigest] = []
        for (index, line) in lines.enumerated() {
            guard let digest = genuine(line) else {
                findings.append(.forgedDigest(line: index + 1))
                previous = nil
                continue
            }
            let isNext = previous.map { digest.number == $0.number + 1 && digest.previous == $0.fingerprint }
            // Behind a forged line nothing can follow anything.
            let isFirst = index == 0 && digest.number == 1 && digest.previous == TrailDigest.noPrevious
            if !(isNext ?? (isFirst || index > 0)) { findings.append(.missingDigests(before: digest.number)) }
            digests.append(digest)
            previous = digest
        }
        return digests
    }

    private func genuine(_ line: String) -> TrailDigest? {
        guard let digest = TrailDigest(line), digest.labID == labID,
            keys.isSeal(digest.seal, ofDigest: digest.sealedBytes)
        else { return nil }
        return digest
    }

    /// The trail ends before what was signed.
    private mutating func noteCut(_ digests: [TrailDigest]) {
        guard let last = digests.map(\.eventCount).max(), last > head.count else { return }
        findings.append(.missing((head.count + 1)...last))
    }

    /// What was signed is not what stands there. Somebody with the root key may have signed what stands there, too: a
    /// digest that agrees proves nothing for events that another one contradicts.
    private mutating func noteRewriting(_ digests: [TrailDigest]) throws {
        let contradicted = try digests.filter { try hash(of: $0.eventCount) != $0.hash }
        guard let first = contradicted.min(by: { $0.eventCount < $1.eventCount }),
            let last = contradicted.map(\.eventCount).max()
        else { return }
        let confirmed = digests.map(\.eventCount).filter { $0 < first.eventCount }.max() ?? 0
        findings.append(.rewritten(min(confirmed + 1, last)...last, digest: first.number))
    }

    private func hash(of sequence: Int) throws -> [UInt8]? {
        guard sequence > 0 else { return HashChain.origin(labID: labID) }
        let select = try db.cachedStatement(sql: "SELECT CAST(hash AS BLOB) FROM events WHERE seq = ?")
        return try (Data.fetchOne(select, arguments: [sequence])).map { Array($0) }
    }
}
