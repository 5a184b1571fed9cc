import LabCore

/// When a secret rotates: a rate or a calendar.
///
/// - SeeAlso: AWS Secrets Manager User Guide, "Schedule expressions"
enum RotationSchedule: Hashable, Sendable {
    /// Every so many days; the window opens at midnight UTC.
    case days(Int)
    /// Every so many hours, from four on.
    case hours(Int)
    /// Days of the calendar at certain hours.
    case calendar(CronSchedule)

    /// Reads `rate(10 days)`, `rate(4 hours)` or `cron(0 8 1 * ? *)`; `nil` for anything else.
    init?(expression: String) {
        if let rate = Self.inside("rate(", expression) {
            guard let schedule = Self.rate(rate) else { return nil }
            self = schedule
            return
        }
        guard let fields = Self.inside("cron(", expression), let cron = CronSchedule(fields) else { return nil }
        self = .calendar(cron)
    }

    /// `10 days`, `4 hours`.
    private static func rate(_ text: Substring) -> RotationSchedule? {
        let words = text.split(separator: Character(" "))
        guard words.count == 2, let count = Int(words[0]), (1...100_000).contains(count) else { return nil }
        let isInDays = words[1] == "day" || words[1] == "days"
        guard isInDays || words[1] == "hour" || words[1] == "hours" else { return nil }
        let hours = isInDays ? count * 24 : count
        let shortest = isInDays ? 24 : SecretsLimits.shortestRotationHours
        guard (shortest...SecretsLimits.longestRotationDays * 24).contains(hours) else { return nil }
        return isInDays ? .days(count) : .hours(count)
    }

    private static func inside(_ front: String, _ expression: String) -> Substring? {
        guard expression.hasPrefix(front), expression.hasSuffix(")") else { return nil }
        return expression.dropFirst(front.count).dropLast()
    }

    /// When the first window after `moment` opens; `nil` when the calendar has no such day within eight years.
    func next(after moment: Timestamp) -> Timestamp? {
        switch self {
        case .days(let count): Self.midnight(of: moment + .days(count))
        case .hours(let count): moment + .hours(count)
        case .calendar(let cron): cron.next(after: moment)
        }
    }

    private static func midnight(of moment: Timestamp) -> Timestamp {
        var time = CalendarTime(moment)
        time.hour = 0
        time.minute = 0
        time.second = 0
        time.millisecond = 0
        return time.timestamp
    }

    /// When a window that opens at `start` closes: after its duration, or an hour for rates in hours, or with its day.
    func end(ofWindowFrom start: Timestamp, hours duration: Int?) -> Timestamp {
        if let duration { return start + .hours(duration) }
        if case .hours = self { return start + .hours(1) }
        var time = CalendarTime(start)
        time.hour = 23
        time.minute = 59
        time.second = 59
        time.millisecond = 0
        return time.timestamp
    }
}

/// A cron expression of Secrets Manager: minute 0, any year, and otherwise the usual six fields.
struct CronSchedule: Hashable, Sendable {
    private let hours: CronField
    private let months: CronField
    /// `nil` for the last day of the month.
    private let daysOfMonth: CronField?
    private let weekdays: CronField
    /// Which of a weekday's days in the month: `MON#2`; `nil` for all.
    private let week: Int?

    private static let monthNames = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]
    private static let dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    /// Reads the six fields; `nil` when they are none, or when the minute is not 0 or the year not `*`.
    init?(_ text: some StringProtocol) {
        let fields = text.split(separator: Character(" ")).map { String($0) }
        guard fields.count == 6, fields[0] == "0", fields[5] == "*", fields[2] == "?" || fields[4] == "?",
            let hours = CronField(fields[1], in: 0...23),
            let months = CronField(fields[3], in: 1...12, names: Self.monthNames)
        else { return nil }
        let parts = fields[4].split(separator: Character("#"))
        guard let weekdays = parts.first.flatMap({ CronField(String($0), in: 1...7, names: Self.dayNames) }) else {
            return nil
        }
        if parts.count > 1 {
            guard parts.count == 2, let week = Int(parts[1]), (1...5).contains(week) else { return nil }
            self.week = week
        } else {
            week = nil
        }
        if fields[2] == "L" {
            daysOfMonth = nil
        } else {
            guard let days = CronField(fields[2], in: 1...31) else { return nil }
            daysOfMonth = days
        }
        self.hours = hours
        self.months = months
        self.weekdays = weekdays
    }

    /// The first moment of the calendar after `moment`, within eight years: then 29 February has come.
    func next(after moment: Timestamp) -> Timestamp? {
        var day = CalendarTime(moment)
        day.minute = 0
        day.second = 0
        day.millisecond = 0
        for _ in 0..<(8 * 366) {
            if includes(day), let found = firstHour(of: day, after: moment) { return found }
            day.hour = 0
            day = CalendarTime(day.timestamp + .days(1))
        }
        return nil
    }

    private func firstHour(of day: CalendarTime, after moment: Timestamp) -> Timestamp? {
        hours.numbers.sorted().lazy.map { hour in
            var time = day
            time.hour = hour
            return time.timestamp
        }.first { $0 > moment }
    }

    private func includes(_ day: CalendarTime) -> Bool {
        guard months.numbers.contains(day.month), weekdays.numbers.contains(day.weekday + 1) else { return false }
        if let week, (day.day - 1) / 7 + 1 != week { return false }
        guard let daysOfMonth else { return CalendarTime(day.timestamp + .days(1)).day == 1 }
        return daysOfMonth.numbers.contains(day.day)
    }
}
