/// What became of the trail, as far as the home itself can tell.
///
/// The chain of hashes finds every event that was changed, put in, taken out or moved. Its end is sealed under a key
/// derived from the root key, so that somebody who has the database alone cannot compute the chain anew. An older copy of
/// the database is found out by the digests in the home; an older copy of the whole home, and whoever has the root key, by
/// a digest that is kept elsewhere.
public struct TrailVerification: Hashable, Sendable {
    /// How many events there should be.
    public let eventCount: Int
    /// What is wrong, in the order of the trail; the first ``StoreLimits/trailFindings`` places.
    public let findings: [TrailFinding]
    /// The home's own digests that it was compared with, oldest first.
    public var digests: [TrailDigest] = []

    init(eventCount: Int, findings: [TrailFinding]) {
        self.eventCount = eventCount
        self.findings = findings
    }

    /// Whether nothing is wrong.
    public var isValid: Bool { findings.isEmpty }
}

/// One thing that is wrong with the trail. Events are named by their numbers, from 1.
public enum TrailFinding: Hashable, Sendable {
    /// No events with these numbers are there.
    case missing(ClosedRange<Int>)
    /// The event is not what was kept: it was changed, or what stood before it was taken out and the rest renumbered.
    case altered(sequence: Int, eventID: String)
    /// The event was put in.
    case inserted(sequence: Int, eventID: String)
    /// The event is genuine and stands in the wrong place: it belongs behind the one that is now number `behind`.
    case moved(sequence: Int, eventID: String, behind: Int)
    /// The event is listed under another id, account, Region or attribute than its record says, or not listed.
    case misindexed(sequence: Int, eventID: String)
    /// So many entries of the index belong to no event.
    case surplusIndexEntries(Int)
    /// The chain holds, but its end is not the one that was sealed: it was computed anew by somebody without the root
    /// key.
    case unsealed
    /// The chain holds, but these events are not those that a digest has signed.
    case rewritten(ClosedRange<Int>, digest: Int)
    /// This line of the home's digests was changed, or was not signed with the home's root key.
    case forgedDigest(line: Int)
    /// Digests are missing from the home's file before this one.
    case missingDigests(before: Int)
    /// A digest from elsewhere is none of this home.
    case keptDigest
}

extension TrailFinding: CustomStringConvertible {
    /// The finding in one line.
    public var description: String {
        switch self {
        case .missing(let range): "\(Self.name(range)) \(range.count == 1 ? "is" : "are") missing"
        case .altered(let sequence, let id):
            "event \(sequence) (\(id)) was changed, or an event before it was taken out"
        case .inserted(let sequence, let id): "event \(sequence) (\(id)) was put in"
        case .moved(let sequence, let id, let behind):
            "event \(sequence) (\(id)) was moved: it belongs behind event \(behind)"
        case .misindexed(let sequence, let id): "event \(sequence) (\(id)) is not listed as its record says"
        case .surplusIndexEntries(let count): "\(count) index entries belong to no event"
        case .unsealed: "the chain was written anew by somebody without the root key"
        case .rewritten(let range, let digest):
            "\(Self.name(range)) \(range.count == 1 ? "is" : "are") not what digest \(digest) has signed"
        case .forgedDigest(let line): "line \(line) of `trail.digests` is no digest of this home"
        case .missingDigests(let number): "digests before number \(number) are missing from `trail.digests`"
        case .keptDigest: "the digest that was handed in is none of this home"
        }
    }

    private static func name(_ range: ClosedRange<Int>) -> String {
        range.count == 1 ? "event \(range.lowerBound)" : "events \(range.lowerBound) to \(range.upperBound)"
    }
}

extension TrailFinding {
    /// What kind of finding, for programs.
    public var kind: String {
        switch self {
        case .missing: "missing"
        case .altered: "altered"
        case .inserted: "inserted"
        case .moved: "moved"
        case .misindexed: "misindexed"
        case .surplusIndexEntries: "surplusIndexEntries"
        case .unsealed: "unsealed"
        case .rewritten: "rewritten"
        case .forgedDigest: "forgedDigest"
        case .missingDigests: "missingDigests"
        case .keptDigest: "foreignDigest"
        }
    }

    /// The events that it is about; `nil` for what concerns the whole.
    public var events: ClosedRange<Int>? {
        switch self {
        case .missing(let range), .rewritten(let range, _): range
        case .altered(let sequence, _), .inserted(let sequence, _), .moved(let sequence, _, _),
            .misindexed(let sequence, _):
            sequence...sequence
        case .surplusIndexEntries, .unsealed, .forgedDigest, .missingDigests, .keptDigest: nil
        }
    }
}
