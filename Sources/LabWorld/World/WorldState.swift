public import LabConfig
import LabCore
public import LabEvents
public import LabIdentity
public import LabKMS
public import LabParameters
import LabPolicy
public import LabS3
public import LabSecrets
public import LabService
public import LabTrail
public import LabVolumes

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
    /// Secrets and their values.
    public var secrets: SecretsState
    /// Parameters and their versions.
    public var parameters: ParametersState
    /// Toy volumes, and the host's memory.
    public var volumes: VolumesState
    /// Trails, and the keys that sign their digests; the events are no part of the world.
    public var trail: TrailState
    /// AWS Config's rules.
    public var config: ConfigState
    /// EventBridge's rules.
    public var events: EventsState
    /// SNS's topics and subscriptions.
    public var topics: TopicsState
    /// The lab's own settings.
    public var settings: SettingsState
    /// What AWS Config has found.
    public var compliance: ComplianceState
    /// What rules and topics have sent.
    public var post: PostState
    /// What can be undone, and the named forks.
    public var history: HistoryState

    /// A world without anything in it; `s3` says where bodies are kept, in memory unless told otherwise.
    public init(vault: KeyVault, s3: S3State = S3State()) {
        kms = KMSState(vault: vault)
        identity = IdentityState(sealer: VaultSealer(vault: vault))
        self.s3 = s3
        secrets = SecretsState()
        parameters = ParametersState()
        volumes = VolumesState()
        trail = TrailState()
        config = ConfigState()
        events = EventsState()
        topics = TopicsState()
        settings = SettingsState()
        compliance = ComplianceState()
        post = PostState()
        history = HistoryState()
    }
}

/// A service's state that has its place in the world.
public protocol WorldSlice: ServiceState {
    /// The state as it stands in `world`.
    static func slice(of world: WorldState) -> Self
    /// Puts the state back.
    func place(into world: inout WorldState)
    /// Whether reading it waits until the lab's rules have seen what is in the trail: it then shows what they found.
    static var showsFindings: Bool { get }
}

extension WorldSlice {
    /// It does not.
    public static var showsFindings: Bool { false }
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

extension SecretsState: WorldSlice {
    /// The secrets.
    public static func slice(of world: WorldState) -> SecretsState { world.secrets }
    /// Puts the secrets back.
    public func place(into world: inout WorldState) { world.secrets = self }
}

extension ParametersState: WorldSlice {
    /// The parameters.
    public static func slice(of world: WorldState) -> ParametersState { world.parameters }
    /// Puts the parameters back.
    public func place(into world: inout WorldState) { world.parameters = self }
}

extension VolumesState: WorldSlice {
    /// The volumes.
    public static func slice(of world: WorldState) -> VolumesState { world.volumes }
    /// Puts the volumes back.
    public func place(into world: inout WorldState) { world.volumes = self }
}

extension TrailState: WorldSlice {
    /// The trails.
    public static func slice(of world: WorldState) -> TrailState { world.trail }
    /// Puts the trails back.
    public func place(into world: inout WorldState) { world.trail = self }
}

extension SettingsState: WorldSlice {
    /// The lab's settings.
    public static func slice(of world: WorldState) -> SettingsState { world.settings }
    /// Puts the lab's settings back.
    public func place(into world: inout WorldState) { world.settings = self }
}

extension WorldState {
    /// The states that are forked, undone and reset. A new service is its line here.
    static let services: [StatePath] = [
        StatePath(\.kms), StatePath(\.identity), StatePath(\.s3), StatePath(\.secrets), StatePath(\.parameters),
        StatePath(\.volumes), StatePath(\.trail), StatePath(\.config), StatePath(\.events), StatePath(\.topics),
        StatePath(\.settings),
    ]

    /// What the lab remembers of its own past: it is no part of what is forked, undone and reset.
    private static let records = [StatePath(\.history), StatePath(\.compliance), StatePath(\.post)]

    /// All states.
    private static let states = services + records

    /// The rows of all states touched since the last call.
    mutating func drainChanges() -> [RowChange] {
        var changes: [RowChange] = []
        for state in Self.states { changes += state.drainChanges(&self) }
        return changes
    }

    /// Loads a stored row into the state that it belongs to; `false` when none knows its table.
    public mutating func load(_ row: any RowDecoder) throws -> Bool {
        for state in Self.states where try state.load(&self, row) { return true }
        return false
    }

    /// The type of the rows of a service's table; `nil` when no service has it.
    static func rowType(of table: String) -> (any Row.Type)? { rowTypes[table] }

    private static let rowTypes = Dictionary(services.flatMap(\.rowTypes)) { first, _ in first }

    /// Every row of every service; not the history.
    var serviceRows: [any Row] { Self.services.flatMap { $0.rows(self) } }

    /// Removes what ``serviceRows`` lists.
    mutating func removeServiceRows() {
        for service in Self.services { service.removeAll(&self) }
    }

    /// Does what `change` says to the state that has its table.
    mutating func apply(_ change: RowChange) {
        for state in Self.states where state.apply(&self, change) { return }
        preconditionFailure("no service has the table `\(change.table)`")
    }

    /// Whether a policy or grant may name this principal.
    func exists(_ principal: PrincipalPattern) -> Bool { identity.exists(principal) }
}

/// Where the world keeps one service's state, with its type erased.
struct StatePath: Sendable {
    let rowTypes: [(String, any Row.Type)]
    let drainChanges: @Sendable (inout WorldState) -> [RowChange]
    let load: @Sendable (inout WorldState, any RowDecoder) throws -> Bool
    let apply: @Sendable (inout WorldState, RowChange) -> Bool
    let rows: @Sendable (WorldState) -> [any Row]
    let removeAll: @Sendable (inout WorldState) -> Void

    init<State: ServiceState>(_ path: any WritableKeyPath<WorldState, State> & Sendable) {
        rowTypes = State.tables.map { ($0.name, $0.rowType) }
        drainChanges = { $0[keyPath: path].drainChanges() }
        load = { world, row in try world[keyPath: path].load(row) }
        apply = { world, change in world[keyPath: path].apply(change) }
        rows = { $0[keyPath: path].allRows }
        removeAll = { $0[keyPath: path].removeAll() }
    }
}

/// A world as one immutable reference: taking a snapshot is one retain.
final class WorldSnapshot: Sendable {
    let state: WorldState
    /// When some service has something to do by itself. Every request asks, so it is looked up once a world.
    let nextDue: Timestamp?
    /// How far the lab's clock is ahead of the machine's.
    let clockOffset: LabDuration
    /// Whether a rule of the lab wants to see the trail.
    let isWatched: Bool
    /// Whether trails have something to deliver.
    let deliveryNeed: DeliveryNeed

    init(_ state: WorldState) {
        self.state = state
        nextDue = state.nextDue
        clockOffset = state.settings.current.clockOffset
        isWatched = state.isWatched
        deliveryNeed = state.trail.deliveryNeed
    }
}
