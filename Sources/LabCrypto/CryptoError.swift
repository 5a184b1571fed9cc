/// Why a cryptographic operation gave no result.
///
/// None of the cases carries input, output or key bytes, so the error may be logged. A service turns it into AWS's
/// error at its edge, because only the operation knows what a failed tag means there.
public enum CryptoError: Error, Sendable, Equatable {
    /// A tag, a MAC, a padding or an integrity check did not hold; nothing of the input may be believed.
    case authenticationFailed
    /// An input or a buffer has the wrong number of bytes.
    case wrongLength(expected: Int, actual: Int)
    /// The bytes are no key of the kind that was asked for, or the key does not fit the operation.
    case invalidKey
    /// The installed libcrypto does not know the algorithm of this name.
    case unsupported(String)
    /// A call into libcrypto failed otherwise: everything its error queue said, oldest first.
    case library(reasons: [String])
}

extension CryptoError: CustomStringConvertible {
    /// One line for a log.
    public var description: String {
        switch self {
        case .authenticationFailed: "authentication failed"
        case .wrongLength(let expected, let actual): "wrong length: expected \(expected) bytes, got \(actual)"
        case .invalidKey: "invalid key"
        case .unsupported(let name): "libcrypto does not support `\(name)`"
        case .library(let reasons): "libcrypto failed: \(reasons.joined(separator: "; "))"
        }
    }
}
