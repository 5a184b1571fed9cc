import LabCore
import LabWire

/// The query parameters that name a part of a bucket or an object. Their presence decides, not their value.
enum SubResources {
    /// Those that are in the table of routes.
    static let known = Set(RouteTable.routes.compactMap(\.subresource))

    /// The parameters that only say more about a request.
    static let parameters: Set<String> = [
        "AWSAccessKeyId", "Expires", "Signature", "bucket-region", "continuation-token", "delimiter",
        "encoding-type", "fetch-owner", "id", "key-marker", "marker", "max-buckets", "max-keys", "max-parts",
        "max-uploads", "part-number-marker", "partNumber", "prefix", "start-after", "upload-id-marker",
        "version-id-marker", "versionId", "x-id",
    ]

    /// The sub-resource that a query names.
    ///
    /// - Throws: `InvalidArgument` when there are two of them, `NotImplemented` with the name of a parameter without a
    ///   value that nobody knows: it was meant to decide something.
    static func of(_ query: [(name: String, value: String)]) throws(ServiceError) -> String? {
        var found: String?
        for (name, value) in query {
            if known.contains(name) {
                if let found, found != name { throw conflict(found, name) }
                found = name
            } else if value.isEmpty, !isParameter(name) {
                throw ServiceError.unknownOperation(name, of: .s3)
            }
        }
        return found
    }

    private static func isParameter(_ name: String) -> Bool {
        let small = name.lowercased()
        return parameters.contains(name) || small.hasPrefix("x-amz-") || small.hasPrefix("response-")
    }

    private static func conflict(_ first: String, _ second: String) -> ServiceError {
        ServiceError(
            .init("InvalidArgument"),
            "Conflicting query string parameters: \([first, second].sorted().joined(separator: ", "))",
            details: ["ArgumentName": "ResourceType", "ArgumentValue": first])
    }
}
