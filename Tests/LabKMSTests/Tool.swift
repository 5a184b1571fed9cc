import Foundation
import LabCore

/// Runs other implementations of the same standards, to compare with: OpenSSL's command line and Python's
/// `cryptography`.
struct Tool {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// A directory that goes with the test.
    final class Scratch {
        let url: URL

        init() throws {
            url = FileManager.default.temporaryDirectory.appending(path: "kmslab-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }

        deinit {
            try? FileManager.default.removeItem(at: url)
        }

        func write(_ name: String, _ bytes: [UInt8]) throws -> String {
            let file = url.appending(path: name)
            try Data(bytes).write(to: file)
            return file.path
        }

        func path(_ name: String) -> String { url.appending(path: name).path }

        func read(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: url.appending(path: name)))
        }
    }

    /// The names and texts of the Swift files below a directory of the repository.
    static func sources(in folder: String) throws -> [(name: String, text: String)] {
        let root = URL(filePath: #filePath).appending(path: "../../..").standardized
        let directory = root.appending(path: folder).resolvingSymlinksInPath()
        let paths = FileManager.default.enumerator(atPath: directory.path)?.allObjects as? [String] ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.map { path in
            let file = directory.appending(path: path)
            return (file.deletingPathExtension().lastPathComponent, try String(contentsOf: file, encoding: .utf8))
        }
    }

    /// Runs `openssl` and answers what it printed.
    @discardableResult
    static func openssl(_ arguments: String...) throws -> [UInt8] {
        try run("openssl", arguments)
    }

    /// Runs a Python program over a JSON object and answers the JSON object that it prints.
    static func python(_ program: String, _ input: JSONObject = [:]) throws -> JSONObject {
        let output = try run(
            "python3", ["-c", program], input: JSONValue.object(input).compactBytes)
        return try JSONParser.parse(String(decoding: output, as: UTF8.self)).object ?? [:]
    }

    private static func run(_ name: String, _ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        standardInput.fileHandleForWriting.write(Data(input))
        try standardInput.fileHandleForWriting.close()
        let printed = Array(output.fileHandleForReading.readDataToEndOfFile())
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(name): \(String(decoding: complaint, as: UTF8.self))")
        }
        return printed
    }
}
