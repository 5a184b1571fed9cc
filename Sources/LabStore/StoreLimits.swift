import LabCore

/// The limits of the store.
public enum StoreLimits {
    /// How long SQLite waits for another connection to the same file, in seconds. Only a person who looks into the
    /// database can make it wait: the home is locked.
    static let busyTimeoutSeconds = 5.0
    /// Connections that read beside the one that writes.
    static let readers = 4
    /// How many events one core renders at a time.
    static let eventsRenderedTogether = 4
    /// How many places of a damaged trail are named; more would not help.
    public static let trailFindings = 100
    /// After how many events the end of the trail is signed again, at the latest.
    static let eventsPerDigest = 1000
    /// After how much of the trail's own time the end of the trail is signed again, once there is another event.
    static let digestInterval = LabDuration.hours(1)
    /// How many events of a search are read at a time.
    static let eventsSearchedTogether = 512
    /// How many pages of 4,096 bytes the write-ahead log gathers before they move into the database.
    static let checkpointPages = 4000
}
