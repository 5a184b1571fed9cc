public import LabCore
import LabCrypto

extension NumberedRecord {
    /// The Region that it happened in.
    public var region: Region? { record["awsRegion"]?.string.flatMap { Region($0) } }

    /// Whether CloudTrail caused it by delivering something: a trail does not go on because of itself.
    public var isOfDelivery: Bool { record["userIdentity"]?["invokedBy"]?.string == "cloudtrail.amazonaws.com" }
}

/// A log file: the events of one Region, in the order in which they happened here.
///
/// - SeeAlso: AWS CloudTrail User Guide, "CloudTrail log file examples"
public struct LogFile: Sendable {
    /// Its name in the bucket.
    public let key: String
    /// Its bytes.
    public let body: [UInt8]
    /// What the next digest says of it.
    public let digested: DigestedLogFile

    /// The file of a trail that is delivered at `time`; `nil` without events.
    ///
    /// Its name follows from what it holds, so that a delivery which is repeated writes no second file.
    public init?(_ events: [NumberedRecord], of trail: TrailRecord, region: Region, at time: Timestamp) {
        guard let first = events.first, let oldest = events.map(\.time).min(), let newest = events.map(\.time).max()
        else { return nil }
        let text = JSONValue.object(["Records": .array(events.map { .object($0.record) })]).compactBytes
        key = LogFileName.log(of: trail, region: region, at: time, unique: Self.unique(first, trail, region))
        body = Gzip.compress(text)
        digested = DigestedLogFile(
            bucket: trail.bucket, key: key, hash: Hex.encode(DigestAlgorithm.sha256.digest(of: text)), oldest: oldest,
            newest: newest)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

    /// 16 letters and digits that follow from the trail and the file's first event.
    private static func unique(_ first: NumberedRecord, _ trail: TrailRecord, _ region: Region) -> String {
        let seed = "\(trail.arn) \(region) \(first.number) \(first.record["eventID"]?.string ?? "")"
        let digest = DigestAlgorithm.sha256.digest(of: Array(seed.utf8))
        return String(digest.prefix(16).map { alphabet[Int($0) % alphabet.count] })
    }
}

extension TrailRecord {
    /// Whether the trail delivers an event. What the lab itself does is in no trail but its own.
    public func delivers(_ event: NumberedRecord) -> Bool {
        let record = event.record
        guard record["recipientAccountId"]?.string == address.account.digits else { return false }
        guard isMultiRegion || event.region == address.region else { return false }
        let source = record["eventSource"]?.string ?? ""
        guard source != "kmslab.amazonaws.com" else { return false }
        guard includesGlobalServices || !Self.globalSources.contains(source) else { return false }
        return selection.selects(record)
    }

    private static let globalSources: Set<String> = ["iam.amazonaws.com", "sts.amazonaws.com"]
}
