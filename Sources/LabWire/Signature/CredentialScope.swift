public import LabCore

/// Where and when a signing key is good: a day, a Region and a service.
public struct CredentialScope: Hashable, Sendable, CustomStringConvertible {
    /// The day, `YYYYMMDD`, in UTC.
    public let date: String
    /// The Region's code.
    public let region: String
    /// The service's signing name.
    public let service: String

    /// The last part of every scope.
    static let terminator = "aws4_request"

    /// A scope.
    public init(date: String, region: String, service: String) {
        self.date = date
        self.region = region
        self.service = service
    }

    /// `20130524/us-east-1/s3/aws4_request`.
    public var description: String { "\(date)/\(region)/\(service)/\(Self.terminator)" }
}

/// A key pair that signs requests, as the one who looks it up knows it.
public struct SigningCredential: Sendable {
    /// The access key id.
    public let accessKeyID: String
    /// The secret access key.
    public let secret: Sensitive<String>
    /// The session token that has to come with the key; `nil` for long-term keys.
    public let sessionToken: Sensitive<String>?
    /// When the session ends; `nil` for long-term keys.
    public let expires: Timestamp?

    /// A key pair.
    public init(accessKeyID: String, secret: String, sessionToken: String? = nil, expires: Timestamp? = nil) {
        self.accessKeyID = accessKeyID
        self.secret = Sensitive(secret)
        self.sessionToken = sessionToken.map { Sensitive($0) }
        self.expires = expires
    }
}

/// How a request's body takes part in its signature: what `x-amz-content-sha256` says.
public enum PayloadMode: Hashable, Sendable {
    /// The body's SHA-256 in lower-case hexadecimal.
    case hash(String)
    /// The body is not signed.
    case unsigned
    /// aws-chunked, every chunk signed.
    case streamingSigned
    /// aws-chunked, every chunk and the trailer signed.
    case streamingSignedTrailer
    /// aws-chunked with a trailer, nothing of it signed.
    case streamingUnsignedTrailer

    /// Reads the value of `x-amz-content-sha256`; `nil` for anything S3 does not know or this module does not verify.
    public init?(_ headerValue: String) {
        switch headerValue {
        case "UNSIGNED-PAYLOAD": self = .unsigned
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": self = .streamingSigned
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": self = .streamingSignedTrailer
        case "STREAMING-UNSIGNED-PAYLOAD-TRAILER": self = .streamingUnsignedTrailer
        default:
            guard headerValue.utf8.count == 64, Hex.decode(headerValue) != nil else { return nil }
            self = .hash(headerValue)
        }
    }

    /// The value of `x-amz-content-sha256`.
    public var headerValue: String {
        switch self {
        case .hash(let hex): hex
        case .unsigned: "UNSIGNED-PAYLOAD"
        case .streamingSigned: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        case .streamingSignedTrailer: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
        case .streamingUnsignedTrailer: "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        }
    }

    /// Whether the body is aws-chunked.
    public var isStreaming: Bool {
        switch self {
        case .hash, .unsigned: false
        case .streamingSigned, .streamingSignedTrailer, .streamingUnsignedTrailer: true
        }
    }
}
