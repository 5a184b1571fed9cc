import ArgumentParser
import LabCore

/// How strictly a retention holds, as people write it.
enum LockMode: String, ExpressibleByArgument, CaseIterable {
    case governance
    case compliance

    /// As S3 writes it.
    var wireName: String { rawValue.uppercased() }
}

/// Until when: a date, a moment, or a while from the lab's time on.
enum RetentionDate {
    /// What S3 is told, by a clock that reads `now`.
    static func text(_ text: String, now: Timestamp) throws(Failure) -> String {
        if let duration = LabDuration(text) { return (now + duration).iso8601 }
        guard let date = Timestamp(iso8601: text) ?? Timestamp(iso8601: "\(text)T00:00:00Z") else {
            throw Failure(.usage, "`\(text)` is not a date", hint: "write 2033-01-01, 2033-01-01T12:00:00Z, 90d or 7y")
        }
        return date.iso8601
    }
}

extension LabConnection {
    /// What S3 is told of a date, by the lab's own clock.
    func retentionDate(_ text: String) async throws -> String {
        let time = try await door("clock", [:])["time"]?.string.flatMap { Timestamp(iso8601: $0) }
        return try RetentionDate.text(text, now: time ?? SystemClock().now)
    }
}
