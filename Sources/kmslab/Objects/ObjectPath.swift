import LabCore

/// An object, or a prefix of objects, as a person names it: `BUCKET/KEY`, with `s3://` in front or not.
struct ObjectPath: Sendable {
    let bucket: String
    /// The key or prefix; empty for the bucket itself.
    let key: String

    init(_ text: String) {
        let path = text.hasPrefix("s3://") ? text.dropFirst(5) : text[...]
        let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        bucket = String(parts.first ?? "")
        key = parts.count > 1 ? String(parts[1]) : ""
    }

    /// A path that must name an object.
    static func object(_ text: String) throws(Failure) -> ObjectPath {
        let path = ObjectPath(text)
        guard !path.bucket.isEmpty, !path.key.isEmpty else {
            throw Failure(.usage, "`\(text)` is not of the form BUCKET/KEY")
        }
        return path
    }

    /// A path that must name a bucket and nothing in it.
    static func bucket(_ text: String) throws(Failure) -> String {
        let path = ObjectPath(text)
        guard !path.bucket.isEmpty, path.key.isEmpty else { throw Failure(.usage, "`\(text)` is not a bucket's name") }
        return path.bucket
    }

    var text: String { key.isEmpty ? bucket : "\(bucket)/\(key)" }

    /// A request about the object.
    func request(
        _ method: String, version: String? = nil, query: [(name: String, value: String?)] = []
    ) -> StoreRequest {
        var query = query
        if let version { query.append(("versionId", version)) }
        return StoreRequest(method, bucket, key, query: query)
    }
}
