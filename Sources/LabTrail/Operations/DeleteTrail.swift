public import LabCore
public import LabService

/// `DeleteTrail`: the trail goes; its files stay where they are. One that is on delivers what it still has first.
///
/// - SeeAlso: AWS CloudTrail API Reference, "DeleteTrail"
public enum DeleteTrail: TrailOperation, Mutation {
    /// `DeleteTrail`.
    public static let name = "DeleteTrail"
    /// Changes something.
    public static let isReadOnly = false
    /// Which trail.
    public typealias Input = TrailNameInput
    /// Nothing.
    public typealias Output = EmptyOutput

    /// Removes it.
    public static func apply(
        _ input: TrailNameInput, on target: TrailTarget, prepared: Void, in call: Call, to state: inout TrailState
    ) throws(ServiceError) -> EmptyOutput {
        state.close(try target.existing(), at: call.now)
        state.trails[target.address] = nil
        return EmptyOutput()
    }
}
