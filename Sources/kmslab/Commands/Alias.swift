import ArgumentParser
import LabCore

/// `kmslab alias …`
struct Alias: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Name keys.", subcommands: [AliasCreate.self, AliasUpdate.self, AliasDelete.self, AliasList.self])
}

/// A command that points a name to a key.
protocol AliasPointing: AsyncParsableCommand {
    var name: String { get }
    var key: String { get }
    var lab: LabOptions { get }
    static var operation: String { get }
}

extension AliasPointing {
    func run() async throws {
        let arn = try await lab.withLab { connection in
            let description = try await connection.describe(key)
            let input: JSONObject = [
                "AliasName": .string(AliasText.full(name)), "TargetKeyId": .string(description.arn),
            ]
            _ = try await connection.kms(Self.operation, input)
            return description.arn
        }
        let pair: JSONObject = ["AliasName": .string(AliasText.full(name)), "TargetKeyArn": .string(arn)]
        print(lab.json ? JSONValue.object(pair).prettyText : "\(AliasText.full(name)) -> \(arn)")
    }
}

/// `kmslab alias create`
struct AliasCreate: AliasPointing {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Give a key a name.")
    static let operation = "CreateAlias"

    @Argument(help: "The name; `alias/` may be left out.")
    var name: String
    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @OptionGroup var lab: LabOptions
}

/// `kmslab alias update`
struct AliasUpdate: AliasPointing {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Point a name to another key.",
        discussion: "What was encrypted under the old key still opens: the ciphertext names the key, not the alias.")
    static let operation = "UpdateAlias"

    @Argument(help: "The name; `alias/` may be left out.")
    var name: String
    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @OptionGroup var lab: LabOptions
}

/// `kmslab alias delete`
struct AliasDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Take a name away; the key stays.")

    @Argument(help: "The name; `alias/` may be left out.")
    var name: String
    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await lab.withLab { connection in
            _ = try await connection.kms("DeleteAlias", ["AliasName": .string(AliasText.full(name))])
        }
        print(lab.json ? "{}" : "\(AliasText.full(name)) is deleted; the key it pointed to stays")
    }
}

/// `kmslab alias list`
struct AliasList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the names and their keys.")

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let aliases = try await lab.withLab { try await $0.pages("ListAliases", of: "Aliases") }
        if lab.json { return print(JSONValue.array(aliases).prettyText) }
        var table = TextTable("ALIAS", "KEY", "UPDATED")
        for alias in aliases {
            table.add(
                alias["AliasName"]?.string ?? "", alias["TargetKeyId"]?.string ?? "",
                KeyText.date(alias["LastUpdatedDate"]))
        }
        table.isEmpty ? StandardError.write("kmslab: no aliases yet") : table.printAll()
    }
}
