import LabCore
import NIOCore
import NIOHTTP1
import Synchronization

/// The body of a request on a connection: the connection puts pieces in as they arrive, a service takes them out.
///
/// When more than the limit waits to be taken, the connection stops reading until some of it is (back-pressure down to
/// the client's socket).
final class ConnectionBody: RequestBody {
    private struct State {
        var buffers: [ByteBuffer] = []
        var bufferedCount = 0
        var receivedCount = 0
        var hasEnded = false
        var isDiscarded = false
        var failure: ConnectionFailure?
        var awaitsContinue: Bool
        var isReadingHeld = false
        var reader: CheckedContinuation<Void, Never>?
    }

    /// Asks the connection to go on reading.
    struct ResumeReading: Sendable {}

    let declaredLength: Int?
    private let channel: any Channel
    private let limits: ServerLimits
    private let state: Mutex<State>

    init(declaredLength: Int?, awaitsContinue: Bool, channel: any Channel, limits: ServerLimits) {
        self.declaredLength = declaredLength
        self.channel = channel
        self.limits = limits
        state = Mutex(State(awaitsContinue: awaitsContinue))
    }
}

// What the service calls.
extension ConnectionBody {
    func next() async throws(ServiceError) -> [UInt8]? {
        askForBody()
        while true {
            if let taken = try take() {
                if taken.resumes { channel.triggerUserOutboundEvent(ResumeReading(), promise: nil) }
                return taken.bytes
            }
            await untilSomethingArrives()
        }
    }

    private func askForBody() {
        let isWaitedFor = state.withLock { state in
            defer { state.awaitsContinue = false }
            return state.awaitsContinue && state.receivedCount == 0 && (!state.hasEnded || declaredLength == 0)
        }
        guard isWaitedFor else { return }
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        channel.writeAndFlush(HTTPServerResponsePart.head(head), promise: nil)
    }

    /// What waits to be taken, and how it goes on.
    private struct Taken {
        let buffers: [ByteBuffer]
        let failure: ConnectionFailure?
        let hasEnded: Bool
        let resumesReading: Bool
    }

    private func takeBuffers() -> Taken {
        state.withLock { state in
            let resumes = !state.buffers.isEmpty && state.isReadingHeld
            let taken = Taken(
                buffers: state.buffers, failure: state.failure, hasEnded: state.hasEnded, resumesReading: resumes)
            state.buffers = []
            state.bufferedCount = 0
            if resumes { state.isReadingHeld = false }
            return taken
        }
    }

    /// Everything that waits, in one piece; no bytes at the end; `nil` while there is nothing to say.
    private func take() throws(ServiceError) -> (bytes: [UInt8]?, resumes: Bool)? {
        let taken = takeBuffers()
        if !taken.buffers.isEmpty { return (Self.join(taken.buffers), taken.resumesReading) }
        if let failure = taken.failure { throw failure.serviceError }
        return taken.hasEnded ? (nil, false) : nil
    }

    private static func join(_ buffers: [ByteBuffer]) -> [UInt8] {
        guard buffers.count > 1 else { return buffers.first.map { Array($0.readableBytesView) } ?? [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(buffers.reduce(0) { $0 + $1.readableBytes })
        for buffer in buffers { bytes += buffer.readableBytesView }
        return bytes
    }

    private func untilSomethingArrives() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                let isThere = !state.buffers.isEmpty || state.hasEnded || state.failure != nil
                if !isThere { state.reader = continuation }
                return isThere
            }
            if isThere { continuation.resume() }
        }
    }
}

// What the connection calls, on its event loop.
extension ConnectionBody {
    /// Takes a piece from the wire.
    func receive(_ buffer: ByteBuffer) {
        change { state in
            state.receivedCount += buffer.readableBytes
            guard !state.isDiscarded else { return }
            state.buffers.append(buffer)
            state.bufferedCount += buffer.readableBytes
        }
    }

    /// The body is whole.
    func end() {
        change { $0.hasEnded = true }
    }

    /// The rest of the body will not come.
    func fail(_ failure: ConnectionFailure) {
        change { state in
            if !state.hasEnded { state.failure = failure }
        }
    }

    /// Whether so much waits to be taken that the connection has to stop reading; it is asked to go on afterwards.
    func holdsReading() -> Bool {
        state.withLock { state in
            state.isReadingHeld = state.bufferedCount > limits.bufferedBodyBytes && !state.isDiscarded
            return state.isReadingHeld
        }
    }

    /// Nobody will read the rest: throws away what waits and what is to come.
    func discard() {
        let resumes = state.withLock { state in
            defer { state.isReadingHeld = false }
            state.isDiscarded = true
            state.buffers = []
            state.bufferedCount = 0
            return state.isReadingHeld
        }
        if resumes { channel.triggerUserOutboundEvent(ResumeReading(), promise: nil) }
    }

    private func change(_ body: (inout State) -> Void) {
        let reader = state.withLock { state in
            body(&state)
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }
}

extension ConnectionBody {
    /// Whether the next request can be found after this one: the body is whole, or so little of it is to come that it
    /// can be thrown away. Without the promised `100 Continue` nobody knows whether the client sends the body at all.
    var leavesConnectionUsable: Bool {
        state.withLock { state in
            if state.failure != nil { return false }
            if state.hasEnded { return !(state.awaitsContinue && state.receivedCount == 0) }
            guard !state.awaitsContinue, let declaredLength else { return false }
            return declaredLength - state.receivedCount <= limits.discardedBodyBytes
        }
    }

    /// How many bytes have come.
    var receivedCount: Int { state.withLock { $0.receivedCount } }
}
