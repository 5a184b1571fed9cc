import ArgumentParser
import LabCore

/// `kmslab secret list`
struct SecretList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the secrets of the account in the Region.")

    @Flag(help: "Also those that are marked for deletion.")
    var all = false
    @OptionGroup var lab: LabOptions

    func run() async throws {
        let input: JSONObject = ["IncludePlannedDeletion": .bool(all), "SortBy": "name", "SortOrder": "asc"]
        let secrets = try await lab.withLab {
            try await $0.tokenPages("secretsmanager.ListSecrets", of: "SecretList", input)
        }
        if lab.json { return print(JSONValue.array(secrets).prettyText) }
        var table = TextTable("SECRET", "KEY", "CHANGED", "ROTATES", "DESCRIPTION")
        for secret in secrets {
            let name = secret["Name"]?.string ?? ""
            table.add(
                secret["DeletedDate"] == nil ? name : "\(name) (deleted)",
                secret["KmsKeyId"]?.string ?? "alias/aws/secretsmanager", KeyText.date(secret["LastChangedDate"]),
                KeyText.date(secret["NextRotationDate"]), secret["Description"]?.string ?? "")
        }
        table.isEmpty
            ? StandardError.write("kmslab: no secrets yet; `kmslab secret create` makes one") : table.printAll()
    }
}

/// `kmslab secret describe`
struct SecretDescribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Show a secret and its versions, without any value.")

    @Argument(help: "The secret: name or ARN.")
    var secret: String
    @OptionGroup var lab: LabOptions

    private static let members = [
        ("description", "Description"), ("key", "KmsKeyId"), ("created", "CreatedDate"), ("changed", "LastChangedDate"),
        ("rotated", "LastRotatedDate"), ("rotates by", "NextRotationDate"), ("deleted", "DeletedDate"),
    ]

    func run() async throws {
        let output = try await lab.withLab {
            try await $0.ask("secretsmanager.DescribeSecret", ["SecretId": .string(secret)])
        }
        if lab.json { return print(JSONValue.object(output).prettyText) }
        print("\("arn".padded(to: 14))\(output["ARN"]?.string ?? "")")
        for (label, member) in Self.members {
            guard let value = output[member] else { continue }
            print("\(label.padded(to: 14))\(value.double != nil ? KeyText.date(value) : value.string ?? "")")
        }
        for version in output["VersionIdsToStages"]?.object?.members ?? [] {
            let stages = (version.value.array ?? []).compactMap(\.string).joined(separator: " ")
            print("\("version".padded(to: 14))\(version.name)  \(stages)")
        }
    }
}
