import LabService
import LabTrail

/// The operations of CloudTrail: a new one is its file and its line here.
public enum TrailOperations {
    /// Every operation that has to do with trails and events, by AWS's name. Insights, channels, queries and event data
    /// stores are not there.
    public static let all = OperationTable(
        .cloudTrail,
        [
            OperationEntry(AddTags.self),
            OperationEntry(CreateTrail.self),
            OperationEntry(DeleteTrail.self),
            OperationEntry(DescribeTrails.self),
            OperationEntry(GetEventSelectors.self),
            OperationEntry(GetTrail.self),
            OperationEntry(GetTrailStatus.self),
            OperationEntry(ListPublicKeys.self),
            OperationEntry(ListTags.self),
            OperationEntry(ListTrails.self),
            OperationEntry(LookupEvents.self),
            OperationEntry(PutEventSelectors.self),
            OperationEntry(RemoveTags.self),
            OperationEntry(StartLogging.self),
            OperationEntry(StopLogging.self),
            OperationEntry(UpdateTrail.self),
        ])
}
