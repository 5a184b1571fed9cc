import LabCore
import Synchronization

/// What a command meets when another part of the program runs it in this process: a lab that is there already, and
/// somebody who takes what it prints.
///
/// ArgumentParser makes commands out of words, so that nothing can be handed to them; this is the one task-local value of
/// the program; `kmslab lab test` and the tour use it.
struct Surroundings: Sendable {
    let connection: any LabConnection
    /// Who takes what is printed; `nil` for the terminal.
    let printed: PrintedText?

    @TaskLocal static var current: Surroundings?

    /// Runs `body`, whose commands all meet `connection` and print as always.
    static func play<Value>(
        in connection: any LabConnection, _ body: () async throws -> Value
    ) async throws -> Value {
        try await $current.withValue(Surroundings(connection: connection, printed: nil), operation: body)
    }
}

/// What a command printed.
final class PrintedText: Sendable {
    private let texts = Mutex((output: "", error: ""))

    func write(_ text: String) { texts.withLock { $0.output += text } }
    func write(error text: String) { texts.withLock { $0.error += text } }

    var output: String { texts.withLock { $0.output } }
    var error: String { texts.withLock { $0.error } }
}

/// Prints, to whoever runs the command: every `print` of the command line comes here.
func print(_ items: Any..., separator: String = " ", terminator: String = "\n") {
    let text = items.map { "\($0)" }.joined(separator: separator)
    guard let printed = Surroundings.current?.printed else { return Swift.print(text, terminator: terminator) }
    printed.write(text + terminator)
}
