import ArgumentParser
import Foundation
import LabClient
import LabCore

/// `kmslab world …`
struct World: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Load and save the whole lab as a file: accounts, people, policies, keys, clock.",
        subcommands: [WorldLoad.self, WorldSave.self, WorldDiff.self, WorldReset.self])
}

/// A world file on its way in.
struct WorldFileInput {
    private static let largest = 1 << 20

    /// What the lab's doors take of the file at `path`; `-` is standard input.
    static func read(_ path: String) throws(Failure) -> JSONObject {
        do {
            guard let bytes = try WholeFile.read(FileEndpoint(argument: path), limit: largest) else {
                throw Failure(.usage, "the file is longer than \(ByteCount.text(largest))")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Failure(.usage, "`\(path)` is not UTF-8")
            }
            return ["file": .string(text), "name": .string(path == "-" ? "standard input" : path)]
        } catch let failure as Failure {
            throw failure
        } catch let error as FileEncryptionError {
            throw Failure(error)
        } catch {
            throw Failure(.inputMissing, "\(error)")
        }
    }
}

/// `kmslab world load`
struct WorldLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Make the lab what a world file says; all of it or nothing.",
        discussion: """
            What is already so is left alone, and what the file does not mention too. One change: `kmslab undo` takes it \
            back.
            """)

    @Argument(help: "The file, in YAML; - for standard input.")
    var file: String

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let input = try WorldFileInput.read(file)
        let answer = try await lab.withLab { try await $0.door("world-load", input) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        let count = answer["changedRows"]?.integer ?? 0
        print(count == 0 ? "everything is so already" : "loaded: \(count) \(count == 1 ? "row" : "rows") changed")
        for secret in answer["secrets"]?.object?.members ?? [] {
            print("\(secret.name)  secret \(secret.value.string ?? "")  (shown this once)")
        }
    }
}

/// `kmslab world save`
struct WorldSave: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save", abstract: "Write the lab as a world file, without secrets and key material.")

    @Argument(help: "The file; standard output when it is left out.")
    var file: String?

    @Flag(help: "Replace the file if it exists.")
    var force = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let answer = try await lab.withLab { try await $0.door("world", [:]) }
        let text = answer["file"]?.string ?? ""
        guard let file else { return print(text, terminator: "") }
        do {
            try Data(text.utf8).write(
                to: URL(fileURLWithPath: file), options: force ? .atomic : .withoutOverwriting)
        } catch CocoaError.fileWriteFileExists {
            throw Failure(.outputExists, "`\(file)` exists", hint: "name another file, or add --force")
        } catch {
            throw Failure(.outputFailed, "`\(file)` cannot be written")
        }
    }
}

/// `kmslab world diff`
struct WorldDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what a world file and the lab do not have in common.",
        discussion: "+ is in the file only, - in the lab only, ~ in both and not the same.")

    @Argument(help: "The file, in YAML; - for standard input.")
    var file: String

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let input = try WorldFileInput.read(file)
        let answer = try await lab.withLab { try await $0.door("world-diff", input) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        let differences = answer["differences"]?.array ?? []
        for difference in differences { print(Self.line(difference)) }
        if differences.isEmpty { print("no differences") }
    }

    private static func line(_ difference: JSONValue) -> String {
        let path = difference["path"]?.string ?? ""
        switch difference["kind"]?.string {
        case "missing": return Style.green("+ \(path)")
        case "surplus": return Style.red("- \(path)")
        default: return Style.yellow("~ \(path)")
        }
    }
}

/// `kmslab world reset`
struct WorldReset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Empty the lab: no keys, no people, the machine's time. The trail stays.",
        discussion: "One change: `kmslab undo` takes it back.")

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let answer = try await lab.withLab { try await $0.door("world-reset", [:]) }
        print(lab.json ? JSONValue.object(answer).prettyText : "the world is empty; `kmslab undo` brings it back")
    }
}
