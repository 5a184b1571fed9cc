public import LabCore
import LabCrypto

/// A signed statement about the trail at one moment: so many events, and the hash of the last of them, which stands for
/// all of them.
///
/// It is one line of JSON. The home keeps its digests beside the database, in `trail.digests`; whoever keeps one of them
/// elsewhere can tell later whether the trail still begins with exactly these events.
///
/// - SeeAlso: <doc:3-Digests-beside-the-database>
public struct TrailDigest: Hashable, Sendable {
    /// The lab.
    public let labID: String
    /// The digest's number, from 1.
    public let number: Int
    /// How many events the trail had.
    public let eventCount: Int
    /// When the last of them happened.
    public let time: Timestamp
    /// The hash of the last of them.
    public let hash: [UInt8]
    /// The SHA-256 of the digest before it, line by line as it stands in the file; 32 zeros for the first.
    public let previous: [UInt8]
    /// The code over all of the above under a key that derives from the root key.
    public let seal: [UInt8]

    /// Signs what is known of the trail's end.
    init(
        labID: String, after last: TrailDigest?, head: TrailHead, time: Timestamp, sealedBy keys: HomeKeys
    ) {
        self.labID = labID
        number = (last?.number ?? 0) + 1
        eventCount = head.count
        self.time = time
        hash = head.hash
        previous = last?.fingerprint ?? Self.noPrevious
        seal = keys.seal(
            ofDigest: Self.statement(labID, number, eventCount, time, hash, previous).compactBytes)
    }

    /// Reads a line; `nil` unless every byte has its place.
    public init?(_ line: some StringProtocol) {
        guard let object = (try? JSONParser.parse(String(line)))?.object,
            let labID = object["lab"]?.string, let number = object["digest"]?.integer,
            let eventCount = object["events"]?.integer,
            let time = object["time"]?.string.flatMap({ Timestamp(iso8601: $0) }),
            let hash = object["hash"]?.string.flatMap({ Hex.decode($0) }),
            let previous = object["previous"]?.string.flatMap({ Hex.decode($0) }),
            let seal = object["seal"]?.string.flatMap({ Hex.decode($0) })
        else { return nil }
        self.labID = labID
        self.number = number
        self.eventCount = eventCount
        self.time = time
        self.hash = hash
        self.previous = previous
        self.seal = seal
        guard text.utf8.elementsEqual(line.utf8) else { return nil }
    }

    /// The line, without its end.
    public var text: String {
        var object = statement
        object["seal"] = .string(Hex.encode(seal))
        return JSONValue.object(object).compactText
    }

    /// What the next digest names it by.
    var fingerprint: [UInt8] { DigestAlgorithm.sha256.digest(of: Array(text.utf8)) }

    /// What the seal covers.
    var sealedBytes: [UInt8] { JSONValue.object(statement).compactBytes }

    static let noPrevious = [UInt8](repeating: 0, count: 32)

    private var statement: JSONObject {
        Self.statement(labID, number, eventCount, time, hash, previous).object ?? [:]
    }

    private static func statement(
        _ labID: String, _ number: Int, _ eventCount: Int, _ time: Timestamp, _ hash: [UInt8], _ previous: [UInt8]
    ) -> JSONValue {
        [
            "lab": .string(labID), "digest": .integer(Int64(number)), "events": .integer(Int64(eventCount)),
            "time": .string(time.iso8601Milliseconds), "hash": .string(Hex.encode(hash)),
            "previous": .string(Hex.encode(previous)),
        ]
    }
}
