public import LabS3
import LabService

extension WorldState {
    /// The bodies of objects that are still wanted: those of the world itself, those that a named fork would bring back,
    /// and those that an undo would.
    ///
    /// Whoever sweeps a store of bodies keeps these.
    public var wantedBodies: Set<BodyID> {
        let kept = history.forks.all.flatMap(\.rows) + history.steps.all.flatMap(\.rows)
        return Set(s3.bodies.all.map(\.id) + kept.compactMap { ($0.value as? BodyRow)?.id })
    }
}
