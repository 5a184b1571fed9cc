public import LabCore

/// When files are due.
public enum DeliverySchedule {
    /// The end of the five minutes that `moment` is in.
    public static func logDue(after moment: Timestamp) -> Timestamp {
        let period = TrailLimits.logPeriod.milliseconds
        let past = moment.millisecondsSince1970 % period
        return Timestamp(millisecondsSince1970: moment.millisecondsSince1970 - past + period)
    }
}

extension DeliveryState {
    /// When the next digest is due, seen at `now`.
    ///
    /// After ``TrailLimits/emptyDigests`` digests without a log file the next one covers everything up to the last full
    /// hour that has none.
    ///
    /// - Parameter logDue: When the next log file is due, if one is.
    public func digestDue(beforeLogAt logDue: Timestamp?, now: Timestamp) -> Timestamp? {
        guard let nextDigest, emptyDigests >= TrailLimits.emptyDigests else { return nextDigest }
        let end = min(logDue ?? now, now)
        guard end > nextDigest, chains.values.allSatisfy(\.logFiles.isEmpty) else { return nextDigest }
        let hours = (end - nextDigest).milliseconds / TrailLimits.digestPeriod.milliseconds
        return nextDigest + LabDuration(milliseconds: hours * TrailLimits.digestPeriod.milliseconds)
    }

    /// Notes that log files of several Regions were delivered.
    public mutating func note(_ files: [(region: Region, file: LogFile)], upTo position: Int, at due: Timestamp) {
        self.position = position
        nextAttempt = nil
        logs.succeed(at: due)
        guard nextDigest != nil else { return }
        for (region, file) in files {
            chains[region.code, default: DigestChain(start: due - TrailLimits.logPeriod)].logFiles.append(file.digested)
        }
    }

    /// Notes that the digests of an hour were delivered.
    public mutating func note(_ digests: [(region: Region, file: DigestFile)], at due: Timestamp) {
        let isEmpty = chains.values.allSatisfy(\.logFiles.isEmpty)
        emptyDigests = isEmpty ? emptyDigests + 1 : 0
        nextAttempt = nil
        nextDigest = due + TrailLimits.digestPeriod
        self.digests.succeed(at: due)
        for (region, file) in digests {
            var chain = DigestChain(start: due)
            chain.previous = file.previous
            chains[region.code] = chain
        }
    }

    /// Notes that something could not be delivered. What failed is tried again, but not before five minutes are over.
    public mutating func noteFailure(
        _ code: String, of report: WritableKeyPath<DeliveryState, DeliveryReport>, at due: Timestamp, now: Timestamp
    ) {
        self[keyPath: report].attemptedAt = due
        self[keyPath: report].error = code
        nextAttempt = DeliverySchedule.logDue(after: now)
    }
}

extension DeliveryReport {
    fileprivate mutating func succeed(at due: Timestamp) {
        deliveredAt = due
        attemptedAt = due
        error = nil
    }
}
