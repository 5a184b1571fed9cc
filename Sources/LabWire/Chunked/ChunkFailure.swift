public import LabCore

/// Why an aws-chunked body is refused. Nothing that was decoded before may become visible.
///
/// - SeeAlso: `aws-s3.md`, section A.14
public enum ChunkFailure: Error, Sendable, Hashable {
    /// The framing is broken, the body ends early or goes on after its end, or its length is not the declared one.
    case incompleteBody
    /// A chunk that is not the last has fewer than 8,192 bytes (signed modes). Chunks are counted from 1.
    case invalidChunkSize(chunk: Int, size: Int)
    /// A chunk's or the trailer's signature does not fit.
    case signatureMismatch
    /// A trailer is missing, not declared, twice there, or malformed.
    case malformedTrailer

    /// S3's error.
    public var serviceError: ServiceError {
        switch self {
        case .incompleteBody:
            ServiceError(.init("IncompleteBody"), "The request body terminated unexpectedly")
        case .invalidChunkSize(let chunk, let size):
            ServiceError(
                .init("InvalidChunkSizeError"),
                "Only the last chunk is allowed to have a size less than 8192 bytes",
                details: ["Chunk": String(chunk), "BadChunkSize": String(size)])
        case .signatureMismatch:
            ServiceError(
                .init("SignatureDoesNotMatch", 403),
                "The request signature we calculated does not match the signature you provided. "
                    + "Check your key and signing method.")
        case .malformedTrailer:
            ServiceError(
                .init("MalformedTrailerError"),
                "The request contained trailing data that was not well-formed or did not conform to our published "
                    + "schema.")
        }
    }
}
