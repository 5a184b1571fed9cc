import LabCore

extension Timestamp {
    /// `Tue Dec 31 16:00:00 PST 2019`: how S3's errors write dates, which is how Java does, in Pacific time.
    var javaText: String {
        let isSummer = isPacificSummer
        let local = CalendarTime(self - .hours(isSummer ? 7 : 8))
        let day = Self.dayNames[local.weekday]
        let month = Self.monthNames[local.month - 1]
        let clock = [local.hour, local.minute, local.second].map(Self.twoDigits).joined(separator: ":")
        return "\(day) \(month) \(Self.twoDigits(local.day)) \(clock) \(isSummer ? "PDT" : "PST") \(local.year)"
    }

    /// From the second Sunday of March to the first of November, 2 o'clock each (10:00 and 9:00 UTC).
    private var isPacificSummer: Bool {
        let year = CalendarTime(self).year
        guard let begin = Self.sunday(2, ofMonth: 3, year: year, hour: 10),
            let end = Self.sunday(1, ofMonth: 11, year: year, hour: 9)
        else { return false }
        return self >= begin && self < end
    }

    private static func sunday(_ number: Int, ofMonth month: Int, year: Int, hour: Int) -> Timestamp? {
        guard let first = CalendarTime(year: year, month: month, day: 1) else { return nil }
        let day = 1 + (7 - first.weekday) % 7 + 7 * (number - 1)
        return CalendarTime(year: year, month: month, day: day, hour: hour)?.timestamp
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }

    private static let dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
