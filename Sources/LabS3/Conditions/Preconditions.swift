public import LabCore

/// The conditions of a read, exactly as sent.
///
/// - SeeAlso: RFC 9110, 13; Amazon S3 API Reference, "GetObject"
public struct ReadConditions: Sendable, Hashable {
    /// `If-Match`.
    public var ifMatch: String?
    /// `If-None-Match`.
    public var ifNoneMatch: String?
    /// `If-Modified-Since`.
    public var ifModifiedSince: Timestamp?
    /// `If-Unmodified-Since`.
    public var ifUnmodifiedSince: Timestamp?

    /// Conditions; without arguments none. Dates that are no dates count as not sent.
    public init(
        ifMatch: String? = nil, ifNoneMatch: String? = nil, ifModifiedSince: Timestamp? = nil,
        ifUnmodifiedSince: Timestamp? = nil
    ) {
        self.ifMatch = ifMatch
        self.ifNoneMatch = ifNoneMatch
        self.ifModifiedSince = ifModifiedSince
        self.ifUnmodifiedSince = ifUnmodifiedSince
    }

    /// Refuses a version that does not meet the conditions of a read.
    ///
    /// - Throws: `PreconditionFailed`, `NotModified`.
    func check(_ version: ObjectVersion, eTag: String) throws(ServiceError) {
        if let failed = failedMatch(eTag, version.lastModified) { throw S3Error.preconditionFailed(failed) }
        if isUnchanged(eTag, version.lastModified) {
            throw S3Error.notModified(eTag: eTag, lastModified: version.lastModified)
        }
    }

    /// Refuses a source of a copy that does not meet the conditions: always with 412, never with 304.
    func checkSource(_ version: ObjectVersion, eTag: String, now: Timestamp) throws(ServiceError) {
        if let failed = failedMatch(eTag, version.lastModified) {
            throw S3Error.preconditionFailed("x-amz-copy-source-\(failed)")
        }
        var past = self
        // S3 does not look at a date that is still to come.
        if let since = ifModifiedSince, since > now { past.ifModifiedSince = nil }
        guard past.isUnchanged(eTag, version.lastModified) else { return }
        let name = ifNoneMatch == nil ? "If-Modified-Since" : "If-None-Match"
        throw S3Error.preconditionFailed("x-amz-copy-source-\(name)")
    }

    /// A true `If-Match` beats a false `If-Unmodified-Since`.
    private func failedMatch(_ eTag: String, _ lastModified: Timestamp) -> String? {
        if let ifMatch { return ETag.matches(ifMatch, eTag) ? nil : "If-Match" }
        guard let ifUnmodifiedSince, lastModified.wholeSeconds > ifUnmodifiedSince.wholeSeconds else { return nil }
        return "If-Unmodified-Since"
    }

    /// A false `If-None-Match` beats a true `If-Modified-Since`.
    private func isUnchanged(_ eTag: String, _ lastModified: Timestamp) -> Bool {
        if let ifNoneMatch { return ETag.matches(ifNoneMatch, eTag) }
        guard let ifModifiedSince else { return false }
        return lastModified.wholeSeconds <= ifModifiedSince.wholeSeconds
    }
}

/// The conditions of a write, exactly as sent.
///
/// - SeeAlso: Amazon S3 User Guide, "How to prevent object overwrites with conditional writes"
public struct WriteConditions: Sendable, Hashable {
    /// `If-Match`: an entity tag.
    public var ifMatch: String?
    /// `If-None-Match`: `*` only.
    public var ifNoneMatch: String?

    /// Conditions; without arguments none.
    public init(ifMatch: String? = nil, ifNoneMatch: String? = nil) {
        self.ifMatch = ifMatch
        self.ifNoneMatch = ifNoneMatch
    }

    /// Refuses conditions that S3 does not know.
    ///
    /// - Throws: `NotImplemented`.
    func checkForm() throws(ServiceError) {
        if ifMatch != nil, ifNoneMatch != nil {
            throw S3Error.notImplemented(
                header: "If-Match,If-None-Match", "Multiple conditional request headers present in the request")
        }
        if let ifNoneMatch, ifNoneMatch != "*" { throw Self.unsupported("If-None-Match") }
        if ifMatch == "*" { throw Self.unsupported("If-Match") }
    }

    /// Refuses a write over `current`, the newest version, when that does not meet the conditions.
    ///
    /// - Throws: `PreconditionFailed`, `NoSuchKey`.
    func check(_ current: ObjectVersion?, key: ObjectKey) throws(ServiceError) {
        let eTag = current?.data?.eTag
        if ifNoneMatch == "*", eTag != nil { throw S3Error.preconditionFailed("If-None-Match") }
        guard let ifMatch else { return }
        guard let eTag else { throw S3Error.noSuchKey(key) }
        guard ETag.matches(ifMatch, eTag) else { throw S3Error.preconditionFailed("If-Match") }
    }

    private static func unsupported(_ header: String) -> ServiceError {
        S3Error.notImplemented(
            header: header, "We don't accept the provided value of \(header) header for this API")
    }
}

/// Entity tags in requests, which come with quotes and without.
enum ETag {
    /// The tag without quotes.
    static func bare(_ text: String) -> String {
        guard text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        return String(text.dropFirst().dropLast())
    }

    /// Whether a condition's list of tags has `eTag`, or is `*`.
    static func matches(_ condition: String, _ eTag: String) -> Bool {
        condition == "*"
            || condition.split(separator: ",").contains { bare(String($0).trimmingSpaces) == eTag }
    }
}

extension String {
    /// Without spaces at either end.
    fileprivate var trimmingSpaces: String {
        var text = Substring(self)
        while text.hasPrefix(" ") { text = text.dropFirst() }
        while text.hasSuffix(" ") { text = text.dropLast() }
        return String(text)
    }
}

extension Timestamp {
    /// HTTP dates know no fractions.
    fileprivate var wholeSeconds: Int64 { millisecondsSince1970 / 1000 }
}
