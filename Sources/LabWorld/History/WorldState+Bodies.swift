public import LabS3
import LabService

extension WorldState {
    /// The bodies of objects that are still wanted: those of the world itself, those that a named fork would bring back,
    /// and those that an undo would.
    ///
    /// Whoever sweeps a store of bodies keeps these.
    public var wantedBodies: Set<BodyID> { rememberedBodies.union(s3.bodies.all.map(\.id)) }

    /// The bodies that an undo or a named fork would bring back.
    private var rememberedBodies: Set<BodyID> {
        Set(history.forks.all.flatMap(\.rows.bodies) + history.steps.all.flatMap(\.rows.bodies))
    }

    /// The bodies that nothing wants any more since `commits`, after which the world stands as it is here.
    func bodies(releasedBy commits: [Commit]) -> [BodyID] {
        let lost = Set(commits.flatMap(\.changes).flatMap(\.lostBodies)).filter { s3.bodies[$0] == nil }
        return lost.isEmpty ? [] : lost.subtracting(rememberedBodies).sorted()
    }
}

extension RowChange {
    /// The bodies that a row named before the change.
    fileprivate var lostBodies: [BodyID] {
        switch previous {
        case let body as BodyRow: [body.id]
        case let step as HistoryStep: step.rows.bodies
        case let fork as NamedFork: fork.rows.bodies
        default: []
        }
    }
}

extension [KeptRow] {
    fileprivate var bodies: [BodyID] { compactMap { ($0.value as? BodyRow)?.id } }
}
