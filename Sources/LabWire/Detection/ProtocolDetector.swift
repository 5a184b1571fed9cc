public import LabCore

/// Tells which service and operation a request is for, before anything in it is believed: the signature is verified for
/// that service afterwards.
///
/// One port serves all: `X-Amz-Target` decides for JSON services, then the service in the credential's scope, then
/// the form of an unsigned query request, then the host's first label; everything else is S3.
public enum ProtocolDetector {
    /// What a request is for.
    public enum Target: Sendable, Hashable {
        /// A JSON operation. `operation` is `nil` when no target is named.
        case json(WireService, operation: String?)
        /// A query operation. Its name, `Action`, stands in the form.
        case query(WireService)
        /// A request to S3.
        case s3(S3Location)
        /// A service that the lab does not have, by the name in the credential's scope or the target's prefix.
        case unknownService(String)

        /// The service; `nil` for one that the lab does not have.
        public var service: WireService? {
            switch self {
            case .json(let service, _), .query(let service): service
            case .s3: .s3
            case .unknownService: nil
            }
        }
    }

    /// The bucket and the key that a request names, by host or by path.
    public struct S3Location: Sendable, Hashable {
        /// The bucket; `nil` for the account's own operations (`GET /`). Percent-decoded.
        public let bucket: String?
        /// The key's encoded text as received; empty for the bucket itself. It is never normalised.
        public let rawKey: String
        /// Whether the host names the bucket.
        public let isVirtualHost: Bool

        /// The key: decoded once, `+` kept.
        ///
        /// - Throws: `InvalidURI` when it is not percent-encoded UTF-8.
        public func key() throws(ServiceError) -> String {
            do {
                return try PercentEncoding.decode(rawKey)
            } catch {
                throw ServiceError(.init("InvalidURI"), "Couldn't parse the specified URI.")
            }
        }
    }

    /// What `request` is for.
    public static func target(of request: WireRequest) -> Target {
        if let target = jsonTarget(request) { return target }
        if let scope = scopeService(request) { return target(scope, request) }
        if let service = unsignedQueryService(request) ?? hostService(request) { return target(service, request) }
        return .s3(s3Location(request))
    }

    /// The Region in the credential's scope, still unverified; `nil` when there is none.
    public static func region(of request: WireRequest) -> Region? {
        scopePart(2, request).flatMap { Region($0) }
    }

    /// The service in the credential's scope, still unverified; `nil` when there is none.
    public static func scopeService(_ request: WireRequest) -> String? {
        scopePart(3, request)
    }

    private static func target(_ name: String, _ request: WireRequest) -> Target {
        guard let service = WireService(rawValue: name) else { return .unknownService(name) }
        return target(service, request)
    }

    private static func target(_ service: WireService, _ request: WireRequest) -> Target {
        switch service.protocolFamily {
        case .json: .json(service, operation: nil)
        case .query: .query(service)
        case .restXML: .s3(s3Location(request))
        }
    }

    private static func jsonTarget(_ request: WireRequest) -> Target? {
        guard request.method == "POST", request.path == "/", let target = request.headers["x-amz-target"],
            let dot = target.lastIndex(of: ".")
        else { return nil }
        let prefix = String(target[..<dot])
        let operation = String(target[target.index(after: dot)...])
        let service = WireService.allCases.first { $0.targetPrefixes.contains(prefix) }
        return service.map { .json($0, operation: operation) } ?? .unknownService(prefix)
    }

    private static func scopePart(_ index: Int, _ request: WireRequest) -> String? {
        guard let credential = headerCredential(request) ?? queryCredential(request) else { return nil }
        let parts = credential.pieces("/")
        return parts.count == 5 && !parts[index].isEmpty ? parts[index] : nil
    }

    private static func headerCredential(_ request: WireRequest) -> String? {
        guard let text = request.headers["authorization"], text.hasPrefix("AWS4-"),
            let components = Array(text.utf8)[...].pieces(" ", maxSplits: 1).last
        else { return nil }
        let name = Array("Credential=".utf8)
        let component = components.pieces(",").map(\.trimmingSpaces).first { $0.starts(with: name) }
        return component.map { $0.dropFirst(name.count).text }
    }

    private static func queryCredential(_ request: WireRequest) -> String? {
        try? request.query.value("X-Amz-Credential")
    }

    /// The query service of a form without a signature, by its `Version`.
    private static func unsignedQueryService(_ request: WireRequest) -> WireService? {
        let type = request.headers["content-type"] ?? ""
        let isForm =
            request.method == "POST" && request.path == "/"
            && type.hasPrefixIgnoringCase("application/x-www-form-urlencoded")
        let form =
            isForm ? request.bodyBytes.flatMap { String(validating: $0, as: UTF8.self) }.map(WireQuery.init) : nil
        guard let version = try? (form ?? request.query).value("Version") else { return nil }
        return WireService.allCases.first { $0.queryVersion == version }
    }

    /// The service whose endpoint the host is, such as `kms.localhost` or `sts.eu-west-1.amazonaws.com`.
    private static func hostService(_ request: WireRequest) -> WireService? {
        let labels = request.host.split(separator: ".")
        guard labels.count > 1, labels.last == "localhost" || request.host.hasSuffix(".amazonaws.com") else {
            return nil
        }
        return labels.first.flatMap { WireService(rawValue: String($0)) }
    }

    private static func s3Location(_ request: WireRequest) -> S3Location {
        let path = String(request.path.utf8.dropFirst()) ?? ""
        if let bucket = VirtualHost.bucket(request.host) {
            return S3Location(bucket: bucket, rawKey: path, isVirtualHost: true)
        }
        let parts = path.pieces("/", maxSplits: 1)
        let bucket = parts.first.flatMap { $0.isEmpty ? nil : $0 }
        return S3Location(
            bucket: bucket.map { (try? PercentEncoding.decode($0)) ?? $0 },
            rawKey: parts.count > 1 ? parts[1] : "",
            isVirtualHost: false)
    }
}
