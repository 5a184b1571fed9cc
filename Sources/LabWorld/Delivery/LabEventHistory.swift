import LabCore
import LabService
import LabTrail
import Synchronization

/// The trail of a lab for CloudTrail's own operations: on the disk of a durable lab, in the memory of any other.
struct LabEventHistory: EventHistory {
    let lab: Lab

    var count: Int { lab.eventLog.count }

    func page(_ query: EventHistoryQuery) throws(ServiceError) -> EventHistoryPage {
        guard let archive = lab.archive else { return lab.eventLog.page(query) }
        do throws(StoreFailure) {
            return try archive.page(query)
        } catch {
            throw LabError.notRead(error)
        }
    }
}

extension Lab {
    /// The events in memory, as they are now.
    var eventLog: EventLog { cell.writer.withLock { $0.trail } }
}
