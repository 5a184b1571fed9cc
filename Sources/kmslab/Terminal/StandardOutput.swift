// `stdout` is a global variable of the C library that nobody assigns to.
@preconcurrency import Foundation

/// Standard output.
enum StandardOutput {
    /// Lets every line out at once, also into a pipe: for commands that say something on both standard streams in turn.
    static func flushEveryLine() {
        setlinebuf(stdout)
    }
}
