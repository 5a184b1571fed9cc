import LabCore
import LabService
import Synchronization

/// A store that keeps commits in a list: what a fork did can be done again, as one commit, where it was forked from.
final class CollectingStore: WorldStore, EventArchive {
    private let kept = Mutex<[Commit]>([])

    /// The commits so far, in order.
    var commits: [Commit] { kept.withLock { $0 } }

    func append(_ commits: [Commit]) throws(StoreFailure) {
        kept.withLock { $0 += commits }
    }

    /// None: a fork's past is not here.
    func latestRecords(_ count: Int) throws(StoreFailure) -> [JSONObject] { [] }

    /// None: a fork's past is not here.
    func explainedRecord(_ eventID: String?) throws(StoreFailure) -> (record: JSONObject, decisions: JSONValue)? { nil }

    /// Empty: a fork's past is not here.
    func page(_ query: EventHistoryQuery) throws(StoreFailure) -> EventHistoryPage {
        EventHistoryPage(records: [], next: nil)
    }
}

/// A source of randomness whose first identifier is a chosen one: how a key gets the id that a file gives it, through the
/// same operation that gives every other key a random one.
final class ChosenIdentifier: RandomSource {
    private let base: any RandomSource
    private let chosen: Mutex<[UInt8]?>

    init(_ identifier: [UInt8], then base: any RandomSource) {
        self.base = base
        chosen = Mutex(identifier)
    }

    /// Fills the buffer: the first of the identifier's length with the identifier, all others at random.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, for purpose: RandomPurpose) throws(RandomFailure) {
        let identifier: [UInt8]? = chosen.withLock { chosen in
            guard purpose == .identifier, chosen?.count == buffer.count else { return nil }
            defer { chosen = nil }
            return chosen
        }
        guard let identifier else { return try base.fill(buffer, for: purpose) }
        buffer.copyBytes(from: identifier)
    }
}
