public import LabCore

/// The names of the files that trails deliver.
///
/// - SeeAlso: AWS CloudTrail User Guide, "Finding your CloudTrail log files", "CloudTrail digest file structure"
public enum LogFileName {
    /// The kinds of files.
    public enum Kind: String, Sendable {
        /// A log file.
        case log = "CloudTrail"
        /// A digest file.
        case digest = "CloudTrail-Digest"
    }

    /// The folder of a Region's files, with the slash at its end.
    public static func folder(prefix: String?, account: String, kind: Kind, region: Region) -> String {
        let front = prefix.map { $0.hasSuffix("/") ? $0 : "\($0)/" } ?? ""
        return "\(front)AWSLogs/\(account)/\(kind.rawValue)/\(region)/"
    }

    /// The name of a log file that is delivered at `time`. `unique` is 16 letters and digits.
    public static func log(of trail: TrailRecord, region: Region, at time: Timestamp, unique: String) -> String {
        let account = trail.address.account.digits
        let minute = String(time.basicISO8601.prefix(13))
        return folder(prefix: trail.prefix, account: account, kind: .log, region: region) + day(time)
            + "\(account)_CloudTrail_\(region)_\(minute)Z_\(unique).json.gz"
    }

    /// The name of a digest whose hour ends at `end`.
    public static func digest(of trail: TrailRecord, region: Region, endingAt end: Timestamp) -> String {
        let account = trail.address.account.digits
        let (home, name) = (trail.address.region, trail.address.name)
        return folder(prefix: trail.prefix, account: account, kind: .digest, region: region) + day(end)
            + "\(account)_CloudTrail-Digest_\(region)_\(name)_\(home)_\(end.basicISO8601).json.gz"
    }

    private static func day(_ time: Timestamp) -> String {
        let date = time.iso8601.prefix(10).split(separator: "-").joined(separator: "/")
        return "\(date)/"
    }
}
