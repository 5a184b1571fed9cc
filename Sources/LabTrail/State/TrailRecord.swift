public import LabCore
public import LabService

/// A trail: what it records, where it writes, and how far it has come.
public struct TrailRecord: Row, Hashable {
    /// The table's name in the store.
    public static let table = "cloudtrail.trails"

    /// Where it lives.
    public let address: TrailAddress
    /// The bucket for its files.
    public var bucket: String
    /// What stands in front of `AWSLogs/` in their names.
    public var prefix: String?
    /// The SNS topic as it was named; nothing is sent to it.
    public var topic: String?
    /// Whether it records the events of IAM and STS.
    public var includesGlobalServices: Bool
    /// Whether it records the events of every Region.
    public var isMultiRegion: Bool
    /// Whether it delivers digest files.
    public var validatesFiles: Bool
    /// The ARN of the key for its log files; `nil` for the bucket's own encryption.
    public var kmsKeyARN: String?
    /// Its tags, in the order in which they were set.
    public var tags: [ResourceTag]
    /// Which events it delivers.
    public var selection = EventSelection.standard
    /// Whether it is on.
    public var logging = LoggingState()
    /// How far it has come.
    public var delivery = DeliveryState()

    /// Where it lives.
    public var id: TrailAddress { address }
    /// Its ARN.
    public var arn: ARN { address.arn }

    init(_ address: TrailAddress, bucket: String) {
        self.address = address
        self.bucket = bucket
        includesGlobalServices = true
        isMultiRegion = false
        validatesFiles = false
        tags = []
    }

    /// The topic's ARN.
    var topicARN: String? {
        guard let topic, !topic.hasPrefix("arn:") else { return topic }
        return "arn:aws:sns:\(address.region):\(address.account):\(topic)"
    }
}

/// Whether a trail is on, and since when.
public struct LoggingState: Hashable, Sendable, Codable {
    /// Whether it is on.
    public internal(set) var isOn = false
    /// When it was last switched on.
    public internal(set) var startedAt: Timestamp?
    /// When it was last switched off.
    public internal(set) var stoppedAt: Timestamp?
}

/// How far a trail's delivery has come.
///
/// It changes after the files have been written. Files are named by what they hold, so that a delivery that a crash cut
/// off writes the same names again and nothing is there twice.
public struct DeliveryState: Hashable, Sendable, Codable {
    /// How many of the lab's events have been dealt with.
    public var position = 0
    /// No attempt before this moment, after one that failed.
    public var nextAttempt: Timestamp?
    /// When the next digest is due; `nil` while the trail delivers none.
    public var nextDigest: Timestamp?
    /// So many digests without a log file followed one another.
    public var emptyDigests = 0
    /// The chains of digests, by Region.
    public var chains: [String: DigestChain] = [:]
    /// The latest attempts to deliver log files.
    public var logs = DeliveryReport()
    /// The latest attempts to deliver digests.
    public var digests = DeliveryReport()

    /// Nothing delivered yet.
    public init() {}
}

/// What became of the latest attempts.
public struct DeliveryReport: Hashable, Sendable, Codable {
    /// When something was last delivered.
    public var deliveredAt: Timestamp?
    /// When that was last tried.
    public var attemptedAt: Timestamp?
    /// What S3 said the last time; `nil` when it went well.
    public var error: String?

    /// Nothing was tried.
    public init() {}
}

/// One chain of digests: what the next one begins with.
public struct DigestChain: Hashable, Sendable, Codable {
    /// When the next digest's hour begins.
    public var start: Timestamp
    /// The log files since then.
    public var logFiles: [DigestedLogFile] = []
    /// The digest before; `nil` for the first of a chain.
    public var previous: PreviousDigest?

    /// A chain that begins.
    public init(start: Timestamp) {
        self.start = start
    }
}

/// What a digest says of the one before it.
public struct PreviousDigest: Hashable, Sendable, Codable {
    /// The bucket that it is in.
    public let bucket: String
    /// Its name there.
    public let key: String
    /// SHA-256 of its text before compression, in hexadecimal digits.
    public let hash: String
    /// Its signature, in hexadecimal digits.
    public let signature: String
}

/// What a digest says of a log file.
public struct DigestedLogFile: Hashable, Sendable, Codable {
    /// The bucket that it is in.
    public let bucket: String
    /// Its name there.
    public let key: String
    /// SHA-256 of its text before compression, in hexadecimal digits.
    public let hash: String
    /// The time of its oldest event.
    public let oldest: Timestamp
    /// The time of its newest event.
    public let newest: Timestamp
}
