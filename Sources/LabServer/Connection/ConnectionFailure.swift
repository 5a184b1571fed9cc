import LabCore
import NIOHTTP1

/// What can go wrong with a connection while a request is on its way.
enum ConnectionFailure: Error, Hashable {
    /// The client is gone.
    case disconnected
    /// The bytes are not HTTP/1.1, or its framing says two different things.
    case malformed(String)
    /// The head is larger than the limits allow.
    case headTooLarge
    /// The client is too slow.
    case timedOut

    /// The parser's error, told apart as far as the answer differs.
    init(_ error: HTTPParserError) {
        switch error {
        case .headerOverflow: self = .headTooLarge
        case .invalidEOFState: self = .disconnected
        default: self = .malformed("\(error)")
        }
    }

    /// S3's words for it (Amazon S3 API Reference, "List of error codes"); other services state none.
    var serviceError: ServiceError {
        switch self {
        case .disconnected:
            ServiceError(
                ServiceError.Code("IncompleteBody"),
                "You did not provide the number of bytes specified by the Content-Length HTTP header.")
        case .malformed(let reason):
            ServiceError(
                ServiceError.Code("BadRequest"), "An error occurred when parsing the HTTP request.", hint: reason)
        case .headTooLarge:
            ServiceError(
                ServiceError.Code("RequestHeaderSectionTooLarge"),
                "The request header and query parameters used to make the request exceed the maximum allowed size.")
        case .timedOut:
            ServiceError(
                ServiceError.Code("RequestTimeout"),
                "Your socket connection to the server was not read from or written to within the timeout period. "
                    + "Idle connections will be closed.")
        }
    }
}
