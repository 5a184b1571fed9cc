import Dispatch
import Foundation

/// The signals that end a server, or a command that goes on until it is stopped.
// The sources are not touched after the initializer; they are held because they end with their last owner.
final class StopSignals: @unchecked Sendable {
    private let signals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    /// Takes the signals over from now on.
    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        signals = stream
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: .global())
        }
        for source in sources {
            source.setEventHandler { continuation.yield() }
            source.activate()
        }
    }

    /// Waits for the first; the second ends the process on the spot. A task that is cancelled waits no more.
    func first() async {
        if await Self.next(signals) { Self.endProcessAtNext(of: signals) }
    }

    private static func endProcessAtNext(of signals: AsyncStream<Void>) {
        Task {
            if await next(signals) { exit(130) }
        }
    }

    /// Whether a signal came; none comes any more once somebody who waited was cancelled.
    private static func next(_ signals: AsyncStream<Void>) async -> Bool {
        var iterator = signals.makeAsyncIterator()
        return await iterator.next() != nil
    }
}

/// The open files of the process.
enum OpenFiles {
    /// Lets the process have as many as the system allows it: every connection is one.
    static func raiseLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

/// The file through which a script learns that the server is ready.
enum ReadyFile {
    /// Writes the address, with TLS the certificate's path on a second line, and closes the file so that a reader sees
    /// its end.
    static func write(_ address: String, _ certificatePath: String?, to descriptor: Int32?) {
        guard let descriptor else { return }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        let lines = [address, certificatePath].compactMap { $0 }.map { "\($0)\n" }
        try? file.write(contentsOf: Data(lines.joined().utf8))
        close(descriptor)
    }
}
