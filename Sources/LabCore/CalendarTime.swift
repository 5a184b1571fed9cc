/// A moment taken apart in UTC, without Foundation: formatting a time costs 0.1 µs this way and 0.4 to 55 µs that way.
///
/// The day arithmetic is the proleptic Gregorian calendar counted from 0000-03-01 in eras of 400 years.
public struct CalendarTime: Hashable, Sendable {
    /// The year, such as 2026.
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    /// 0 to 23.
    public var hour: Int
    /// 0 to 59.
    public var minute: Int
    /// 0 to 59.
    public var second: Int
    /// 0 to 999.
    public var millisecond: Int

    /// Takes `moment` apart.
    public init(_ moment: Timestamp) {
        let (seconds, milliseconds) = Self.floorDivide(Int(moment.millisecondsSince1970), by: 1000)
        let (days, secondOfDay) = Self.floorDivide(seconds, by: 86_400)
        let (era, dayOfEra) = Self.floorDivide(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = secondOfDay / 3600
        minute = secondOfDay % 3600 / 60
        second = secondOfDay % 60
        millisecond = milliseconds
    }

    /// Checks that the fields name a real moment; fails otherwise (`2026-02-29`, `24:00:00`).
    public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0)
    {
        let isInRange =
            (0...9999).contains(year) && (1...12).contains(month) && (0...23).contains(hour)
            && (0...59).contains(minute) && (0...59).contains(second) && (0...999).contains(millisecond)
        guard isInRange, (1...Self.dayCount(ofMonth: month, year: year)).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.millisecond = millisecond
    }

    /// The moment that the fields name.
    public var timestamp: Timestamp {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = Self.floorDivide(shiftedYear, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
        return Timestamp(millisecondsSince1970: Int64(seconds) * 1000 + Int64(millisecond))
    }

    /// 0 is Sunday.
    public var weekday: Int {
        let (days, _) = Self.floorDivide(Int(timestamp.millisecondsSince1970), by: 86_400_000)
        let (_, weekday) = Self.floorDivide(days + 4, by: 7)
        return weekday
    }

    private static func dayCount(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floorDivide(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
