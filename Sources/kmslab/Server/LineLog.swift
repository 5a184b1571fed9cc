import Dispatch
import Foundation
import LabCore
import LabServer
import Synchronization

/// Writes a line for every request, behind the requests' back: a terminal that does not scroll holds up nobody. When it
/// falls too far behind, lines are dropped and their number is told.
final class LineLog: RequestLog {
    private struct Backlog {
        var waiting = 0
        var dropped = 0
    }

    private static let mostWaiting = 10_000

    private let file: FileHandle
    private let line: @Sendable (RequestRecord) -> String
    private let queue = DispatchQueue(label: "kmslab.log")
    private let backlog = Mutex(Backlog())

    init(to file: FileHandle, line: @escaping @Sendable (RequestRecord) -> String) {
        self.file = file
        self.line = line
    }

    func record(_ record: RequestRecord) {
        let isTaken = backlog.withLock { backlog in
            let isTaken = backlog.waiting < Self.mostWaiting
            if isTaken { backlog.waiting += 1 } else { backlog.dropped += 1 }
            return isTaken
        }
        if isTaken { queue.async { self.write(record) } }
    }

    /// Waits until every line is out.
    func finish() {
        queue.sync {}
    }

    private func write(_ record: RequestRecord) {
        let dropped = backlog.withLock { backlog in
            defer { backlog.dropped = 0 }
            backlog.waiting -= 1
            return backlog.dropped
        }
        let remark = dropped > 0 ? "kmslab: \(dropped) lines were dropped\n" : ""
        if !remark.isEmpty { try? FileHandle.standardError.write(contentsOf: Data(remark.utf8)) }
        try? file.write(contentsOf: Data((line(record) + "\n").utf8))
    }
}

/// A request for people: when, who, what, on what, and how it ended.
enum RequestLine {
    static func text(_ record: RequestRecord) -> String {
        let time = String(record.time.iso8601.dropFirst(11).prefix(8))
        let outcome = record.error == nil ? Style.green("ok") : Style.red(record.outcome)
        let subject = (record.subject.map(brief) ?? "-").cut(to: 40)
        return [
            time, record.who.padded(to: 18), record.what.padded(to: 24), subject.padded(to: 20), outcome,
            Style.dim(milliseconds(record)),
        ].joined(separator: "  ")
    }

    /// An ARN without what is the same in all of them.
    private static func brief(_ name: String) -> String {
        name.hasPrefix("arn:") ? name.split(separator: ":", maxSplits: 5).last.map { String($0) } ?? name : name
    }

    private static func milliseconds(_ record: RequestRecord) -> String {
        let tenths = record.microseconds / 100
        return "\(tenths / 10).\(tenths % 10) ms"
    }
}
