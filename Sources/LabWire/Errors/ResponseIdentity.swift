public import LabCore

/// The ids that AWS puts on every response, for people to quote to each other.
public struct ResponseIdentity: Sendable, Hashable {
    /// `x-amzn-RequestId`, a UUID; at S3 `x-amz-request-id`, sixteen capitals and digits.
    public let requestID: String
    /// S3's `x-amz-id-2`.
    public let hostID: String?

    /// The ids given.
    public init(requestID: String, hostID: String? = nil) {
        self.requestID = requestID
        self.hostID = hostID
    }

    /// Fresh ids in the form of `service`.
    ///
    /// - Throws: `RandomFailure` when the source cannot deliver.
    public static func make(
        for service: WireService, _ random: any RandomSource
    ) throws(RandomFailure) -> ResponseIdentity {
        guard service == .s3 else { return ResponseIdentity(requestID: try random.uuid()) }
        let letters = Array("ABCDEFGHJKMNPQRSTVWXYZ0123456789".utf8)
        let id = try random.bytes(16, for: .identifier).map { letters[Int($0) % letters.count] }
        return ResponseIdentity(
            requestID: String(decoding: id, as: UTF8.self),
            hostID: Base64.encode(try random.bytes(56, for: .identifier)))
    }

    /// Puts the ids into `headers` as `service` does.
    public func write(to headers: inout WireHeaders, for service: WireService) {
        guard service == .s3 else { return headers["x-amzn-RequestId"] = requestID }
        headers["x-amz-request-id"] = requestID
        headers["x-amz-id-2"] = hostID
    }
}
