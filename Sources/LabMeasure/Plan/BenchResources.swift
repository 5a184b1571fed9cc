import Foundation

/// What a machine has to give.
public struct BenchResources: Hashable, Sendable {
    /// Bytes of memory that are free.
    public let freeBytes: Int

    /// Resources with so much memory.
    public init(freeBytes: Int) {
        self.freeBytes = freeBytes
    }

    /// What a run may use: three quarters, so that the machine stays usable and nothing is swapped while it is measured.
    public var usableBytes: Int { freeBytes / 4 * 3 }

    /// This machine's, the container's limit included: `MemAvailable` of /proc/meminfo and the cgroup's `memory.max`
    /// (Linux documentation, "Control Group v2"). Where neither can be read, 1 GiB is assumed.
    public static func ofThisMachine() -> BenchResources {
        let free = [memoryInfo(), controlGroup()].compactMap(\.self).min()
        return BenchResources(freeBytes: free ?? 1 << 30)
    }

    private static func memoryInfo() -> Int? {
        let line = text("/proc/meminfo")?.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    private static func controlGroup() -> Int? {
        guard let limit = number("/sys/fs/cgroup/memory.max"), let used = number("/sys/fs/cgroup/memory.current")
        else { return nil }
        return max(0, limit - used)
    }

    private static func number(_ path: String) -> Int? {
        text(path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
