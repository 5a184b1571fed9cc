import Foundation
import LabCore

/// What became of the trail, for programs and for the command line: every finding with its events, their ids and times.
struct TrailReport {
    private let verification: TrailVerification
    private let store: SQLiteStore

    init(_ verification: TrailVerification, of store: SQLiteStore) {
        self.verification = verification
        self.store = store
    }

    var json: JSONObject {
        get throws(HomeError) {
            var findings: [JSONValue] = []
            for finding in verification.findings { findings.append(.object(try json(finding))) }
            var report: JSONObject = [
                "valid": .bool(verification.isValid), "events": .integer(Int64(verification.eventCount)),
                "digests": .integer(Int64(verification.digests.count)), "findings": .array(findings),
            ]
            report["firstDigest"] = verification.digests.first.map(Self.json)
            report["latestDigest"] = verification.digests.last.map(Self.json)
            return report
        }
    }

    private func json(_ finding: TrailFinding) throws(HomeError) -> JSONObject {
        var json: JSONObject = ["kind": .string(finding.kind), "text": .string(finding.description)]
        guard let events = finding.events else { return json }
        json["firstEvent"] = .integer(Int64(events.lowerBound))
        json["lastEvent"] = .integer(Int64(events.upperBound))
        let first = try event(events.lowerBound)
        json["eventId"] = first.map { .string($0.eventID) }
        json["time"] = first.map { .string($0.time.iso8601Milliseconds) }
        json["after"] = try event(events.lowerBound - 1).map { .string($0.time.iso8601Milliseconds) }
        json["before"] = try event(events.upperBound + 1).map { .string($0.time.iso8601Milliseconds) }
        return json
    }

    private func event(_ sequence: Int) throws(HomeError) -> StoredEvent? {
        try store.events(from: sequence, limit: 1).first { $0.sequence == sequence }
    }

    private static func json(_ digest: TrailDigest) -> JSONValue {
        [
            "digest": .integer(Int64(digest.number)), "events": .integer(Int64(digest.eventCount)),
            "time": .string(digest.time.iso8601Milliseconds),
        ]
    }
}
