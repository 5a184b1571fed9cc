import LabCore

/// `x-amz-copy-source`: which version of which object to copy.
struct CopySource: Sendable, Hashable {
    let bucket: String
    let key: String
    let versionID: String?

    /// Reads the header: `bucket/key` or `/bucket/key`, percent-encoded, perhaps with `?versionId=`.
    ///
    /// - Throws: `InvalidArgument`.
    init(_ header: String) throws(ServiceError) {
        var path = header[...]
        versionID = try Self.cutVersionID(from: &path)
        if path.hasPrefix("/") { path = path.dropFirst() }
        guard let text = Self.decode(path), let slash = text.firstIndex(of: "/"), slash != text.startIndex,
            text.index(after: slash) != text.endIndex
        else { throw S3Error.invalidCopySource(header) }
        bucket = String(text[..<slash])
        key = String(text[text.index(after: slash)...])
    }

    private static func cutVersionID(from path: inout Substring) throws(ServiceError) -> String? {
        guard let mark = path.lastIndex(of: "?"), path[mark...].hasPrefix("?versionId=") else { return nil }
        let text = path[mark...].dropFirst("?versionId=".count)
        path = path[..<mark]
        guard !text.isEmpty else { throw S3Error.invalidVersionID("") }
        return String(text)
    }

    /// Percent escapes only: a `+` is a plus.
    private static func decode(_ text: Substring) -> String? {
        FormText.decode(
            Substring(text.split(separator: "+", omittingEmptySubsequences: false).joined(separator: "%2B")))
    }
}
