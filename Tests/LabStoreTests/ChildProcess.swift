import Foundation

/// The crash harness, run as a process of its own.
final class ChildProcess: @unchecked Sendable {
    private let process = Process()
    private let output = Pipe()
    private let input = Pipe()

    init(_ arguments: String...) throws {
        process.executableURL = Self.harness
        process.arguments = arguments
        process.standardOutput = output
        process.standardInput = input
        try process.run()
        // Ours would keep the pipe open after the child has gone.
        try output.fileHandleForWriting.close()
    }

    var pid: Int { Int(process.processIdentifier) }

    /// Beside the test bundle, where the build puts every product.
    private static var harness: URL {
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("kmslab-crash")
    }

    /// The next line; waits for it.
    func readLine() -> String {
        var line: [UInt8] = []
        while let byte = try? output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }

    func endInput() { try? input.fileHandleForWriting.close() }

    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    /// The whole lines that are left; waits until the process has ended.
    func finish() -> [String] {
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    /// Kills the process a while after it has said so many lines, and returns all whole lines that it said. The waiting
    /// is done on a thread of its own: the tests' threads are few.
    func killed(afterLines count: Int, microseconds delay: Int) async -> [String] {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let lines = (0..<count).map { _ in self.readLine() }.filter { !$0.isEmpty }
                usleep(UInt32(delay))
                self.kill()
                continuation.resume(returning: lines + self.finish())
            }
        }
    }
}
