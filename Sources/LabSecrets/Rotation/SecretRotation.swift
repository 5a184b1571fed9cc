public import LabCore
public import LabService

/// The rotation of a secret.
public struct SecretRotation: Hashable, Sendable, Codable {
    /// Whether it is on.
    public var isEnabled: Bool
    /// The ARN of the function that AWS would run. The lab's own rotator stands in for it, whatever it says.
    public var lambdaARN: String
    /// When.
    public var rules: RotationRules?
    /// Who turned it on: the rotator asks for keys as this caller.
    public var caller: Caller
    /// When the next window opens.
    public var nextDate: Timestamp?

    /// The function that stands for the lab's rotator where none was named.
    static func builtInARN(of secret: SecretAddress) -> String {
        "arn:aws:lambda:\(secret.region):\(secret.account):function:kmslab-rotator"
    }

    /// When the next window closes: AWS's `NextRotationDate`.
    var nextRotationDate: Timestamp? {
        guard isEnabled, let nextDate, let rules, let schedule = rules.schedule else { return nil }
        return schedule.end(ofWindowFrom: nextDate, hours: rules.durationInHours)
    }

    /// Plans the next rotation.
    mutating func plan(after moment: Timestamp) {
        nextDate = rules?.schedule?.next(after: moment)
    }
}

/// How often a secret rotates, as AWS's API says it.
public struct RotationRules: Hashable, Sendable, Codable {
    /// Days between rotations; or else ``scheduleExpression``.
    public var automaticallyAfterDays: Int?
    /// The length of a window, such as `3h`.
    public var duration: String?
    /// A rate or a calendar.
    public var scheduleExpression: String?

    /// Reads the members.
    public init(_ members: MemberReader) {
        automaticallyAfterDays = members.integer("AutomaticallyAfterDays", 1...1000)
        duration = members.string("Duration", 2...3, pattern: #"[0-9]+h"#)
        scheduleExpression = members.string(
            "ScheduleExpression", 1...256, pattern: #"[0-9A-Za-z\(\)#\?\*\-\/, ]+"#)
    }

    /// The schedule; `nil` when there is none or it is none.
    var schedule: RotationSchedule? {
        if let automaticallyAfterDays { return .days(automaticallyAfterDays) }
        return scheduleExpression.flatMap(RotationSchedule.init(expression:))
    }

    /// The length of a window.
    var durationInHours: Int? { duration.flatMap { Int($0.dropLast()) } }

    /// Refuses rules that say two things, or nothing that can be read.
    func require() throws(ServiceError) {
        guard automaticallyAfterDays == nil || scheduleExpression == nil else {
            throw SecretsError.invalidParameter(
                "You can't specify both AutomaticallyAfterDays and ScheduleExpression.")
        }
        guard schedule != nil else {
            throw SecretsError.invalidParameter("Invalid rotation schedule: \(scheduleExpression ?? "none").")
        }
    }

    /// As the wire has it.
    var json: JSONObject {
        var json: JSONObject = [:]
        json["AutomaticallyAfterDays"] = automaticallyAfterDays.map { .integer(Int64($0)) }
        json["Duration"] = duration.map(JSONValue.string)
        json["ScheduleExpression"] = scheduleExpression.map(JSONValue.string)
        return json
    }
}
