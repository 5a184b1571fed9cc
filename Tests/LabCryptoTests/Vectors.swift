import Foundation
import LabCore
import Testing

/// The published vectors, in the form in which PyPI's `cryptography-vectors` carries them.
enum Vectors {
    /// Where they lie; `nil` makes every test that reads them fail.
    static let folder: String? = {
        if let folder = ProcessInfo.processInfo.environment["KMSLAB_VECTORS"] { return folder }
        return try? askPython()
    }()

    /// The path of a file.
    static func path(_ path: String) throws -> String {
        let folder = try #require(folder, "install PyPI's cryptography-vectors, or set KMSLAB_VECTORS to its folder")
        return "\(folder)/\(path)"
    }

    /// The bytes of a file.
    static func contents(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: self.path(path))))
    }

    /// The bytes inside a PEM file.
    static func pem(_ path: String) throws -> [UInt8] {
        let lines = try String(decoding: contents(path), as: UTF8.self).split(whereSeparator: \.isNewline)
        let body = lines.drop { !$0.hasPrefix("-----BEGIN") }.dropFirst().prefix { !$0.hasPrefix("-----END") }
        return try [UInt8](#require(Data(base64Encoded: body.joined())))
    }

    /// The records of a file, each beginning with the field `first`. The fields in `shared` count for all records
    /// below them.
    static func read(
        _ path: String, startingWith first: String = "COUNT", shared: Set<String> = []
    ) throws -> [Vector] {
        let text = try String(decoding: contents(path), as: UTF8.self)
        var reader = VectorReader(first: first, shared: shared)
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) { reader.read(line) }
        return reader.finish()
    }

    private static func askPython() throws -> String? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c", "import cryptography_vectors as v, os; print(os.path.dirname(v.__file__))",
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// One published vector.
struct Vector {
    /// The `[name = value]` lines above it; a line without `=` is under the empty name.
    var section: [String: String] = [:]
    /// Its `name = value` lines, and those it shares with others.
    var fields: [String: String] = [:]
    /// Whether it says that the operation must fail.
    var mustFail = false

    /// The text of a field.
    func text(_ name: String) throws -> String {
        try #require(fields[name], "no field `\(name)`")
    }

    /// The bytes of a field in hexadecimal; an odd number of digits counts as if a zero stood in front.
    func bytes(_ name: String) throws -> [UInt8] {
        let digits = try text(name)
        return try #require(Hex.decode(digits.utf8.count.isMultiple(of: 2) ? digits : "0" + digits))
    }

    /// The bytes of a field without leading zeros, then brought to `count` bytes with zeros in front.
    func number(_ name: String, byteCount count: Int = 0) throws -> [UInt8] {
        let significant = try bytes(name).drop { $0 == 0 }
        return Array(repeating: 0, count: max(0, count - significant.count)) + significant
    }
}

private struct VectorReader {
    let first: String
    let shared: Set<String>
    private var common: [String: String] = [:]
    private var vectors: [Vector] = []
    private var current = Vector()
    private var section: [String: String] = [:]

    init(first: String, shared: Set<String>) {
        self.first = first
        self.shared = shared
    }

    mutating func read(_ line: Substring.UTF8View) {
        let line = trim(line)
        if line.first == UInt8(ascii: "[") {
            let (name, value) = pair(line.dropFirst().dropLast())
            section[value == nil ? "" : name] = value ?? name
        } else if line.first != UInt8(ascii: "#"), !line.isEmpty {
            let (name, value) = pair(line)
            take(name, value)
        }
    }

    mutating func finish() -> [Vector] {
        flush()
        return vectors
    }

    private mutating func take(_ name: String, _ value: String?) {
        if name == first { flush() }
        switch (name, value) {
        case (_, let value?) where shared.contains(name): common[name] = value
        case ("FAIL", nil): current.mustFail = true
        case ("Result", let result?) where result.hasPrefix("F"): current.mustFail = true
        case (_, let value): current.fields[name] = value ?? ""
        }
    }

    private mutating func flush() {
        if current.fields[first] != nil { vectors.append(current) }
        current = Vector(section: section, fields: common)
    }

    private func pair(_ line: Substring.UTF8View) -> (name: String, value: String?) {
        guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return (text(trim(line)), nil) }
        return (text(trim(line[..<equals])), text(trim(line[line.index(after: equals)...])))
    }

    private func text(_ line: Substring.UTF8View) -> String {
        String(Substring(line))
    }

    private func trim(_ line: Substring.UTF8View) -> Substring.UTF8View {
        let blank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        var line = line.drop(while: blank)
        while let last = line.last, blank(last) { line.removeLast() }
        return line
    }
}

/// Counts what ran, for the test's output and its minimum.
struct Tally {
    var accepted = 0
    var refused = 0

    /// Counts one more.
    mutating func count(accepted isAccepted: Bool) {
        if isAccepted { accepted += 1 } else { refused += 1 }
    }

    /// Says in the test's output how many vectors of `name` ran.
    func report(_ name: String) {
        print("vectors: \(name): \(accepted) valid ones accepted, \(refused) FAIL ones refused")
    }
}
