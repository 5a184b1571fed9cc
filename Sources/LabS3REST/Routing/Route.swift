import LabCore
import LabS3
import LabService
import LabWire
import LabWorld

/// Reads an operation's input from a request, performs it, and writes its output.
typealias Handler = @Sendable (RequestReader, Lab) async throws(ServiceError) -> S3Response

/// One line of the table that leads requests to operations.
struct Route: Sendable {
    /// What a request is addressed to.
    enum Scope: String, Sendable, Hashable, CaseIterable {
        case account
        case bucket
        case object
    }

    /// What else tells two operations on the same sub-resource apart.
    enum Variant: Sendable, Hashable {
        case any
        /// Whether there is an `x-amz-copy-source`.
        case copying(Bool)
        /// Whether the query has an `id`.
        case identified(Bool)
    }

    let operation: String
    let method: String
    let scope: Scope
    let subresource: String?
    let variant: Variant
    let handler: Handler

    init(
        _ operation: String, _ method: String, _ scope: Scope, _ subresource: String?, _ variant: Variant,
        _ handler: @escaping Handler
    ) {
        self.operation = operation
        self.method = method
        self.scope = scope
        self.subresource = subresource
        self.variant = variant
        self.handler = handler
    }

    /// The route to an operation that the lab does not have.
    static func unsupported(
        _ operation: String, _ method: String, _ scope: Scope, _ subresource: String? = nil, _ variant: Variant = .any
    ) -> Route {
        Route(operation, method, scope, subresource, variant) { _, _ async throws(ServiceError) -> S3Response in
            throw ServiceError.unknownOperation(operation, of: .s3)
        }
    }

    /// What the trail says of the operation, also of one that the lab does not have; `nil` for a browser's preflight,
    /// which asks nothing of the store.
    var facts: OperationFacts? {
        guard method != "OPTIONS" else { return nil }
        return S3Catalogue.facts(of: operation)
            ?? OperationFacts(
                service: .s3, eventName: operation, isReadOnly: method == "GET" || method == "HEAD",
                isDataEvent: scope == .object)
    }

    func matches(_ shape: RequestShape) -> Bool {
        guard method == shape.method, scope == shape.scope, subresource == shape.subresource else { return false }
        switch variant {
        case .any: return true
        case .copying(let isCopying): return isCopying == shape.isCopying
        case .identified(let isIdentified): return isIdentified == shape.isIdentified
        }
    }
}

/// What of a request decides which operation it is.
struct RequestShape: Sendable, Hashable {
    let method: String
    let scope: Route.Scope
    let subresource: String?
    let isCopying: Bool
    let isIdentified: Bool

    init(method: String, scope: Route.Scope, subresource: String?, isCopying: Bool, isIdentified: Bool) {
        self.method = method
        self.scope = scope
        self.subresource = subresource
        self.isCopying = isCopying
        self.isIdentified = isIdentified
    }

    /// - Throws: `InvalidArgument` for two sub-resources at once, `NotImplemented` for one that nobody knows.
    init(_ reader: RequestReader) throws(ServiceError) {
        self.init(
            method: reader.request.wire.method, scope: Self.scope(reader.bucket, reader.key),
            subresource: try SubResources.of(reader.parameters),
            isCopying: reader.header("x-amz-copy-source") != nil, isIdentified: reader.query("id") != nil)
    }

    private static func scope(_ bucket: String, _ key: String) -> Route.Scope {
        if bucket.isEmpty { return .account }
        return key.isEmpty ? .bucket : .object
    }
}
