import ArgumentParser
import Foundation
import LabClient
import LabCore

/// `kmslab flip`
struct Flip: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Flip one bit of a file, to see which tag complains.",
        discussion: """
            The file is changed where it is; the same command once more brings it back.

            Example: kmslab flip letter.env 0x40 && kmslab open letter.env
            """)

    @Argument(help: "The file.")
    var file: String

    @Argument(help: "The byte's place, from 0: decimal, or hexadecimal with 0x.")
    var offset: String

    @Option(help: ArgumentHelp("Which bit: 0, the lowest, to 7.", valueName: "n"))
    var bit = 0

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing {
            guard (0...7).contains(bit) else { throw Failure(.usage, "a byte has the bits 0 to 7") }
            let place = try place()
            let bytes = try WholeFile.lookInto(file)
            guard let old = bytes.read(at: place, 1).first else {
                throw Failure(.usage, "`\(file)` has \(ByteCount.text(bytes.count)); the last is \(bytes.count - 1)")
            }
            let part = FileExplanation(of: bytes).part(at: place)
            let new = old ^ (1 << UInt8(bit))
            try overwrite(place, new)
            report(place, old, new, part)
        }
    }

    private func place() throws(Failure) -> Int {
        let place = offset.hasPrefix("0x") ? Int(offset.dropFirst(2), radix: 16) : Int(offset)
        guard let place, place >= 0 else { throw Failure(.usage, "`\(offset)` is not the place of a byte") }
        return place
    }

    /// In place, so that who may read the file stays as it is.
    private func overwrite(_ place: Int, _ byte: UInt8) throws {
        do {
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
            defer { try? handle.close() }
            try handle.seek(toOffset: UInt64(place))
            try handle.write(contentsOf: Data([byte]))
        } catch {
            throw Failure(.outputFailed, "`\(file)` may not be written")
        }
    }

    private func report(_ place: Int, _ old: UInt8, _ new: UInt8, _ part: String?) {
        guard !lab.json else {
            var report: JSONObject = [
                "offset": .integer(Int64(place)), "bit": .integer(Int64(bit)), "old": .string(Hex.encode([old])),
                "new": .string(Hex.encode([new])),
            ]
            report["part"] = part.map(JSONValue.string)
            return print(JSONValue.object(report).prettyText)
        }
        let name = part.map { ", in \($0)" } ?? ""
        StandardError.write("kmslab: byte \(place) of \(file): \(Hex.encode([old])) -> \(Hex.encode([new]))\(name)")
    }
}

extension FileExplanation {
    /// The names of the boxes around a byte, the outermost first; `nil` where nothing is known of it.
    func part(at offset: Int) -> String? {
        var names: [String] = []
        var level = nodes
        while let node = level.first(where: { ($0.offset..<$0.offset + $0.length).contains(offset) }) {
            names.append(node.label)
            level = node.children
        }
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }
}
