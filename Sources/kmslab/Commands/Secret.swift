import ArgumentParser
import LabCore
import LabCrypto

/// `kmslab secret …`
struct Secret: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep secrets in Secrets Manager, each value under a data key of its own.",
        discussion: """
            Values are read from standard input or a file, never from the command line, and printed by `get` only.

            Example: printf %s hunter2 | kmslab secret create prod/db -
            """,
        subcommands: [
            SecretCreate.self, SecretGet.self, SecretPut.self, SecretList.self, SecretDescribe.self, SecretRotate.self,
            SecretDelete.self, SecretRestore.self,
        ])
}

/// `kmslab secret create`
struct SecretCreate: ServiceChange {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a secret.")
    static let operation = "secretsmanager.CreateSecret"

    @Argument(help: "The secret's name.")
    var name: String
    @Argument(help: "The value: @FILE, or - for standard input.")
    var value: String
    @Option(name: .shortAndLong, help: "The KMS key: id, ARN or alias/NAME (default: alias/aws/secretsmanager).")
    var key: String?
    @Option(help: "What the secret is for.")
    var description: String?
    @OptionGroup var lab: LabOptions

    func input() throws -> JSONObject {
        var input = try SecretArgument.members(value)
        input["Name"] = .string(name)
        input["ClientRequestToken"] = .string(try RequestToken.make())
        input["KmsKeyId"] = key.map(JSONValue.string)
        input["Description"] = description.map(JSONValue.string)
        return input
    }

    func report(_ output: JSONObject) -> String { output["ARN"]?.string ?? "" }
}

/// `kmslab secret put`
struct SecretPut: ServiceChange {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Give a secret a new value; the old one becomes AWSPREVIOUS.")
    static let operation = "secretsmanager.PutSecretValue"

    @Argument(help: "The secret: name or ARN.")
    var secret: String
    @Argument(help: "The value: @FILE, or - for standard input.")
    var value: String
    @OptionGroup var lab: LabOptions

    func input() throws -> JSONObject {
        var input = try SecretArgument.members(value)
        input["SecretId"] = .string(secret)
        input["ClientRequestToken"] = .string(try RequestToken.make())
        return input
    }

    func report(_ output: JSONObject) -> String {
        "\(output["Name"]?.string ?? secret) has the version \(output["VersionId"]?.string ?? "")"
    }
}

/// `kmslab secret get`
struct SecretGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print a secret's value, and nothing else.")

    @Argument(help: "The secret: name or ARN.")
    var secret: String
    @Option(help: "A stage, such as AWSPREVIOUS.")
    var stage: String?
    @Option(help: ArgumentHelp("A version.", valueName: "id"))
    var version: String?
    @OptionGroup var lab: LabOptions

    func run() async throws {
        var input: JSONObject = ["SecretId": .string(secret)]
        input["VersionStage"] = stage.map(JSONValue.string)
        input["VersionId"] = version.map(JSONValue.string)
        let output = try await lab.withLab { try await $0.ask("secretsmanager.GetSecretValue", input) }
        if lab.json { return print(JSONValue.object(output).prettyText) }
        let text = (output["SecretString"]?.string).map { Array($0.utf8) }
        SecretArgument.show(text ?? Base64.decode(output["SecretBinary"]?.string ?? "") ?? [])
    }
}

/// `kmslab secret rotate`
struct SecretRotate: ServiceChange {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new random password now, or on a schedule.",
        discussion: """
            The lab's own rotator stands in for AWS's Lambda function: in a JSON object it replaces `password`, any \
            other value as a whole. A schedule falls due on the lab's clock.

            Example: kmslab secret rotate prod/db --every 'rate(30 days)' && kmslab clock advance 31d
            """)
    static let operation = "secretsmanager.RotateSecret"

    @Argument(help: "The secret: name or ARN.")
    var secret: String
    @Option(help: ArgumentHelp("A schedule: rate(30 days), cron(0 8 1 * ? *).", valueName: "expression"))
    var every: String?
    @Flag(help: "Only set the schedule; do not rotate now.")
    var later = false
    @OptionGroup var lab: LabOptions

    func input() throws -> JSONObject {
        var input: JSONObject = [
            "SecretId": .string(secret), "ClientRequestToken": .string(try RequestToken.make()),
            "RotateImmediately": .bool(!later),
        ]
        input["RotationRules"] = every.map { ["ScheduleExpression": .string($0)] }
        return input
    }

    func report(_ output: JSONObject) -> String {
        later
            ? "\(secret) rotates on schedule" : "\(secret) has a new password; `kmslab secret get \(secret)` prints it"
    }
}

/// `kmslab secret delete`
struct SecretDelete: ServiceChange {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a secret after 7 to 30 days, or at once.")
    static let operation = "secretsmanager.DeleteSecret"

    @Argument(help: "The secret: name or ARN.")
    var secret: String
    @Option(help: "The days until it is gone, 7 to 30 (default: 30).")
    var days: Int?
    @Flag(help: "Delete it now, for good.")
    var force = false
    @OptionGroup var lab: LabOptions

    func input() throws -> JSONObject {
        var input: JSONObject = ["SecretId": .string(secret)]
        input["RecoveryWindowInDays"] = days.map { .integer(Int64($0)) }
        if force { input["ForceDeleteWithoutRecovery"] = true }
        return input
    }

    func report(_ output: JSONObject) -> String {
        if force { return "\(secret) is gone" }
        return "\(secret) will be deleted on \(KeyText.date(output["DeletionDate"])); `kmslab secret restore` keeps it"
    }
}

/// `kmslab secret restore`
struct SecretRestore: ServiceChange {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Keep a secret that was to be deleted.")
    static let operation = "secretsmanager.RestoreSecret"

    @Argument(help: "The secret: name or ARN.")
    var secret: String
    @OptionGroup var lab: LabOptions

    func input() throws -> JSONObject { ["SecretId": .string(secret)] }
    func report(_ output: JSONObject) -> String { "\(secret) stays" }
}

/// What makes a request recognisable when it comes twice.
enum RequestToken {
    static func make() throws -> String { try OpenSSLRandom().uuid() }
}
