import COpenSSL

/// libcrypto's per-thread queue of errors.
///
/// INVARIANT: the queue is empty between two calls into this module. Whoever sees a call fail takes everything out of
/// it; what stayed behind would be read as the reason of a later failure.
enum ErrorQueue {
    /// Takes out everything, oldest first, as `library: reason`.
    static func drain() -> [String] {
        var reasons: [String] = []
        while true {
            let code = ERR_get_error()
            if code == 0 { return reasons }
            reasons.append("\(text(ERR_lib_error_string(code))): \(text(ERR_reason_error_string(code)))")
        }
    }

    /// Throws everything away: for failures that are an answer, such as a signature that does not match.
    static func clear() {
        ERR_clear_error()
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        pointer.map { String(cString: $0) } ?? "unknown"
    }
}

extension CryptoError {
    /// The failure of the call just made, with the whole error queue.
    static func drained() -> CryptoError {
        .library(reasons: ErrorQueue.drain())
    }
}

/// Demands that a call that answers 1 for success did so.
func check(_ result: CInt) throws(CryptoError) {
    guard result == 1 else { throw .drained() }
}

/// Demands that a call that answers with an object did so.
func check<Object>(_ object: Object?) throws(CryptoError) -> Object {
    guard let object else { throw .drained() }
    return object
}

/// Demands that a call succeeded whose only way to fail is that its input is not genuine.
func check(_ result: CInt, orThrow error: CryptoError) throws(CryptoError) {
    guard result == 1 else {
        ErrorQueue.clear()
        throw error
    }
}

/// Demands success of a call that fails only when memory is out or the algorithm is missing, which
/// ``LibCrypto/requireAlgorithms()`` has ruled out.
func require(_ result: CInt) {
    precondition(result == 1, "libcrypto failed where it cannot: \(ErrorQueue.drain())")
}

/// Demands an object of a call that fails only when memory is out or the algorithm is missing.
func require(_ object: OpaquePointer?) -> OpaquePointer {
    guard let object else { preconditionFailure("libcrypto failed where it cannot: \(ErrorQueue.drain())") }
    return object
}
