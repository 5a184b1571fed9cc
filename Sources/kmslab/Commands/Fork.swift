import ArgumentParser
import LabCore

/// `kmslab fork …`
struct Fork: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Save the world under a name, and come back to it.",
        discussion: "`kmslab fork NAME` saves. The trail is one and goes on, whatever world is taken up.",
        subcommands: [ForkSave.self, ForkList.self, ForkSwitch.self, ForkDrop.self],
        defaultSubcommand: ForkSave.self)
}

/// A command about one fork.
protocol ForkCommand: AsyncParsableCommand {
    var name: String { get }
    var lab: LabOptions { get }
    /// What the lab's door calls it.
    static var verb: String { get }
    /// What is said afterwards.
    func report(_ fork: JSONValue?) -> String
}

extension ForkCommand {
    func run() async throws {
        let answer = try await lab.withLab { try await $0.door("fork", [Self.verb: .string(name)]) }
        print(lab.json ? JSONValue.object(answer).prettyText : report(answer["fork"]))
    }
}

/// `kmslab fork NAME`, `kmslab fork save NAME`
struct ForkSave: ForkCommand {
    static let configuration = CommandConfiguration(
        commandName: "save", abstract: "Save the world as it stands; a fork of that name is replaced.")
    static let verb = "save"

    @Argument(help: "The fork's name.")
    var name: String
    @OptionGroup var lab: LabOptions

    func report(_ fork: JSONValue?) -> String {
        "\(name) is saved (\(fork?["rows"]?.integer ?? 0) rows); `kmslab fork switch \(name)` comes back to it"
    }
}

/// `kmslab fork list`
struct ForkList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the forks.")

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let answer = try await lab.withLab { try await $0.door("forks", [:]) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        var table = TextTable("FORK", "SAVED", "ROWS")
        for fork in answer["forks"]?.array ?? [] {
            table.add(
                fork["name"]?.string ?? "", fork["savedAt"]?.string ?? "", String(fork["rows"]?.integer ?? 0))
        }
        table.isEmpty ? StandardError.write("kmslab: no forks yet") : table.printAll()
    }
}

/// `kmslab fork switch`
struct ForkSwitch: ForkCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch", abstract: "Make the world what it was when the fork was saved.",
        discussion: "Save the present one first if you want to come back; `kmslab undo` does, too.")
    static let verb = "switch"

    @Argument(help: "The fork's name.")
    var name: String
    @OptionGroup var lab: LabOptions

    func report(_ fork: JSONValue?) -> String {
        "the world is \(name)'s, of \(fork?["savedAt"]?.string ?? ""); `kmslab undo` goes back"
    }
}

/// `kmslab fork drop`
struct ForkDrop: ForkCommand {
    static let configuration = CommandConfiguration(commandName: "drop", abstract: "Forget a fork.")
    static let verb = "drop"

    @Argument(help: "The fork's name.")
    var name: String
    @OptionGroup var lab: LabOptions

    func report(_ fork: JSONValue?) -> String { "\(name) is forgotten" }
}
