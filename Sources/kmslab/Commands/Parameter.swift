import ArgumentParser
import LabCore

/// `kmslab parameter …`
struct Parameter: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep parameters in Systems Manager's Parameter Store.",
        discussion: """
            Example: printf %s hunter2 | kmslab parameter put /app/password - --secure --key alias/ledger
            """,
        subcommands: [
            ParameterPut.self, ParameterGet.self, ParameterList.self, ParameterHistory.self, ParameterDelete.self,
        ])
}

/// `kmslab parameter put`
struct ParameterPut: ServiceChange {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Set a parameter.",
        discussion: "A secure one goes through KMS Encrypt; an advanced one gets an envelope of its own.")
    static let operation = "ssm.PutParameter"

    @Argument(help: "The name, such as /app/password.")
    var name: String
    @Argument(help: "The value: @FILE, or - for standard input.")
    var value: String
    @Flag(help: "Encrypt it under a KMS key: SecureString.")
    var secure = false
    @Flag(help: "A list between commas: StringList.")
    var list = false
    @Option(name: .shortAndLong, help: "The KMS key of a secure one (default: alias/aws/ssm, for every version).")
    var key: String?
    @Option(help: "The tier: Standard, Advanced or Intelligent-Tiering.")
    var tier: String?
    @Option(help: "What the parameter is for.")
    var description: String?
    @Flag(help: "Add a version to a parameter that there is.")
    var overwrite = false
    @OptionGroup var lab: LabOptions

    func validate() throws {
        if secure, list { throw ValidationError("give --secure or --list, not both") }
    }

    func input() throws -> JSONObject {
        var input: JSONObject = ["Name": .string(name), "Value": .string(try SecretArgument.text(value))]
        input["Type"] = secure ? "SecureString" : list ? "StringList" : overwrite ? nil : "String"
        input["KeyId"] = key.map(JSONValue.string)
        input["Tier"] = tier.map(JSONValue.string)
        input["Description"] = description.map(JSONValue.string)
        if overwrite { input["Overwrite"] = true }
        return input
    }

    func report(_ output: JSONObject) -> String {
        "\(name) has version \(output["Version"]?.integer ?? 0) (\(output["Tier"]?.string ?? ""))"
    }
}

/// `kmslab parameter get`
struct ParameterGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print a parameter's value, and nothing else.")

    @Argument(help: "The name or ARN, and behind a colon a version or label: /app/password:2.")
    var name: String
    @Flag(help: "Print a secure one as it is stored, without asking KMS.")
    var encrypted = false
    @OptionGroup var lab: LabOptions

    func run() async throws {
        let input: JSONObject = ["Name": .string(name), "WithDecryption": .bool(!encrypted)]
        let output = try await lab.withLab { try await $0.ask("ssm.GetParameter", input) }
        if lab.json { return print(JSONValue.object(output).prettyText) }
        SecretArgument.show(Array((output["Parameter"]?["Value"]?.string ?? "").utf8))
    }
}

/// `kmslab parameter list`
struct ParameterList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the parameters of the account in the Region, without values.")

    @Argument(help: "A path: only what lies below.")
    var path: String?
    @OptionGroup var lab: LabOptions

    func run() async throws {
        var input: JSONObject = [:]
        if let path {
            input["ParameterFilters"] = [["Key": "Path", "Option": "Recursive", "Values": [.string(path)]]]
        }
        let parameters = try await lab.withLab { [input] connection in
            try await connection.tokenPages("ssm.DescribeParameters", of: "Parameters", input)
        }
        if lab.json { return print(JSONValue.array(parameters).prettyText) }
        var table = TextTable("PARAMETER", "TYPE", "VERSION", "TIER", "KEY", "CHANGED")
        for parameter in parameters {
            table.add(
                parameter["Name"]?.string ?? "", parameter["Type"]?.string ?? "",
                "\(parameter["Version"]?.integer ?? 0)", parameter["Tier"]?.string ?? "",
                parameter["KeyId"]?.string ?? "", KeyText.date(parameter["LastModifiedDate"]))
        }
        table.isEmpty
            ? StandardError.write("kmslab: no parameters; `kmslab parameter put` makes one") : table.printAll()
    }
}

/// `kmslab parameter history`
struct ParameterHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List the versions of a parameter, without values.")

    @Argument(help: "The name.")
    var name: String
    @OptionGroup var lab: LabOptions

    func run() async throws {
        let versions = try await lab.withLab {
            try await $0.tokenPages("ssm.GetParameterHistory", of: "Parameters", ["Name": .string(name)])
        }
        if lab.json { return print(JSONValue.array(versions.map(Self.withoutValue)).prettyText) }
        var table = TextTable("VERSION", "TYPE", "TIER", "KEY", "LABELS", "CHANGED", "BY")
        for version in versions {
            table.add(
                "\(version["Version"]?.integer ?? 0)", version["Type"]?.string ?? "", version["Tier"]?.string ?? "",
                version["KeyId"]?.string ?? "",
                (version["Labels"]?.array ?? []).compactMap(\.string).joined(separator: " "),
                KeyText.date(version["LastModifiedDate"]), version["LastModifiedUser"]?.string ?? "")
        }
        table.printAll()
    }

    private static func withoutValue(_ version: JSONValue) -> JSONValue {
        var version = version.object ?? [:]
        version["Value"] = nil
        return .object(version)
    }
}

/// `kmslab parameter delete`
struct ParameterDelete: ServiceChange {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a parameter with all its versions.")
    static let operation = "ssm.DeleteParameter"

    @Argument(help: "The name.")
    var name: String
    @OptionGroup var lab: LabOptions

    func input() throws -> JSONObject { ["Name": .string(name)] }
    func report(_ output: JSONObject) -> String { "\(name) is gone" }
}
