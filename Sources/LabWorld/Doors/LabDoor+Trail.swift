import LabCore
import LabTrail
import Synchronization

extension LabDoor {
    /// The latest events as CloudTrail records, oldest first.
    static let trail = LabDoor(
        name: "trail", summary: "the latest events; {\"last\": 20}", changesLab: false
    ) { lab, input throws(ServiceError) in
        let count = try DoorInput(input, allowing: "last").integer("last") ?? 20
        guard (0...LabLimits.shownEvents).contains(count) else {
            throw DoorInput.error("`last` has to be between 0 and \(LabLimits.shownEvents)")
        }
        return ["events": .array(try lab.latestRecords(count).map(JSONValue.object))]
    }
}

extension Lab {
    /// The latest events, oldest first, as CloudTrail records: from memory, and further back from the disk.
    func latestRecords(_ count: Int) throws(ServiceError) -> [JSONObject] {
        let recent = cell.writer.withLock { $0.trail }.last(count)
        guard recent.count < count, let archive else { return recent.map(\.cloudTrailRecord) }
        do throws(StoreFailure) {
            return try archive.latestRecords(count)
        } catch {
            throw LabError.notRead(error)
        }
    }
}
