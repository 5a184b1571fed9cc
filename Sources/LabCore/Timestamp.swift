/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var millisecondsSince1970: Int64

    /// A moment by its milliseconds since 1970.
    public init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    /// A moment by its seconds since 1970; fractions below a millisecond are rounded.
    public init(secondsSince1970: Double) {
        self.init(millisecondsSince1970: Int64((secondsSince1970 * 1000).rounded()))
    }

    /// Reads one integer.
    public init(from decoder: any Decoder) throws {
        self.init(millisecondsSince1970: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes one integer.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(millisecondsSince1970)
    }

    /// Seconds since 1970, with milliseconds as the fraction.
    public var secondsSince1970: Double { Double(millisecondsSince1970) / 1000 }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }

    /// The moment `duration` later.
    public static func + (moment: Timestamp, duration: LabDuration) -> Timestamp {
        Timestamp(millisecondsSince1970: moment.millisecondsSince1970 + duration.milliseconds)
    }

    /// The moment `duration` earlier.
    public static func - (moment: Timestamp, duration: LabDuration) -> Timestamp {
        Timestamp(millisecondsSince1970: moment.millisecondsSince1970 - duration.milliseconds)
    }

    /// The time from `earlier` to `later`.
    public static func - (later: Timestamp, earlier: Timestamp) -> LabDuration {
        LabDuration(milliseconds: later.millisecondsSince1970 - earlier.millisecondsSince1970)
    }
}

/// A length of time in milliseconds; negative durations are allowed.
public struct LabDuration: Hashable, Comparable, Sendable, Codable {
    /// The length in milliseconds.
    public var milliseconds: Int64

    /// A length in milliseconds.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// A length in seconds.
    public static func seconds(_ count: Int) -> LabDuration { LabDuration(milliseconds: Int64(count) * 1000) }
    /// A length in minutes.
    public static func minutes(_ count: Int) -> LabDuration { .seconds(count * 60) }
    /// A length in hours.
    public static func hours(_ count: Int) -> LabDuration { .seconds(count * 3600) }
    /// A length in days of 24 hours.
    public static func days(_ count: Int) -> LabDuration { .hours(count * 24) }

    /// Whole days, rounded towards zero.
    public var wholeDays: Int { Int(milliseconds / 86_400_000) }

    /// Orders by length.
    public static func < (left: LabDuration, right: LabDuration) -> Bool { left.milliseconds < right.milliseconds }

    /// The sum of two lengths.
    public static func + (left: LabDuration, right: LabDuration) -> LabDuration {
        LabDuration(milliseconds: left.milliseconds + right.milliseconds)
    }
}
