import LabCore
import LabTrail

extension LabDoor {
    /// One event: its record, what was decided for it and would be now, and what it touched.
    static let show = LabDoor(
        name: "show", summary: "an event with its decision and what it touched; {\"event\": \"last\"}",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        let name = try DoorInput(input, allowing: "event").string("event") ?? "last"
        let event = try lab.record(named: name)
        var answer: JSONObject = ["number": .integer(Int64(event.number))]
        let explained = try lab.explainEvent(event.record["eventID"]?.string)
        for member in explained.members { answer[member.name] = member.value }
        answer["touched"] = .object(TouchedThings(event, in: lab.world).json)
        return answer
    }
}
