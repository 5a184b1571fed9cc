/// Why a body could not be kept or read.
public enum BodyFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The body is not there.
    case missing
    /// The stored bytes are not those that were sealed for this object: changed, cut short, or another object's.
    case damaged
    /// The body is larger than the format can number.
    case tooLarge
    /// The operating system refused: which call, and its error number.
    case system(call: String, errorNumber: Int32)
    /// The cipher failed otherwise.
    case cipher(String)

    /// One line for a log.
    public var description: String {
        switch self {
        case .missing: "the body is not there"
        case .damaged: "the stored body is not what was sealed for this object"
        case .tooLarge: "the body is too large"
        case .system(let call, let errorNumber): "\(call) failed with error \(errorNumber)"
        case .cipher(let reason): reason
        }
    }
}
