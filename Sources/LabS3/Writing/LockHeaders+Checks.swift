import LabCore
import LabPolicy

extension LockHeaders {
    private static let modeHeader = "x-amz-object-lock-mode"
    private static let dateHeader = "x-amz-object-lock-retain-until-date"

    /// The retention that a new version gets: what the headers say, else the bucket's default.
    ///
    /// - Throws: `InvalidRequest` in a bucket without Object Lock, `InvalidArgument`.
    func retention(in bucket: Bucket, now: Timestamp) throws(ServiceError) -> ObjectLock.Retention? {
        guard hasRetention else {
            return bucket.objectLock?.defaultRetention.map { standard in
                ObjectLock.Retention(mode: standard.mode, retainUntil: now + .days(standard.period.days))
            }
        }
        guard bucket.objectLock != nil else { throw S3Error.bucketWithoutLockHeaders }
        guard let mode else { throw S3Error.lockHeadersIncomplete(missing: Self.modeHeader) }
        guard let retainUntilDate else { throw S3Error.lockHeadersIncomplete(missing: Self.dateHeader) }
        guard let known = ObjectLock.Mode(rawValue: mode) else { throw S3Error.unknownLockMode(mode) }
        guard let date = Timestamp(iso8601: retainUntilDate) else { throw S3Error.malformedRetainDate(retainUntilDate) }
        guard date > now else { throw S3Error.retainDateInThePast(Self.dateHeader, retainUntilDate) }
        return ObjectLock.Retention(mode: known, retainUntil: date)
    }

    /// The legal hold that a new version gets.
    ///
    /// - Throws: `InvalidRequest` in a bucket without Object Lock, `InvalidArgument`.
    func legalHold(in bucket: Bucket) throws(ServiceError) -> Bool? {
        guard let legalHold else { return nil }
        guard bucket.objectLock != nil else { throw S3Error.bucketWithoutLockHeaders }
        switch legalHold {
        case "ON": return true
        case "OFF": return false
        default: throw S3Error.malformedLegalHold(legalHold)
        }
    }

    /// The condition keys of Object Lock.
    func setConditions(in context: inout ConditionContext, now: Timestamp) {
        context.set("s3:object-lock-mode", mode)
        context.set("s3:object-lock-legal-hold", legalHold)
        context.set("s3:object-lock-retain-until-date", retainUntilDate)
        if let date = retainUntilDate.flatMap({ Timestamp(iso8601: $0) }) {
            context.set("s3:object-lock-remaining-retention-days", String((date - now).daysBegun))
        }
    }
}

extension LabDuration {
    /// Days, a begun one counted as a whole: a cap of 30 days lets 30 days pass and no second more.
    var daysBegun: Int { Int((milliseconds + 86_399_999) / 86_400_000) }
}
