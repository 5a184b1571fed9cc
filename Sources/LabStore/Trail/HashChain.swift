import LabCore
import LabCrypto

/// The chain of hashes through the trail.
///
/// The hash of event `n` is the SHA-256 of these bytes, joined:
///
///     hash of event n − 1    32 bytes; for the first event SHA-256("kmslab trail 1" ‖ the lab's id)
///     time                    8 bytes, big-endian: milliseconds since 1970
///     length of the record    8 bytes, big-endian
///     record                  the event in CloudTrail's JSON, byte by byte as it is stored
///     decisions               the decisions in JSON, byte by byte as they are stored; nothing when there are none
///
/// Everything else that the database holds about an event (its number, its id, its place in the indexes) follows from
/// the record and from the order.
struct HashChain {
    private let digester = Digester(.sha256)

    /// What stands in front of the first event.
    static func origin(labID: String) -> [UInt8] {
        DigestAlgorithm.sha256.digest(of: Array("kmslab trail 1".utf8) + Array(labID.utf8))
    }

    /// The hash of an event that follows the one with the hash `previous`.
    func hash(of content: TrailContent, after previous: [UInt8]) -> [UInt8] {
        digester.update(previous)
        digester.update(Self.bytes(content.time.millisecondsSince1970) + Self.bytes(Int64(content.record.count)))
        digester.update(content.record)
        digester.update(content.decisions)
        return digester.finish()
    }

    static func bytes(_ number: Int64) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) }
    }
}

/// What the chain covers of an event.
struct TrailContent: Hashable, Sendable {
    /// When it happened.
    let time: Timestamp
    /// CloudTrail's JSON.
    let record: [UInt8]
    /// The decisions as a JSON array; empty when there are none.
    let decisions: [UInt8]
}

/// The end of the trail: how many events there are, and the hash of the last one.
///
/// Together with its seal it stands in the database's `meta`, and changes in the transaction that appends events.
struct TrailHead: Hashable, Sendable {
    var count: Int
    var hash: [UInt8]

    /// What the seal covers: the count, 8 bytes big-endian, and the hash.
    var sealedBytes: [UInt8] { HashChain.bytes(Int64(count)) + hash }
}
