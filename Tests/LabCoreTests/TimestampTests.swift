import LabCore
import Testing

@Suite struct TimestampTests {
    static let moment = Timestamp(millisecondsSince1970: 1_764_076_326_123)

    @Test func aMomentIsWrittenInEveryFormOfAWS() {
        #expect(Self.moment.iso8601 == "2025-11-25T13:12:06Z")
        #expect(Self.moment.iso8601Milliseconds == "2025-11-25T13:12:06.123Z")
        #expect(Self.moment.basicISO8601 == "20251125T131206Z")
        #expect(Self.moment.httpDate == "Tue, 25 Nov 2025 13:12:06 GMT")
        #expect(Self.moment.cloudTrailText == "Nov 25, 2025, 1:12:06 PM")
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)), ("1969-12-31T23:59:59Z", -1000), ("2000-02-29T12:00:00Z", 951_825_600_000),
        ("2025-11-25", 1_764_028_800_000), ("20251125T131206Z", 1_764_076_326_000),
        ("2025-11-25T14:12:06+01:00", 1_764_076_326_000), ("2025-11-25T13:12:06.5Z", 1_764_076_326_500),
        ("2025-11-25T13:12Z", 1_764_076_320_000),
    ])
    func iso8601IsRead(text: String, milliseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.millisecondsSince1970 == milliseconds)
    }

    @Test(arguments: [
        "", "2025", "2025-13-01", "2025-02-29", "2025-11-25T24:00:00Z", "2025-11-25T13:12:06", "2025-11-25 13:12:06Z",
        "2025-11-25T13:12:06Zx", "2025-11-25T13:12:06.Z", "20251125", "2025-11-25T13:12:06+25:00",
    ])
    func whatIsNoMomentIsRefused(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test func everyDayOfFourHundredYearsComesBack() {
        for day in stride(from: -146_097, through: 146_097, by: 1) {
            let moment = Timestamp(millisecondsSince1970: Int64(day) * 86_400_000 + 1)
            #expect(CalendarTime(moment).timestamp == moment)
        }
    }

    @Test func httpDatesAreRead() {
        #expect(
            Timestamp(httpDate: "Tue, 25 Nov 2025 13:12:06 GMT")?.millisecondsSince1970 == 1_764_076_326_000)
        #expect(Timestamp(httpDate: "Tue, 31 Feb 2025 13:12:06 GMT") == nil)
        #expect(Timestamp(httpDate: "yesterday") == nil)
    }

    @Test(arguments: [("90s", 90), ("366d", 366 * 86_400), ("1d12h", 129_600), ("+2w", 1_209_600), ("1y", 31_536_000)])
    func lengthsAreReadAsPeopleWriteThem(text: String, seconds: Int) {
        #expect(LabDuration(text) == .seconds(seconds))
    }

    @Test(arguments: ["", "5", "d", "-1d", "1.5d", "1x", "9999999999d", "٣d"])
    func whatIsNoLengthIsRefused(text: String) {
        #expect(LabDuration(text) == nil)
    }
}
