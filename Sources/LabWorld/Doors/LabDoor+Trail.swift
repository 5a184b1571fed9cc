import LabCore
import LabTrail

extension LabDoor {
    /// The latest events as CloudTrail records, oldest first, with their numbers.
    static let trail = LabDoor(
        name: "trail",
        summary: "the latest events; {\"last\": 20, \"user\": …, \"name\": …, \"key\": …, \"since\": …} narrows them",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: ["last"] + EventFilter.members)
        let count = try input.integer("last") ?? 20
        guard (0...LabLimits.shownEvents).contains(count) else {
            throw DoorInput.error("`last` has to be between 0 and \(LabLimits.shownEvents)")
        }
        let found = try lab.records(EventFilter(input, in: lab), last: count)
        return [
            "events": .array(found.map { .object($0.record) }),
            "numbers": .array(found.map { .integer(Int64($0.number)) }),
        ]
    }

    /// What became of the trail.
    static let trailVerify = LabDoor(
        name: "trail-verify",
        summary: "whether the trail is what was kept; {\"digests\": [\"…\"]} compares it with digests from elsewhere",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        let digests = try DoorInput(input, allowing: "digests").strings("digests") ?? []
        let report = try lab.reading { () throws(StoreFailure) in try lab.archive?.trailReport(against: digests) }
        guard let report else { throw LabError.notChained }
        return report
    }

    /// A signed statement about the trail as it stands.
    static let trailDigest = LabDoor(
        name: "trail-digest", summary: "a signed statement about the trail, to be kept elsewhere", changesLab: false
    ) { lab, input throws(ServiceError) in
        _ = try DoorInput(input)
        let digest = try lab.reading { () throws(StoreFailure) in try lab.archive?.signedDigest() }
        guard let digest else { throw LabError.notChained }
        return ["digest": .string(digest)]
    }
}

extension LabError {
    fileprivate static let notChained = ServiceError(
        ServiceError.Code("NotKept", 409), "a lab in memory keeps no trail that could be verified",
        hint: "events are chained in a home: `kmslab serve` without --memory")
}
