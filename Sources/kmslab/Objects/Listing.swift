import LabCore
import LabWire

/// Pages of S3's listings, one after the other.
enum Listing {
    /// Every page of a listing. Names come percent-encoded, so that all of Unicode survives XML.
    ///
    /// - Parameters:
    ///   - next: The elements of a page that say where the next one begins, by the parameters that take them.
    ///   - visit: Gets the page.
    static func pages(
        _ path: ObjectPath, _ query: [(name: String, value: String?)], next: KeyValuePairs<String, String>,
        _ connection: any LabConnection, _ visit: (XMLElement) throws -> Void
    ) async throws {
        var markers: [(name: String, value: String?)] = []
        while true {
            let request = StoreRequest(
                "GET", path.bucket, nil,
                query: query + [("prefix", path.key), ("encoding-type", "url")] + markers)
            let page = try await connection.document(request)
            try visit(page)
            guard page["IsTruncated"]?.trimmedText == "true" else { return }
            markers = next.compactMap { parameter, element in
                page[element].map { (parameter, decoded($0.text, isName: element.contains("Key"))) }
            }
        }
    }

    /// A name as it is, from a page.
    static func name(_ element: XMLElement?) -> String { decoded(element?.text ?? "", isName: true) }

    private static func decoded(_ text: String, isName: Bool) -> String {
        isName ? (try? PercentEncoding.decode(text)) ?? text : text
    }
}
