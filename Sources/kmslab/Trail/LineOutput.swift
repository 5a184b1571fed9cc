import Foundation

/// Standard output for what has no end: every line goes out at once, and the first that nobody takes ends the command.
struct LineOutput: Sendable {
    /// Whoever read the lines has gone.
    struct Closed: Error {}

    func write(_ text: String) throws(Closed) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            throw Closed()
        }
    }
}

/// Runs `body` until it ends by itself, a signal asks for the end, or nobody takes the output any more: all of them are
/// ends as good as any.
func untilStopped(_ body: @escaping @Sendable () async throws -> Void) async throws {
    let stop = StopSignals()
    try await failing {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await body() }
                group.addTask { await stop.first() }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch is LineOutput.Closed {
        } catch is CancellationError {
        }
    }
}

extension LabOptions {
    /// Runs `body` with the lab open until one of them ends, as ``untilStopped(_:)`` does.
    func untilStopped(_ body: @escaping @Sendable (any LabConnection) async throws -> Void) async throws {
        let connection = try await openForFollowing()
        defer { connection.close() }
        try await kmslab.untilStopped { try await body(connection) }
    }
}
