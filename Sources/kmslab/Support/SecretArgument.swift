import Foundation
import LabCore

/// A secret value on its way in and out: from a file or standard input, to standard output, and nowhere else.
enum SecretArgument {
    private static let largest = 1 << 20

    /// The bytes that `@FILE` or `-` mean.
    ///
    /// - Throws: for anything else, because a value that was typed into a command line stays in the shell's history.
    static func bytes(_ argument: String) throws -> [UInt8] {
        if argument == "-" { return try TextArgument.file("-", limit: largest) }
        guard argument.hasPrefix("@") else {
            throw Failure(
                .usage, "a secret value is not taken from the command line, where others can see it",
                hint: "pipe it in with `-`, or name a file: @FILE")
        }
        return try TextArgument.file(String(argument.dropFirst()), limit: largest)
    }

    /// The text that `@FILE` or `-` mean.
    static func text(_ argument: String) throws -> String {
        guard let text = String(validating: try bytes(argument), as: UTF8.self) else {
            throw Failure(.usage, "the value is not UTF-8 text")
        }
        return text
    }

    /// The value as Secrets Manager takes it: a text where it is one.
    static func members(_ argument: String) throws -> JSONObject {
        let bytes = try bytes(argument)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return ["SecretBinary": .string(Base64.encode(bytes))]
        }
        return ["SecretString": .string(text)]
    }

    /// Writes a value to standard output, byte by byte; a text that ends without an end of line gets one on a terminal.
    static func show(_ bytes: [UInt8]) {
        FileHandle.standardOutput.write(Data(bytes))
        if isatty(STDOUT_FILENO) == 1, bytes.last != UInt8(ascii: "\n") { FileHandle.standardOutput.write(Data([10])) }
    }
}
