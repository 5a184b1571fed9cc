import NIOCore

/// How long a connection may go on as it does now. It is looked at from time to time, because setting a timer for
/// every request would cost more than reading the clock.
struct ConnectionClock {
    /// What follows from the time.
    enum Verdict: Equatable {
        case fine
        /// Nobody is waiting for an answer.
        case close
        /// A request is under way and has to be told.
        case tooSlow
    }

    private let limits: ServerLimits
    private var deadline: NIODeadline?
    private var atDeadline = Verdict.close
    private var isHead = false
    private var writeDeadline: NIODeadline?

    init(_ limits: ServerLimits) {
        self.limits = limits
    }

    /// How often to look.
    var checkInterval: TimeAmount {
        let shortest = min(limits.idleTime, limits.headTime, limits.stallTime, limits.writeTime)
        return TimeAmount(shortest / 4)
    }

    /// Nothing is asked for.
    mutating func idle() {
        deadline = .now() + TimeAmount(limits.idleTime)
        atDeadline = .close
        isHead = false
    }

    /// The first bytes of a head have come.
    mutating func headBegan() {
        guard !isHead else { return }
        isHead = true
        deadline = .now() + TimeAmount(limits.headTime)
        atDeadline = .tooSlow
    }

    /// A body is to come.
    mutating func receiving() {
        deadline = .now() + TimeAmount(limits.stallTime)
        atDeadline = .tooSlow
        isHead = false
    }

    /// Bytes of a body have come: they buy time, but no more than a fresh start would give.
    mutating func received(_ count: Int) {
        guard let deadline else { return }
        let bought = TimeAmount.milliseconds(Int64(count) * 1000 / Int64(limits.slowestBytesPerSecond))
        self.deadline = min(deadline + bought, .now() + TimeAmount(limits.stallTime))
    }

    /// The client is not the one who is waited for.
    mutating func stop() {
        deadline = nil
        isHead = false
    }

    /// The client takes nothing of an answer, or does so again.
    mutating func writing(isStuck: Bool) {
        writeDeadline = isStuck ? .now() + TimeAmount(limits.writeTime) : nil
    }

    func verdict(at now: NIODeadline) -> Verdict {
        if let writeDeadline, writeDeadline <= now { return .close }
        guard let deadline, deadline <= now else { return .fine }
        return atDeadline
    }
}
