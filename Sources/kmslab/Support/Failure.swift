import ArgumentParser
import Foundation

/// How a command ends when it does not succeed: a message, perhaps a hint, and an exit code.
struct Failure: Error {
    let status: ExitStatus
    let message: String
    let hint: String?

    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    /// Says what is wrong on standard error and ends the process.
    func end() -> Never {
        StandardError.write("kmslab: error: \(message)")
        if let hint { StandardError.write("kmslab: hint: \(hint)") }
        exit(status.rawValue)
    }
}

/// Ends the process after the argument parser's own errors: help and version are answers, the rest are mistakes.
enum UsageFailure {
    static func end(_ error: any Error) -> Never {
        // A command that has said everything already, such as `lab check`, says only how it ended.
        if let code = error as? ExitCode { exit(code.rawValue) }
        switch Kmslab.exitCode(for: error) {
        case .success:
            print(Kmslab.fullMessage(for: error))
            exit(ExitStatus.success.rawValue)
        case .validationFailure:
            let hint = "`kmslab help` lists the commands, `kmslab COMMAND --help` explains one"
            Failure(.usage, Kmslab.message(for: error), hint: hint).end()
        default:
            Failure(.failure, "\(error)").end()
        }
    }
}

/// Lines on standard error.
enum StandardError {
    static func write(_ line: String) {
        if let printed = Surroundings.current?.printed { return printed.write(error: line + "\n") }
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// Text without an end of line, for what is overwritten.
    static func write(partial text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
