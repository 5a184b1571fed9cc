import LabCore
public import LabIdentity
public import LabKMS
import LabPolicy
public import LabS3
public import LabService

/// The state of every service: what requests read and change.
///
/// A struct of persistent tables: a copy is a handful of retains, and a changed copy shares everything else.
public struct WorldState: Sendable {
    /// The key service.
    public var kms: KMSState
    /// Users, groups, roles, policies, access keys and sessions.
    public var identity: IdentityState
    /// Buckets and objects.
    public var s3: S3State
    /// The lab's own settings.
    public var settings: SettingsState
    /// What can be undone, and the named forks.
    public var history: HistoryState

    /// A world without anything in it; `s3` says where bodies are kept, in memory unless told otherwise.
    public init(vault: KeyVault, s3: S3State = S3State()) {
        kms = KMSState(vault: vault)
        identity = IdentityState(sealer: VaultSealer(vault: vault))
        self.s3 = s3
        settings = SettingsState()
        history = HistoryState()
    }
}

/// A service's state that has its place in the world.
public protocol WorldSlice: ServiceState {
    /// The state as it stands in `world`.
    static func slice(of world: WorldState) -> Self
    /// Puts the state back.
    func place(into world: inout WorldState)
}

extension KMSState: WorldSlice {
    /// The key service's state.
    public static func slice(of world: WorldState) -> KMSState { world.kms }
    /// Puts the key service's state back.
    public func place(into world: inout WorldState) { world.kms = self }
}

extension IdentityState: WorldSlice {
    /// The identities.
    public static func slice(of world: WorldState) -> IdentityState { world.identity }
    /// Puts the identities back.
    public func place(into world: inout WorldState) { world.identity = self }
}

extension S3State: WorldSlice {
    /// The object store's state.
    public static func slice(of world: WorldState) -> S3State { world.s3 }
    /// Puts the object store's state back.
    public func place(into world: inout WorldState) { world.s3 = self }
}

extension SettingsState: WorldSlice {
    /// The lab's settings.
    public static func slice(of world: WorldState) -> SettingsState { world.settings }
    /// Puts the lab's settings back.
    public func place(into world: inout WorldState) { world.settings = self }
}

extension WorldState {
    /// The rows of all services touched since the last call.
    mutating func drainChanges() -> [RowChange] {
        kms.drainChanges() + identity.drainChanges() + s3.drainChanges() + settings.drainChanges()
            + history.drainChanges()
    }

    /// Loads a stored row into the service that it belongs to; `false` when no service knows its table.
    public mutating func load(_ row: any RowDecoder) throws -> Bool {
        if try kms.load(row) { return true }
        if try identity.load(row) { return true }
        if try s3.load(row) { return true }
        if try settings.load(row) { return true }
        return try history.load(row)
    }

    /// The type of the rows of a table; `nil` when no service has it.
    static func rowType(of table: String) -> (any Row.Type)? { rowTypes[table] }

    private static let rowTypes: [String: any Row.Type] = {
        let paths =
            KMSState.tables.map { ($0.name, $0.rowType) } + IdentityState.tables.map { ($0.name, $0.rowType) }
            + S3State.tables.map { ($0.name, $0.rowType) } + SettingsState.tables.map { ($0.name, $0.rowType) }
        return Dictionary(paths) { first, _ in first }
    }()

    /// Every row of every service and the lab's settings; not the history.
    var serviceRows: [any Row] { kms.allRows + identity.allRows + s3.allRows + settings.allRows }

    /// Removes what ``serviceRows`` lists.
    mutating func removeServiceRows() {
        kms.removeAll()
        identity.removeAll()
        s3.removeAll()
        settings.removeAll()
    }

    /// Does what `change` says to the service that has its table.
    mutating func apply(_ change: RowChange) {
        if kms.apply(change) || identity.apply(change) || s3.apply(change) { return }
        if settings.apply(change) || history.apply(change) { return }
        preconditionFailure("no service has the table `\(change.table)`")
    }

    /// Whether a policy or grant may name this principal.
    func exists(_ principal: PrincipalPattern) -> Bool { identity.exists(principal) }

    /// When some service has something to do by itself.
    var nextDue: Timestamp? { [kms.nextDue, identity.nextDue, s3.nextDue].compactMap { $0 }.min() }

    /// Does what is due first.
    mutating func performNextDue(random: any RandomSource) throws(ServiceError) -> [ServiceEvent] {
        guard let due = nextDue else { return [] }
        if kms.nextDue == due { return try kms.performNextDue(random: random) }
        if identity.nextDue == due { return try identity.performNextDue(random: random) }
        return try s3.performNextDue(random: random)
    }
}

/// A world as one immutable reference: taking a snapshot is one retain.
final class WorldSnapshot: Sendable {
    let state: WorldState

    init(_ state: WorldState) {
        self.state = state
    }
}
