import LabCore

/// One page of a listing, with the marker that leads to the next.
///
/// A marker names the first entry of the next page, in base64; an entry that has gone since is no loss.
struct Page<Element: Sendable>: Sendable {
    /// The entries.
    let elements: [Element]
    /// The marker for the next page; `nil` on the last.
    let nextMarker: String?

    /// Takes at most `limit` of `entries`, which must begin at the marker and may hold more than a page.
    init(_ entries: [Element], limit: Int, key: (Element) -> String) {
        elements = Array(entries.prefix(limit))
        nextMarker = entries.count > limit ? Base64.encode(Array(key(entries[limit]).utf8)) : nil
    }

    /// The members that end every listing.
    func appendEnd(to json: inout JSONObject) {
        json["NextMarker"] = nextMarker.map(JSONValue.string)
        json["Truncated"] = .bool(nextMarker != nil)
    }
}

/// The key that a marker names.
///
/// - Throws: `InvalidMarkerException` for a marker that no page ended with.
func decodeMarker(_ marker: String?) throws(ServiceError) -> String {
    guard let marker else { return "" }
    guard let bytes = Base64.decode(marker), let key = String(validating: bytes, as: UTF8.self), !key.isEmpty else {
        throw KMSError.invalidMarker
    }
    return key
}
