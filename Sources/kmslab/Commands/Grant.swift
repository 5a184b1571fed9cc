import ArgumentParser
import LabCore

/// `kmslab grant …`
struct Grant: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let somebody use a key for certain operations, without touching a policy.",
        subcommands: [GrantCreate.self, GrantList.self, GrantRetire.self, GrantRevoke.self])
}

/// `kmslab grant create`
struct GrantCreate: KeyChange {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a grant.",
        discussion: """
            Example: kmslab grant create alias/ledger --to arn:aws:iam::111122223333:user/bob --operation Decrypt \
            --context doc=q1
            """)
    static let operation = "CreateGrant"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @Option(name: .customLong("to"), help: ArgumentHelp("Who may use the key.", valueName: "arn"))
    var grantee: String
    @Option(name: .customLong("operation"), help: "An operation, such as Decrypt; may be repeated.")
    var operations: [String]
    @OptionGroup var contextOptions: ContextOptions
    @Flag(help: "The context must be exactly this, instead of having at least these pairs.")
    var exactContext = false
    @Option(help: ArgumentHelp("Who may retire the grant.", valueName: "arn"))
    var retiring: String?
    @Option(help: "A name: the same name and terms make no second grant.")
    var name: String?
    @OptionGroup var lab: LabOptions

    func members() throws -> JSONObject {
        var input: JSONObject = [
            "GranteePrincipal": .string(grantee), "Operations": .array(operations.map(JSONValue.string)),
        ]
        input["RetiringPrincipal"] = retiring.map(JSONValue.string)
        input["Name"] = name.map(JSONValue.string)
        let context = try contextOptions.encryptionContext()
        if !context.isEmpty {
            let kind = exactContext ? "EncryptionContextEquals" : "EncryptionContextSubset"
            input["Constraints"] = .object(JSONObject([(kind, context.json)]))
        }
        return input
    }

    func report(_ keyID: String, _ output: JSONObject) -> String { output["GrantId"]?.string ?? "" }
}

/// `kmslab grant list`
struct GrantList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List a key's grants.")

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @OptionGroup var lab: LabOptions

    func run() async throws {
        let grants = try await lab.withLab { connection in
            let description = try await connection.describe(self.key)
            return try await connection.pages("ListGrants", of: "Grants", ["KeyId": .string(description.arn)])
        }
        if lab.json { return print(JSONValue.array(grants).prettyText) }
        var table = TextTable("GRANT", "TO", "OPERATIONS", "CONSTRAINTS")
        for grant in grants {
            table.add(
                HexText.short(grant["GrantId"]?.string ?? ""),
                grant["GranteePrincipal"]?.string ?? grant["GranteeServicePrincipal"]?.string ?? "",
                (grant["Operations"]?.array ?? []).compactMap(\.string).joined(separator: " "),
                grant["Constraints"]?.compactText ?? "")
        }
        table.isEmpty ? StandardError.write("kmslab: no grants on this key") : table.printAll()
    }
}

/// `kmslab grant retire`
struct GrantRetire: KeyChange {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Give a grant back: for who may retire it.")
    static let operation = "RetireGrant"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @Argument(help: "The grant's id, as `grant list --json` shows it.")
    var grant: String
    @OptionGroup var lab: LabOptions

    func members() throws -> JSONObject { ["GrantId": .string(grant)] }
    func report(_ keyID: String, _ output: JSONObject) -> String { "the grant is retired" }
}

/// `kmslab grant revoke`
struct GrantRevoke: KeyChange {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a grant away: for who controls the key.")
    static let operation = "RevokeGrant"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @Argument(help: "The grant's id, as `grant list --json` shows it.")
    var grant: String
    @OptionGroup var lab: LabOptions

    func members() throws -> JSONObject { ["GrantId": .string(grant)] }
    func report(_ keyID: String, _ output: JSONObject) -> String { "the grant is revoked" }
}
