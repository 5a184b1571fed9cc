import ArgumentParser
import LabCore

/// `kmslab key …`
struct Key: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and change KMS keys.",
        subcommands: [
            KeyCreate.self, KeyList.self, KeyDescribe.self, KeyPolicy.self, KeyImport.self, KeyEnable.self,
            KeyDisable.self,
            KeyRotate.self,
            KeyRotation.self, KeyRotations.self, KeyScheduleDeletion.self, KeyCancelDeletion.self,
        ])
}

/// Alias names as people write them.
enum AliasText {
    /// With the prefix.
    static func full(_ name: String) -> String { name.hasPrefix("alias/") ? name : "alias/\(name)" }
}

/// `kmslab key list`
struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the keys of the account in the Region.")

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let (keys, names) = try await lab.withLab { connection in
            let entries = try await connection.pages("ListKeys", of: "Keys")
            var keys: [KeyDescription] = []
            for entry in entries { keys.append(try await connection.describe(entry["KeyId"]?.string ?? "")) }
            return (keys, try await connection.aliasNames())
        }
        if lab.json { return print(JSONValue.array(keys.map { .object($0.metadata) }).prettyText) }
        var table = TextTable("KEY", "ALIASES", "STATE", "CREATED", "DESCRIPTION")
        for key in keys {
            table.add(
                key.keyID, names[key.keyID, default: []].joined(separator: " "), KeyText.state(key.state),
                KeyText.date(key.metadata["CreationDate"]), key.metadata["Description"]?.string ?? "")
        }
        table.isEmpty ? StandardError.write("kmslab: no keys yet; `kmslab key create` makes one") : table.printAll()
    }
}

extension LabConnection {
    /// Every entry of a listing, over all its pages.
    func pages(_ operation: String, of member: String, _ input: JSONObject = [:]) async throws(ServiceError)
        -> [JSONValue]
    {
        var entries: [JSONValue] = []
        var input = input
        while true {
            let output = try await kms(operation, input)
            entries += output[member]?.array ?? []
            guard output["Truncated"]?.bool == true, let marker = output["NextMarker"] else { return entries }
            input["Marker"] = marker
        }
    }

    /// The alias names of every key, by key id.
    func aliasNames() async throws(ServiceError) -> [String: [String]] {
        let aliases = try await pages("ListAliases", of: "Aliases")
        return Dictionary(grouping: aliases) { $0["TargetKeyId"]?.string ?? "" }
            .mapValues { $0.compactMap { $0["AliasName"]?.string } }
    }
}

/// `kmslab key describe`
struct KeyDescribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "describe", abstract: "Show a key.")

    @Argument(help: "The key: id, ARN, alias/NAME or alias ARN.")
    var key: String

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let (key, names) = try await lab.withLab { connection in
            (try await connection.describe(self.key), try await connection.aliasNames())
        }
        if lab.json { return print(JSONValue.object(key.metadata).prettyText) }
        let aliases = names[key.keyID, default: []].joined(separator: " ")
        print("\("arn".padded(to: 14))\(key.arn)")
        if !aliases.isEmpty { print("\("aliases".padded(to: 14))\(aliases)") }
        print("\("state".padded(to: 14))\(KeyText.state(key.state))")
        for (label, member) in KeyText.members {
            guard let value = key.metadata[member] else { continue }
            print(
                "\(label.padded(to: 14))\(value.double != nil ? KeyText.date(value) : value.string ?? value.compactText)"
            )
        }
    }
}

/// Keys for people.
enum KeyText {
    /// The members that `describe` shows, in order.
    static let members = [
        ("description", "Description"), ("created", "CreationDate"), ("deletion", "DeletionDate"),
        ("usage", "KeyUsage"), ("spec", "KeySpec"), ("origin", "Origin"), ("manager", "KeyManager"),
        ("material", "CurrentKeyMaterialId"), ("multi-Region", "MultiRegion"),
    ]

    /// A state, in the colour of its meaning.
    static func state(_ state: String) -> String {
        switch state {
        case "Enabled": Style.green(state)
        case "Disabled", "PendingDeletion", "PendingReplicaDeletion": Style.red(state)
        default: Style.yellow(state)
        }
    }

    /// A moment of the wire.
    static func date(_ value: JSONValue?) -> String {
        (value?.double).map { Timestamp(secondsSince1970: $0).iso8601 } ?? ""
    }
}

/// A command that asks for one change of one key and says what came of it.
protocol KeyChange: AsyncParsableCommand {
    var key: String { get }
    var lab: LabOptions { get }
    /// AWS's operation.
    static var operation: String { get }
    /// The members beside the key.
    func members() throws -> JSONObject
    /// What is said afterwards, about the key by its id.
    func report(_ keyID: String, _ output: JSONObject) -> String
}

extension KeyChange {
    func members() throws -> JSONObject { [:] }

    func run() async throws {
        let (keyID, output) = try await lab.withLab { connection in
            // Changes take key ids only, people use names: AWS's own CLI would make you look the id up.
            let description = try await connection.describe(key)
            var input: JSONObject = ["KeyId": .string(description.arn)]
            for member in try members().members { input[member.name] = member.value }
            return (description.keyID, try await connection.kms(Self.operation, input))
        }
        print(lab.json ? JSONValue.object(output).prettyText : report(keyID, output))
    }
}

/// `kmslab key enable`
struct KeyEnable: KeyChange {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let a disabled key be used again.")
    static let operation = "EnableKey"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @OptionGroup var lab: LabOptions

    func report(_ keyID: String, _ output: JSONObject) -> String { "\(keyID) is enabled" }
}

/// `kmslab key disable`
struct KeyDisable: KeyChange {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Refuse every use of a key until it is enabled again.")
    static let operation = "DisableKey"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @OptionGroup var lab: LabOptions

    func report(_ keyID: String, _ output: JSONObject) -> String { "\(keyID) is disabled" }
}

/// `kmslab key rotate`
struct KeyRotate: KeyChange {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Give a key new material now.",
        discussion: "Old ciphertext still opens: the old material stays for decryption, and nothing is re-encrypted.")
    static let operation = "RotateKeyOnDemand"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @OptionGroup var lab: LabOptions

    func report(_ keyID: String, _ output: JSONObject) -> String {
        "\(keyID) has new material; `kmslab key rotations \(key)` lists all of it"
    }
}

/// `kmslab key schedule-deletion`
struct KeyScheduleDeletion: KeyChange {
    static let configuration = CommandConfiguration(
        commandName: "schedule-deletion", abstract: "Delete a key after a waiting period of 7 to 30 days.",
        discussion: """
            Until then the key cannot be used, and `kmslab key cancel-deletion` keeps it. Afterwards nobody can open \
            what it encrypted, ever.
            """)
    static let operation = "ScheduleKeyDeletion"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @Option(help: "The waiting period in days, 7 to 30.")
    var days = 30
    @OptionGroup var lab: LabOptions

    func members() throws -> JSONObject { ["PendingWindowInDays": .integer(Int64(days))] }

    func report(_ keyID: String, _ output: JSONObject) -> String {
        "\(keyID) will be deleted on \(KeyText.date(output["DeletionDate"]))"
    }
}

/// `kmslab key cancel-deletion`
struct KeyCancelDeletion: KeyChange {
    static let configuration = CommandConfiguration(
        commandName: "cancel-deletion", abstract: "Keep a key that was to be deleted; it comes back disabled.")
    static let operation = "CancelKeyDeletion"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @OptionGroup var lab: LabOptions

    func report(_ keyID: String, _ output: JSONObject) -> String {
        "\(keyID) stays, disabled; `kmslab key enable \(key)` lets it be used again"
    }
}
