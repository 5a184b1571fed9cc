import LabCore
public import LabIdentity
public import LabKMS
import LabPolicy
public import LabService

/// The state of every service: what requests read and change.
///
/// A struct of persistent tables: a copy is a handful of retains, and a changed copy shares everything else.
public struct WorldState: Sendable {
    /// The key service.
    public var kms: KMSState
    /// Users, groups, roles, policies, access keys and sessions.
    public var identity: IdentityState
    /// The lab's own settings.
    public var settings: SettingsState

    /// A world without anything in it.
    public init(vault: KeyVault) {
        kms = KMSState(vault: vault)
        identity = IdentityState(sealer: VaultSealer(vault: vault))
        settings = SettingsState()
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

extension SettingsState: WorldSlice {
    /// The lab's settings.
    public static func slice(of world: WorldState) -> SettingsState { world.settings }
    /// Puts the lab's settings back.
    public func place(into world: inout WorldState) { world.settings = self }
}

extension WorldState {
    /// The rows of all services touched since the last call.
    mutating func drainChanges() -> [RowChange] {
        kms.drainChanges() + identity.drainChanges() + settings.drainChanges()
    }

    /// Loads a stored row into the service that it belongs to; `false` when no service knows its table.
    public mutating func load(_ row: any RowDecoder) throws -> Bool {
        if try kms.load(row) { return true }
        if try identity.load(row) { return true }
        return try settings.load(row)
    }

    /// Whether a policy or grant may name this principal.
    func exists(_ principal: PrincipalPattern) -> Bool { identity.exists(principal) }

    /// When some service has something to do by itself.
    var nextDue: Timestamp? { [kms.nextDue, identity.nextDue].compactMap { $0 }.min() }

    /// Does what is due first.
    mutating func performNextDue(random: any RandomSource) throws(ServiceError) -> [ServiceEvent] {
        guard let due = nextDue else { return [] }
        if kms.nextDue == due { return try kms.performNextDue(random: random) }
        return try identity.performNextDue(random: random)
    }
}

/// A world as one immutable reference: taking a snapshot is one retain.
final class WorldSnapshot: Sendable {
    let state: WorldState

    init(_ state: WorldState) {
        self.state = state
    }
}
