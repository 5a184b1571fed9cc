/// Why a server could not start.
public enum ServerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Somebody else listens there.
    case addressInUse(host: String, port: Int)
    /// The system does not let this user listen there.
    case notPermitted(host: String, port: Int)
    /// The host is none of this machine's.
    case unknownHost(String, reason: String)
    /// Anything else.
    case failed(reason: String)

    /// What went wrong.
    public var description: String {
        switch self {
        case .addressInUse(let host, let port): "port \(port) of \(host) is in use"
        case .notPermitted(let host, let port): "listening on port \(port) of \(host) is not permitted"
        case .unknownHost(let host, let reason): "`\(host)` is not an address of this machine: \(reason)"
        case .failed(let reason): "the server cannot start: \(reason)"
        }
    }
}
