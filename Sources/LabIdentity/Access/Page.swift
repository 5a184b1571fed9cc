import LabCore
import LabService

/// Which page of a listing.
public struct PageRequest: Sendable, Hashable {
    /// Where the page begins; at the beginning for `nil`.
    public var marker: String?
    /// The most entries, 1 to 1,000; 100 for `nil`.
    public var maxItems: Int?

    /// A page; the first one of a hundred entries when nothing is said.
    public init(marker: String? = nil, maxItems: Int? = nil) {
        self.marker = marker
        self.maxItems = maxItems
    }

    init(_ members: MemberReader) {
        marker = members.string("Marker", IdentityLimits.markerLength, pattern: "[\\u0020-\\u00FF]+")
        maxItems = members.integer("MaxItems", IdentityLimits.pageRange)
    }

    /// As events have it, after `parameters`.
    func appended(to parameters: JSONObject) -> JSONObject {
        var parameters = parameters
        parameters["marker"] = .text(marker)
        parameters["maxItems"] = .number(maxItems)
        return parameters
    }
}

/// One page of a listing, as the answer has it.
///
/// A marker names the entry that the next page begins with, in base64; an entry that has gone since is no loss.
public struct Listing<Element: Sendable>: Sendable {
    /// The entries.
    public let elements: [Element]
    /// Where the next page begins; `nil` on the last.
    public let nextMarker: String?

    /// The page of `entries`, which must ascend by `key` in UTF-8.
    ///
    /// - Throws: `ValidationError` for a marker that no page ended with.
    init(_ entries: [Element], _ request: PageRequest, key: (Element) -> String) throws(ServiceError) {
        let start = try request.marker.map(Self.decode) ?? ""
        let rest = entries.drop { key($0).utf8.lexicographicallyPrecedes(start.utf8) }
        let limit = request.maxItems ?? IdentityLimits.standardPage
        elements = Array(rest.prefix(limit))
        nextMarker = rest.dropFirst(limit).first.map { Base64.encode(Array(key($0).utf8)) }
    }

    private init(elements: [Element], nextMarker: String?) {
        self.elements = elements
        self.nextMarker = nextMarker
    }

    /// The same page of what `transform` makes of the entries.
    func map<Other>(_ transform: (Element) -> Other) -> Listing<Other> {
        Listing<Other>(elements: elements.map(transform), nextMarker: nextMarker)
    }

    private static func decode(_ marker: String) throws(ServiceError) -> String {
        guard let bytes = Base64.decode(marker), let key = String(validating: bytes, as: UTF8.self) else {
            throw IAMError.invalidMarker
        }
        return key
    }

    /// The members of the answer: the entries under `member`, then what says whether there are more.
    func json(_ member: String, _ render: (Element) -> JSONValue) -> JSONObject {
        appendEnd(to: [member: .array(elements.map(render))])
    }

    /// `json` with what says whether there are more.
    func appendEnd(to json: JSONObject) -> JSONObject {
        var json = json
        json["IsTruncated"] = .bool(nextMarker != nil)
        json["Marker"] = .text(nextMarker)
        return json
    }
}
