public import LabCore
public import LabService

/// CloudTrail's state: the trails and the keys that sign their digests. The events themselves are no part of it.
public struct TrailState: ServiceState {
    /// The trails.
    public var trails = Table<TrailRecord>()
    /// Trails that were switched off or deleted and still have files to deliver.
    public var closing = Table<ClosingTrail>()
    /// The keys that sign digests.
    public var keys = Table<DigestKeyRecord>()

    /// Every table.
    public static let tables: [TablePath<TrailState>] = [
        TablePath(\.trails), TablePath(\.closing), TablePath(\.keys),
    ]

    /// No trails.
    public init() {}

    /// The trails of an account that have their home in a Region, and, as shadows, those of other Regions that record
    /// this one too.
    func trails(of account: AccountID, in region: Region, withShadows: Bool) -> [TrailRecord] {
        trails.all.filter { trail in
            trail.address.account == account
                && (trail.address.region == region || (withShadows && trail.isMultiRegion))
        }
    }

    /// Puts a trail that stops away, so that what it has not delivered yet still is, together with its last digest.
    mutating func close(_ trail: TrailRecord, at now: Timestamp) {
        guard trail.logging.isOn else { return }
        closing.put(ClosingTrail(trail, at: now))
    }

    /// Whether delivery has something to do at some time, and whether it has at once.
    public var deliveryNeed: DeliveryNeed {
        if closing.count > 0 { return .now }
        guard trails.count > 0 else { return .none }
        return trails.all.contains { $0.logging.isOn } ? .onTime : .none
    }
}

/// When delivery has something to do.
public enum DeliveryNeed: Sendable {
    /// Never: no trail is on.
    case none
    /// When five minutes are over.
    case onTime
    /// At once: a trail was switched off.
    case now
}

/// A trail that was switched off or deleted, as it was, with the moment that it ended.
public struct ClosingTrail: Row, Hashable {
    /// The table's name in the store.
    public static let table = "cloudtrail.closing"

    /// The name of what is left of a trail.
    public struct ID: RowID, Codable {
        /// The trail.
        public let trail: TrailAddress
        /// When it ended.
        public let endedAt: Timestamp

        /// The trail's key, a space, the moment.
        public var rowKey: String { "\(trail.rowKey) \(endedAt.millisecondsSince1970)" }
        /// Orders by trail and moment.
        public static func < (left: ID, right: ID) -> Bool {
            (left.trail, left.endedAt) < (right.trail, right.endedAt)
        }
    }

    /// Its name.
    public let id: ID
    /// The trail as it was.
    public var trail: TrailRecord

    init(_ trail: TrailRecord, at now: Timestamp) {
        id = ID(trail: trail.address, endedAt: now)
        self.trail = trail
    }
}
