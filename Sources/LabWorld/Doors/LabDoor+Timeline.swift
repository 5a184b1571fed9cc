import LabCore

extension LabDoor {
    /// Who did what when, and what time will do: the past from the trail, the future from a fork whose clock runs ahead.
    static let timeline = LabDoor(
        name: "timeline",
        summary: "who did what when; {\"key\": …, \"user\": …, \"until\": \"+13mo\"} looks ahead on a fork",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: "key", "user", "since", "until", "region")
        return try await Timeline(input, of: lab).json
    }
}
