import NIOCore
import Synchronization

/// The connections that a server has open: how many there may be, and how they all come to their end.
final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isShuttingDown = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// Counts a connection until it is closed; `false` when it is one too many.
    func add(_ channel: any Channel) -> Bool {
        let name = ObjectIdentifier(channel)
        channel.closeFuture.whenComplete { _ in self.remove(name) }
        let (isWelcome, isLate) = state.withLock { state in
            state.channels[name] = channel
            return (state.channels.count <= limit, state.isShuttingDown)
        }
        if isLate { channel.close(promise: nil) }
        return isWelcome
    }

    private func remove(_ name: ObjectIdentifier) {
        let waiters = state.withLock { state in
            state.channels[name] = nil
            defer { if state.channels.isEmpty { state.waiters = [] } }
            return state.channels.isEmpty ? state.waiters : []
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Closes idle connections now and the others after their answer.
    func finishRequests() {
        for channel in stopAccepting() { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    /// Cuts every connection.
    func closeAll() {
        for channel in stopAccepting() { channel.close(promise: nil) }
    }

    private func stopAccepting() -> [any Channel] {
        state.withLock { state in
            state.isShuttingDown = true
            return Array(state.channels.values)
        }
    }

    /// Waits until the last connection is closed.
    func allClosed() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if !state.channels.isEmpty { state.waiters.append(continuation) }
                return state.channels.isEmpty
            }
            if isDone { continuation.resume() }
        }
    }
}
