public import LabCore

/// One page of a listing, with the token that leads to the next.
///
/// A token names the first entry of the next page, in base64.
public struct ListingPage<Element: Sendable>: Sendable {
    /// The entries.
    public let elements: [Element]
    /// The token for the next page; `nil` on the last.
    public let nextToken: String?

    /// The page of `entries` that `token` leads to; `nil` for a token that names none of them.
    ///
    /// - Parameters:
    ///   - token: what the page before ended with; `nil` for the first page.
    ///   - limit: the most entries on a page.
    ///   - key: what an entry is named by in a token.
    public init?(_ entries: [Element], after token: String?, limit: Int, key: (Element) -> String) {
        var rest = entries[...]
        if let token {
            guard let start = Base64.decode(token).flatMap({ String(validating: $0, as: UTF8.self) }),
                let index = entries.firstIndex(where: { key($0).utf8.elementsEqual(start.utf8) })
            else { return nil }
            rest = entries[index...]
        }
        elements = Array(rest.prefix(limit))
        nextToken = rest.dropFirst(limit).first.map { Base64.encode(Array(key($0).utf8)) }
    }
}

extension JSONValue {
    /// A moment as JSON services write it: seconds since 1970.
    public static func epochSeconds(_ moment: Timestamp) -> JSONValue { .number(moment.secondsSince1970) }

    /// Bytes as JSON services write them.
    public static func base64(_ bytes: [UInt8]) -> JSONValue { .string(Base64.encode(bytes)) }

    /// A list of texts.
    public static func texts(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
