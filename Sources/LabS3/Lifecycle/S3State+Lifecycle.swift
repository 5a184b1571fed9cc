public import LabCore
public import LabService

extension S3State: ScheduledWork {
    /// When lifecycle rules have to be looked at.
    public var nextDue: Timestamp? { buckets.nextDue?.date }

    /// Acts on the lifecycle rules of the bucket that is due first, as of the moment when it was due.
    public mutating func performNextDue(random: any RandomSource) throws(ServiceError) -> [ServiceEvent] {
        guard let (date, bucket) = buckets.nextDue else { return [] }
        var actions: [LifecyclePass.Action] = []
        var pass = LifecyclePass(bucket, state: self, now: date)
        // What was done can make something else due at once: a marker is left alone when its last version goes. Every
        // round removes or hides something, so there is a last one.
        while !pass.actions.isEmpty {
            for action in pass.actions { try perform(action, in: bucket, at: date, random: random) }
            actions += pass.actions
            pass = LifecyclePass(bucket, state: self, now: date)
        }
        var looked = bucket
        looked.lifecycleDue = pass.next
        buckets.put(looked)
        return actions.isEmpty ? [] : [event(actions, bucket, at: date)]
    }

    private mutating func perform(
        _ action: LifecyclePass.Action, in bucket: Bucket, at date: Timestamp, random: any RandomSource
    ) throws(ServiceError) {
        switch action {
        case .remove(let version): remove(version)
        case .abort(let upload): remove(upload)
        case .expire(let version): try expire(version, in: bucket, at: date, random: random)
        }
    }

    private mutating func expire(
        _ version: ObjectVersion, in bucket: Bucket, at date: Timestamp, random: any RandomSource
    ) throws(ServiceError) {
        let target = ObjectTarget(
            bucket: bucket, key: version.key, requestedID: nil, newest: version, version: version)
        switch bucket.versioning {
        case nil: remove(version)
        case .enabled: _ = mark(target, try S3Random.versionID(from: random), now: date)
        case .suspended: _ = mark(target, .null, now: date)
        }
    }

    /// Makes sure that the bucket's rules are looked at when something that was written or changed at `now` may fall
    /// under one: at the next midnight, before which no rule acts.
    mutating func noteForLifecycle(at now: Timestamp, in bucket: Bucket) {
        guard var current = buckets[bucket.id], current.lifecycle != nil else { return }
        let midnight = now.nextMidnight
        guard current.lifecycleDue.map({ midnight < $0 }) ?? true else { return }
        current.lifecycleDue = midnight
        buckets.put(current)
    }

    // CloudTrail does not record what lifecycle rules do; the lab's trail does, one event for a bucket and a midnight.
    private func event(_ actions: [LifecyclePass.Action], _ bucket: Bucket, at date: Timestamp) -> ServiceEvent {
        var expired = 0
        var removed = 0
        var aborted = 0
        for action in actions {
            switch action {
            case .expire: expired += 1
            case .remove: removed += 1
            case .abort: aborted += 1
            }
        }
        return ServiceEvent(
            service: .s3, name: "LifecycleExpiration", time: date, region: bucket.region, account: bucket.owner,
            resources: [AuditResource(arn: bucket.arn, account: bucket.owner, type: "AWS::S3::Bucket")],
            details: [
                "bucketName": .string(bucket.name), "expiredObjects": .integer(Int64(expired)),
                "removedVersions": .integer(Int64(removed)), "abortedUploads": .integer(Int64(aborted)),
            ])
    }
}
