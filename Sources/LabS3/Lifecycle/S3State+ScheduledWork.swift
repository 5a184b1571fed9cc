public import LabCore
public import LabService

extension S3State: ScheduledWork {
    /// When lifecycle rules have to be looked at.
    public var nextDue: Timestamp? { buckets.nextDue?.date }

    /// Acts on the lifecycle rules of the bucket that is due first.
    public mutating func performNextDue(random: any RandomSource) throws(ServiceError) -> [ServiceEvent] {
        []
    }
}
