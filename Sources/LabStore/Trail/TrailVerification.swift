/// What became of the trail, as far as the home itself can tell.
///
/// The chain of hashes finds every event that was changed, put in, taken out or moved. Its end is sealed under a key
/// derived from the root key, so that somebody who has the database alone cannot compute the chain anew. Somebody who
/// has both can, and an older copy of the whole home is as good as the home was then: against these stand digests that
/// are kept elsewhere.
public struct TrailVerification: Hashable, Sendable {
    /// How many events there should be.
    public let eventCount: Int
    /// What is wrong, in the order of the trail; the first ``StoreLimits/trailFindings`` places.
    public let findings: [TrailFinding]

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
}

extension TrailFinding: CustomStringConvertible {
    /// The finding in one line.
    public var description: String {
        switch self {
        case .missing(let range) where range.count == 1: "event \(range.lowerBound) is missing"
        case .missing(let range): "events \(range.lowerBound) to \(range.upperBound) are missing"
        case .altered(let sequence, let id):
            "event \(sequence) (\(id)) was changed, or an event before it was taken out"
        case .inserted(let sequence, let id): "event \(sequence) (\(id)) was put in"
        case .moved(let sequence, let id, let behind):
            "event \(sequence) (\(id)) was moved: it belongs behind event \(behind)"
        case .misindexed(let sequence, let id): "event \(sequence) (\(id)) is not listed as its record says"
        case .surplusIndexEntries(let count): "\(count) index entries belong to no event"
        case .unsealed: "the chain was written anew by somebody without the root key"
        }
    }
}
