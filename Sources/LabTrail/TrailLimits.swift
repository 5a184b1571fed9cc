public import LabCore

/// The numbers of the trail and of CloudTrail.
///
/// - SeeAlso: AWS CloudTrail User Guide, "Quotas in AWS CloudTrail"
public enum TrailLimits {
    /// How many of the latest events are kept in memory at least.
    public static let eventsInMemory = 100_000
    /// How far back LookupEvents looks, in days.
    public static let historyDays = 90
    /// How many events a page of LookupEvents has, at most and without a word.
    public static let eventsOnPage = 50
    /// Trails that record a Region.
    public static let trailsInRegion = 5
    /// Tags of a trail.
    public static let tags = 50
    /// Event selectors of a trail.
    public static let basicSelectors = 5
    /// Data resources in all event selectors of a trail.
    public static let dataResources = 250
    /// Conditions in all advanced event selectors of a trail.
    public static let selectorConditions = 500
    /// The length of a trail's prefix.
    public static let prefixLength = 200
    /// Log files are delivered when so much time is over; AWS says "about every 5 minutes".
    public static let logPeriod = LabDuration.minutes(5)
    /// Digests are delivered when so much time is over.
    public static let digestPeriod = LabDuration.hours(1)
    /// So many digests without a log file follow one another; after those, one digest covers a whole stretch without
    /// any. AWS goes on every hour, but its clock never jumps a year.
    public static let emptyDigests = 24
    /// Events in a log file.
    public static let eventsInFile = 10_000
    /// How long a key pair signs digests, in days; AWS does not say how long its own do.
    public static let signingKeyDays = 365
}
