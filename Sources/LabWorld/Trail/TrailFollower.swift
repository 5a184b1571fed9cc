public import LabCore
import LabTrail
import Synchronization

/// Somebody who watches the trail: the events that are there already, and then every one as it happens.
///
/// A follower is asked for the next events and reads them where they are, in memory or on the disk: nothing queues up for
/// one that is slow, and nothing is lost to it.
public final class TrailFollower: Sendable {
    /// The name of the door, under `/_kmslab/`.
    public static let door = "trail-follow"

    private let lab: Lab
    private let filter: EventFilter
    private let position: Mutex<Int>
    private let first: Mutex<[NumberedRecord]>

    /// How many events are read at a time.
    private static let batch = 256
    /// How often a follower looks. What it looks at is a number in memory.
    private static let pause = Duration.milliseconds(50)

    fileprivate init(_ lab: Lab, _ filter: EventFilter, first: [NumberedRecord], position: Int) {
        self.lab = lab
        self.filter = filter
        self.first = Mutex(first)
        self.position = Mutex(position)
    }

    deinit { lab.followers.leave() }

    /// The next events as lines of JSON, `{"number": 412, "event": {…}}`; waits for them, but not longer than
    /// `patience`: no events then.
    ///
    /// - Throws: what the home cannot read; `CancellationError` when the task is cancelled.
    /// - Returns: `nil` when the lab lets nobody follow any more.
    public func next(within patience: Duration) async throws -> [JSONObject]? {
        let begin = first.withLock { first in
            defer { first = [] }
            return first
        }
        guard begin.isEmpty else { return begin.map(Self.json) }
        let deadline = ContinuousClock.now + patience
        while !lab.followers.isClosed {
            let found = try read()
            if !found.isEmpty { return found.map(Self.json) }
            guard ContinuousClock.now < deadline else { return [] }
            try await Task.sleep(for: Self.pause)
        }
        return nil
    }

    /// The events since the last look; reads on while none of them passes.
    private func read() throws(ServiceError) -> [NumberedRecord] {
        // A lab in memory that was reset begins to count anew.
        var last = min(position.withLock { $0 }, lab.eventCount)
        defer { position.withLock { $0 = last } }
        while true {
            let batch = try lab.records(after: last, limit: Self.batch)
            guard let end = batch.last else { return [] }
            last = end.number
            let found = batch.filter { filter.admits($0.record, at: $0.time) }
            if !found.isEmpty { return found }
        }
    }

    private static func json(_ record: NumberedRecord) -> JSONObject {
        ["number": .integer(Int64(record.number)), "event": .object(record.record)]
    }
}

extension Lab {
    /// Lets somebody follow the trail: `last` of the events that are there, and what comes. The rest of `input` narrows
    /// both, as at the door `trail`.
    ///
    /// - Throws: `InvalidDoorInput`; `TooManyFollowers` beyond ``LabLimits/followers``.
    public func follow(_ input: JSONObject) throws(ServiceError) -> TrailFollower {
        let input = try DoorInput(input, allowing: ["last"] + EventFilter.members)
        let count = try input.integer("last") ?? 0
        guard (0...LabLimits.shownEvents).contains(count) else {
            throw DoorInput.error("`last` has to be between 0 and \(LabLimits.shownEvents)")
        }
        let filter = try EventFilter(input, in: self)
        try followers.enter()
        do throws(ServiceError) {
            let end = eventCount
            let first = try records(filter, last: count).filter { $0.number <= end }
            return TrailFollower(self, filter, first: first, position: end)
        } catch {
            followers.leave()
            throw error
        }
    }

    /// Ends whoever follows the trail, and lets nobody follow it from now on: before a server shuts down.
    public func endFollowing() { followers.close() }
}

/// How many follow the trail, and whether anybody may.
final class Followers: Sendable {
    private struct State {
        var count = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    var isClosed: Bool { state.withLock { $0.isClosed } }

    func enter() throws(ServiceError) {
        let isWelcome = state.withLock { state in
            guard state.count < LabLimits.followers, !state.isClosed else { return false }
            state.count += 1
            return true
        }
        guard isWelcome else {
            throw ServiceError(
                ServiceError.Code("TooManyFollowers", 429),
                "\(LabLimits.followers) follow the trail already, which is as many as can")
        }
    }

    func leave() { state.withLock { $0.count -= 1 } }

    func close() { state.withLock { $0.isClosed = true } }
}
