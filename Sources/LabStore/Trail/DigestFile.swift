import LabCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `trail.digests`: the home's own digests, a line each, oldest first.
///
/// The file is evidence beside the trail and never stands in its way: what was committed is answered whether or not its
/// digest could be written, and the next digest covers it, too.
final class DigestFile: Sendable {
    private struct State {
        /// The digest at the end of the file; `nil` when there is none.
        var last: TrailDigest?
    }

    private let path: String
    private let labID: String
    private let keys: HomeKeys
    private let state: Mutex<State>

    /// More than any line.
    private static let tailLength = 4096

    init(path: String, labID: String, keys: HomeKeys) {
        self.path = path
        self.labID = labID
        self.keys = keys
        state = Mutex(State(last: Self.last(of: path)))
    }

    /// Signs the end of the trail when enough has happened since the last time: ``StoreLimits/eventsPerDigest`` events,
    /// or ``StoreLimits/digestInterval`` of the trail's own time.
    func note(_ head: TrailHead, at time: Timestamp) {
        state.withLock { state in
            guard isDue(head, time, after: state.last) else { return }
            append(head, time, &state)
        }
    }

    /// Signs the end of the trail if there are events that no digest covers.
    func finish(_ head: TrailHead, at time: Timestamp) {
        state.withLock { state in
            guard head.count != state.last?.eventCount ?? 0 else { return }
            append(head, time, &state)
        }
    }

    /// What would be written now; the file stays as it is.
    func signed(_ head: TrailHead, at time: Timestamp) -> TrailDigest {
        state.withLock { state in
            if let last = state.last, last.eventCount == head.count, last.hash == head.hash { return last }
            return TrailDigest(labID: labID, after: state.last, head: head, time: time, sealedBy: keys)
        }
    }

    /// The lines as they stand there; none when there is no file.
    ///
    /// - Throws: what the system refuses.
    func lines() throws(HomeError) -> [String] {
        guard access(path, F_OK) == 0 else { return [] }
        let text = try onFile(path) { () throws(SystemFailure) in
            let file = try OpenFile(path, O_RDONLY)
            return try file.readText(limit: Int(try file.status().st_size))
        }
        // What has no end of line was being written when the machine stopped.
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    private func isDue(_ head: TrailHead, _ time: Timestamp, after last: TrailDigest?) -> Bool {
        guard let last else { return head.count >= StoreLimits.eventsPerDigest }
        let sinceLast = time - last.time
        return head.count - last.eventCount >= StoreLimits.eventsPerDigest
            || abs(sinceLast.milliseconds) >= StoreLimits.digestInterval.milliseconds
    }

    private func append(_ head: TrailHead, _ time: Timestamp, _ state: inout State) {
        let digest = TrailDigest(labID: labID, after: state.last, head: head, time: time, sealedBy: keys)
        do throws(SystemFailure) {
            let file = try OpenFile(path, O_RDWR | O_CREAT)
            try Self.dropTornLine(of: file)
            try file.write(digest.text + "\n")
            state.last = digest
        } catch {
            // The commit is durable and will be answered; the next digest tries again.
        }
    }

    /// Takes away what was being written when the machine stopped, and stands at the end.
    private static func dropTornLine(of file: borrowing OpenFile) throws(SystemFailure) {
        let end = try file.status().st_size
        let tail = try tail(of: file)
        let torn = tail.utf8.reversed().prefix { $0 != UInt8(ascii: "\n") }.count
        if torn > 0 { try system { ftruncate(file.descriptor, end - off_t(torn)) } }
        try system { lseek(file.descriptor, 0, SEEK_END) }
    }

    private static func tail(of file: borrowing OpenFile) throws(SystemFailure) -> String {
        let end = try file.status().st_size
        try system { lseek(file.descriptor, max(0, end - off_t(tailLength)), SEEK_SET) }
        return try file.readText(limit: tailLength)
    }

    private static func last(of path: String) -> TrailDigest? {
        guard let file = try? OpenFile(path, O_RDONLY), let tail = try? tail(of: file) else { return nil }
        return tail.split(separator: "\n", omittingEmptySubsequences: false).dropLast().last.flatMap { TrailDigest($0) }
    }
}
