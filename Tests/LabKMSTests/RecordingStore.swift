import LabCore
import LabService
import LabWorld
import Synchronization

/// A store that keeps nothing but the names of the tables that changed, and fails when it is told to.
final class RecordingStore: WorldStore, EventArchive {
    private struct State: Sendable {
        var isFailing = false
        var tables: Set<String> = []
    }

    private let state = Mutex(State())

    /// From now on nothing can be kept.
    func fail() {
        state.withLock { $0.isFailing = true }
    }

    /// The tables that changed since the last time.
    func takeTables() -> Set<String> {
        state.withLock { state in
            defer { state.tables = [] }
            return state.tables
        }
    }

    func append(_ commits: [Commit]) throws(StoreFailure) {
        let isFailing = state.withLock { state in
            if !state.isFailing { state.tables.formUnion(commits.flatMap(\.changes).map(\.table)) }
            return state.isFailing
        }
        if isFailing { throw StoreFailure(.full, reason: "the disk is full") }
    }

    func latestRecords(_ count: Int) throws(StoreFailure) -> [JSONObject] { [] }

    func explainedRecord(
        _ eventID: String?
    ) throws(StoreFailure) -> (record: JSONObject, decisions: JSONValue)? { nil }

    func page(_ query: EventHistoryQuery) throws(StoreFailure) -> EventHistoryPage {
        EventHistoryPage(records: [], next: nil)
    }
}
