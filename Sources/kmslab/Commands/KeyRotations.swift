import ArgumentParser
import LabCore

/// `kmslab key rotation …`: the schedule.
struct KeyRotation: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotation", abstract: "Switch a key's automatic rotation on or off, or show it.",
        subcommands: [KeyRotationOn.self, KeyRotationOff.self, KeyRotationStatus.self])
}

/// `kmslab key rotation on`
struct KeyRotationOn: KeyChange {
    static let configuration = CommandConfiguration(
        commandName: "on", abstract: "New material by itself, every so many days.")
    static let operation = "EnableKeyRotation"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @Option(help: "The period in days, 90 to 2560.")
    var days = 365
    @OptionGroup var lab: LabOptions

    func members() throws -> JSONObject { ["RotationPeriodInDays": .integer(Int64(days))] }

    func report(_ keyID: String, _ output: JSONObject) -> String { "\(keyID) rotates every \(days) days" }
}

/// `kmslab key rotation off`
struct KeyRotationOff: KeyChange {
    static let configuration = CommandConfiguration(commandName: "off", abstract: "No new material by itself.")
    static let operation = "DisableKeyRotation"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @OptionGroup var lab: LabOptions

    func report(_ keyID: String, _ output: JSONObject) -> String {
        "\(keyID) does not rotate by itself; the material it has stays"
    }
}

/// `kmslab key rotation status`
struct KeyRotationStatus: KeyChange {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Whether and when a key rotates by itself.")
    static let operation = "GetKeyRotationStatus"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @OptionGroup var lab: LabOptions

    func report(_ keyID: String, _ output: JSONObject) -> String {
        guard output["KeyRotationEnabled"]?.bool == true else { return "\(keyID) does not rotate by itself" }
        let period = output["RotationPeriodInDays"]?.integer ?? 0
        return "\(keyID) rotates every \(period) days, next on \(KeyText.date(output["NextRotationDate"]))"
    }
}

/// `kmslab key rotations`
struct KeyRotations: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotations", abstract: "List the generations of a key's material.")

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @OptionGroup var lab: LabOptions

    func run() async throws {
        let materials = try await lab.withLab { connection in
            let description = try await connection.describe(key)
            return try await connection.pages(
                "ListKeyRotations", of: "Rotations",
                ["KeyId": .string(description.arn), "IncludeKeyMaterial": "ALL_KEY_MATERIAL"])
        }
        if lab.json { return print(JSONValue.array(materials).prettyText) }
        var table = TextTable("#", "MATERIAL", "STATE", "SINCE", "BY")
        for (index, material) in materials.enumerated() {
            table.add(
                String(index + 1), HexText.short(material["KeyMaterialId"]?.string ?? ""),
                material["KeyMaterialState"]?.string ?? "", KeyText.date(material["RotationDate"]),
                material["RotationType"]?.string ?? "creation")
        }
        table.printAll()
    }
}
