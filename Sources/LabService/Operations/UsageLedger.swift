public import LabCore
import Synchronization

/// One successful use of a KMS key.
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

/// One request that an access key signed.
public struct AccessKeyUse: Hashable, Sendable {
    /// When.
    public let time: Timestamp
    /// For which service, such as `s3`.
    public let serviceName: String
    /// In which Region.
    public let region: Region

    /// A use by its parts.
    public init(time: Timestamp, serviceName: String, region: Region) {
        self.time = time
        self.serviceName = serviceName
        self.region = region
    }
}

/// When things were last used, by name, as far as the trail remembers.
///
/// It follows from the trail and is no part of the world: noting a use costs an entry in memory and no write. What lies
/// before the start of the process is read back from the trail when somebody first asks.
public final class UsageLedger<Use: Sendable>: Sendable {
    private struct Entries {
        var uses: [String: Use] = [:]
        var isComplete: Bool
    }

    private let entries: Mutex<Entries>
    private let readBack: (@Sendable () -> [String: Use])?

    /// A ledger. `readBack` answers the uses that the trail kept from before.
    public init(readBack: (@Sendable () -> [String: Use])? = nil) {
        self.readBack = readBack
        entries = Mutex(Entries(isComplete: readBack == nil))
    }

    /// A ledger with the same entries, for a lab that goes its own way from here.
    public func copy() -> UsageLedger {
        let copy = UsageLedger(readBack: readBack)
        let uses = entries.withLock { $0.uses }
        copy.entries.withLock { $0.uses = uses }
        return copy
    }

    /// Notes the use of what has this name.
    public func note(_ use: Use, of name: String) {
        entries.withLock { $0.uses[name] = use }
    }

    /// The last use of what has this name; `nil` when none is remembered.
    public func lastUse(of name: String) -> Use? {
        if let use = entries.withLock({ $0.uses[name] }) { return use }
        guard let readBack, entries.withLock({ !$0.isComplete }) else { return nil }
        let old = readBack()
        return entries.withLock { entries in
            entries.uses.merge(old) { new, _ in new }
            entries.isComplete = true
            return entries.uses[name]
        }
    }
}

/// The two things whose last use AWS tells.
public struct UsageLedgers: Sendable {
    /// KMS keys, by ARN.
    public let keys: UsageLedger<KeyUse>
    /// Access keys, by id.
    public let accessKeys: UsageLedger<AccessKeyUse>

    /// Two ledgers, empty unless given.
    public init(
        keys: UsageLedger<KeyUse> = UsageLedger(), accessKeys: UsageLedger<AccessKeyUse> = UsageLedger()
    ) {
        self.keys = keys
        self.accessKeys = accessKeys
    }

    /// Ledgers with the same entries, for a lab that goes its own way from here.
    public func copy() -> UsageLedgers {
        UsageLedgers(keys: keys.copy(), accessKeys: accessKeys.copy())
    }
}
