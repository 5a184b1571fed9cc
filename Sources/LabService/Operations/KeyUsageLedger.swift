public import LabCore
import Synchronization

/// One successful use of a key.
public struct KeyUse: Hashable, Sendable {
    /// The operation, such as `Decrypt`.
    public let operation: String
    /// When.
    public let time: Timestamp
    /// The id of its event.
    public let eventID: String
    /// The id of its request.
    public let requestID: String

    /// A use by its parts.
    public init(operation: String, time: Timestamp, eventID: String, requestID: String) {
        self.operation = operation
        self.time = time
        self.eventID = eventID
        self.requestID = requestID
    }
}

/// When each key was last used, as far as the trail remembers.
///
/// It follows from the trail and is no part of the world: noting a use costs an entry in memory and no write. What lies
/// before the start of the process is read back from the trail when somebody first asks.
public final class KeyUsageLedger: Sendable {
    private struct Entries {
        var uses: [String: KeyUse] = [:]
        var isComplete: Bool
    }

    private let entries: Mutex<Entries>
    private let readBack: (@Sendable () -> [String: KeyUse])?

    /// A ledger. `readBack` answers, by key ARN, the uses that the trail kept from before.
    public init(readBack: (@Sendable () -> [String: KeyUse])? = nil) {
        self.readBack = readBack
        entries = Mutex(Entries(isComplete: readBack == nil))
    }

    /// A ledger with the same entries, for a lab that goes its own way from here.
    public func copy() -> KeyUsageLedger {
        let copy = KeyUsageLedger(readBack: readBack)
        let uses = entries.withLock { $0.uses }
        copy.entries.withLock { $0.uses = uses }
        return copy
    }

    /// Notes the use of a key.
    public func note(_ use: KeyUse, of keyARN: String) {
        entries.withLock { $0.uses[keyARN] = use }
    }

    /// The last use of a key; `nil` when none is remembered.
    public func lastUse(of keyARN: String) -> KeyUse? {
        if let use = entries.withLock({ $0.uses[keyARN] }) { return use }
        guard let readBack, entries.withLock({ !$0.isComplete }) else { return nil }
        let old = readBack()
        return entries.withLock { entries in
            entries.uses.merge(old) { new, _ in new }
            entries.isComplete = true
            return entries.uses[keyARN]
        }
    }
}
