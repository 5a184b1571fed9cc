extension Timestamp {
    /// `2026-11-25T13:12:06Z`, as CloudTrail writes times.
    public var iso8601: String {
        let time = CalendarTime(self)
        return "\(Self.date(time))T\(Self.clock(time))Z"
    }

    /// `2026-11-25T13:12:06.123Z`, as S3 and IAM write times.
    public var iso8601Milliseconds: String {
        let time = CalendarTime(self)
        return "\(Self.date(time))T\(Self.clock(time)).\(padded(time.millisecond, 3))Z"
    }

    /// `20261125T131206Z`, as Signature Version 4 writes times.
    public var basicISO8601: String {
        let time = CalendarTime(self)
        let date = "\(padded(time.year, 4))\(padded(time.month, 2))\(padded(time.day, 2))"
        return "\(date)T\(padded(time.hour, 2))\(padded(time.minute, 2))\(padded(time.second, 2))Z"
    }

    /// `Wed, 25 Nov 2026 13:12:06 GMT`, as HTTP writes times (RFC 9110, 5.6.7).
    public var httpDate: String {
        let time = CalendarTime(self)
        let day = "\(Self.weekdays[time.weekday]), \(padded(time.day, 2)) \(Self.months[time.month - 1])"
        return "\(day) \(padded(time.year, 4)) \(Self.clock(time)) GMT"
    }

    /// `Nov 25, 2026, 1:12:06 PM`, as KMS writes times inside CloudTrail records.
    public var cloudTrailText: String {
        let time = CalendarTime(self)
        let hour = time.hour % 12 == 0 ? 12 : time.hour % 12
        let clock = "\(hour):\(padded(time.minute, 2)):\(padded(time.second, 2)) \(time.hour < 12 ? "AM" : "PM")"
        return "\(Self.months[time.month - 1]) \(time.day), \(time.year), \(clock)"
    }

    /// Parses ISO 8601 in the forms that AWS accepts in policies and on the wire: a date, or a date and a time with
    /// optional fraction and `Z` or a numeric offset; basic format (`20261125T131206Z`) too.
    public init?(iso8601 text: some StringProtocol) {
        var reader = DigitReader(text.utf8)
        guard let moment = reader.readMoment(), reader.isAtEnd else { return nil }
        self = moment
    }

    /// Parses an HTTP date in its preferred form, `Wed, 25 Nov 2026 13:12:06 GMT`; the weekday is not checked.
    public init?(httpDate text: some StringProtocol) {
        let fields = text.split(separator: " ")
        guard fields.count == 6, fields[0].count == 4, fields[5] == "GMT",
            let month = Self.months.firstIndex(of: String(fields[2])), let day = Int(fields[1]),
            let year = Int(fields[3])
        else { return nil }
        let clock = fields[4].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard clock.count == 3,
            let time = CalendarTime(
                year: year, month: month + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2])
        else { return nil }
        self = time.timestamp
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    private static func date(_ time: CalendarTime) -> String {
        "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
    }

    private static func clock(_ time: CalendarTime) -> String {
        "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
    }
}

private func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// Reads the digits and marks of an ISO 8601 moment, left to right.
private struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: some Sequence<UInt8>) {
        bytes = Array(text)
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func readMoment() -> Timestamp? {
        guard let year = number(4) else { return nil }
        let isExtended = skip("-")
        guard let month = number(2), !isExtended || skip("-"), let day = number(2) else { return nil }
        guard skip("T") || skip("t") else {
            return isExtended ? CalendarTime(year: year, month: month, day: day)?.timestamp : nil
        }
        guard let hour = number(2), !isExtended || skip(":"), let minute = number(2) else { return nil }
        let hasSeconds = isExtended ? skip(":") : true
        guard let second = hasSeconds ? number(2) : 0, let millisecond = readFraction() else { return nil }
        let time = CalendarTime(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second, millisecond: millisecond)
        guard let time, let offset = readOffset() else { return nil }
        return time.timestamp - .minutes(offset)
    }

    /// The fraction in milliseconds; zero when there is none, `nil` when it has no digits.
    private mutating func readFraction() -> Int? {
        guard skip(".") else { return 0 }
        var milliseconds = 0
        var scale = 100
        let start = position
        while let digit = digit() {
            milliseconds += digit * scale
            scale /= 10
        }
        return position > start ? milliseconds : nil
    }

    /// The offset from UTC in minutes; `nil` when there is none or it is malformed.
    private mutating func readOffset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let isNegative = skip("-")
        guard isNegative || skip("+"), let hours = number(2) else { return nil }
        _ = skip(":")
        guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (isNegative ? -1 : 1)
    }

    private mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private mutating func digit() -> Int? {
        guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
        defer { position += 1 }
        return Int(bytes[position] - 0x30)
    }

    private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }
}
