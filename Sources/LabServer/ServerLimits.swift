/// What the server takes at most, each with AWS's number beside it where AWS states one. Whoever goes beyond gets an
/// answer that says so.
public struct ServerLimits: Sendable {
    /// Connections at a time; one more is answered with 503.
    public var connections = 4096
    /// Bytes of a request's target and header fields together. S3 takes 8 KiB of fields; long policies in a session's
    /// credentials make other services' heads longer.
    public var headBytes = 64 << 10
    /// Bytes of one header field, or of the target.
    public var fieldBytes = 32 << 10
    /// Header fields of a request.
    public var fieldCount = 256
    /// Bytes of a JSON service's request. AWS documents no number for KMS, whose longest member, a policy, has 32 KiB.
    public var jsonBodyBytes = 1 << 20
    /// Bytes of a query service's request. IAM's longest member, a policy, has 128 Ki characters, percent-encoded.
    public var queryBodyBytes = 1 << 20
    /// Bytes of what is handed in at a door of the lab itself.
    public var doorBodyBytes = 16 << 20
    /// Bytes of a body that wait in memory until somebody reads them.
    public var bufferedBodyBytes = 256 << 10
    /// Bytes of an unread body that are thrown away to keep the connection; with more to come it is closed.
    public var discardedBodyBytes = 256 << 10
    /// How long a connection may do nothing between requests.
    public var idleTime = Duration.seconds(60)
    /// How long a request's head may take from its first byte on.
    public var headTime = Duration.seconds(20)
    /// How long a body may bring nothing; every byte buys time at ``slowestBytesPerSecond``.
    public var stallTime = Duration.seconds(20)
    /// The slowest that a body may arrive on average.
    public var slowestBytesPerSecond = 1024
    /// How long a client may take nothing of an answer.
    public var writeTime = Duration.seconds(60)
    /// How long a connection that is done stays half open, so that the last answer is not lost to a reset.
    public var lingerTime = Duration.seconds(2)

    /// The standard limits.
    public init() {}
}
