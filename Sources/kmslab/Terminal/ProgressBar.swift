import Foundation
import LabClient
import Synchronization

/// A bar on standard error, for work that takes longer than a second, and only on a terminal.
final class ProgressBar: Sendable {
    /// What was drawn.
    private struct Drawing {
        var last = ContinuousClock.now
        var isVisible = false
    }

    private let title: String
    private let isVisible = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private let drawing = Mutex(Drawing())

    private static let patience = Duration.seconds(1)
    private static let pause = Duration.milliseconds(100)
    private static let cells = 30

    init(_ title: String) {
        self.title = title
    }

    func update(_ progress: FileEncryption.Progress) {
        let now = ContinuousClock.now
        guard isVisible, now - start > Self.patience else { return }
        let isDue = drawing.withLock { drawing in
            guard now - drawing.last > Self.pause else { return false }
            drawing = Drawing(last: now, isVisible: true)
            return true
        }
        guard isDue else { return }
        StandardError.write(partial: "\r\u{1B}[K\(text(progress, elapsed: now - start))")
    }

    /// Wipes the bar.
    func finish() {
        if drawing.withLock({ $0.isVisible }) { StandardError.write(partial: "\r\u{1B}[K") }
    }

    private func text(_ progress: FileEncryption.Progress, elapsed: Duration) -> String {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let rate = ByteCount.text(Int(Double(progress.bytesDone) / max(seconds, 0.001))) + "/s"
        guard let total = progress.bytesTotal, total > 0 else {
            return "\(title)  \(ByteCount.text(progress.bytesDone))  \(rate)"
        }
        let filled = min(Self.cells, progress.bytesDone * Self.cells / total)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.cells - filled)
        return "\(title)  [\(bar)] \(progress.bytesDone * 100 / total) %  \(rate)"
    }
}

/// Sizes for people.
enum ByteCount {
    /// `1,234 bytes`, `12.3 KiB`, `4.0 GiB`.
    static func text(_ count: Int) -> String {
        let units = ["KiB", "MiB", "GiB", "TiB"]
        guard count >= 10_000 else { return "\(grouped(count)) \(count == 1 ? "byte" : "bytes")" }
        var value = Double(count) / 1024
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    /// Digits in groups of three.
    static func grouped(_ count: Int) -> String {
        var groups: [Substring] = []
        var digits = Substring(String(count))
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = digits.dropLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
