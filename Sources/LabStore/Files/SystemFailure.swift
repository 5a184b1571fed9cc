#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A system call that failed, by the number it left in `errno`.
struct SystemFailure: Error, Hashable {
    let code: CInt

    /// The failure of the call that was made last on this thread.
    static var latest: SystemFailure { SystemFailure(code: errno) }

    /// What the system calls it.
    var reason: String { String(cString: strerror(code)) }

    /// The failure as a person at the home sees it.
    func homeError(at path: String) -> HomeError {
        switch code {
        case EROFS, EACCES, EPERM: .readOnly(path: path)
        case ENOSPC, EDQUOT, EFBIG: .full(path: path)
        case ENOTDIR: .notADirectory(path: path)
        default: .inaccessible(path: path, reason: reason)
        }
    }
}

/// Makes a system call again for as long as signals interrupt it.
///
/// - Throws: what the call left in `errno` when it answered -1.
@discardableResult
func system<Result: SignedInteger>(_ call: () -> Result) throws(SystemFailure) -> Result {
    while true {
        let result = call()
        if result != -1 { return result }
        let failure = SystemFailure.latest
        if failure.code != EINTR { throw failure }
    }
}

/// Does something to the file at `path`, and says in the home's words what the system refused.
func onFile<Value: ~Copyable>(
    _ path: String, _ body: () throws(SystemFailure) -> Value
) throws(HomeError) -> Value {
    do throws(SystemFailure) {
        return try body()
    } catch {
        throw error.homeError(at: path)
    }
}
