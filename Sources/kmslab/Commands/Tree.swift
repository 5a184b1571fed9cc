import ArgumentParser
import LabCore

/// `kmslab tree`
struct Tree: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw aliases, keys and the generations of their material, and what is readable with each.")

    @Argument(help: "One key: id, ARN or alias/NAME (default: all keys).")
    var key: String?

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let trees = try await lab.withLab { connection in
            let names = try await connection.aliasNames()
            var trees: [KeyTree] = []
            for key in try await self.keys(connection) {
                trees.append(try await KeyTree(key, aliases: names[key.keyID, default: []], connection))
            }
            return trees
        }
        if lab.json { return print(JSONValue.array(trees.map(\.json)).prettyText) }
        for tree in trees { for line in tree.lines { print(line) } }
        if trees.isEmpty { StandardError.write("kmslab: no keys yet; `kmslab key create` makes one") }
    }

    private func keys(_ connection: any LabConnection) async throws -> [KeyDescription] {
        if let key { return [try await connection.describe(key)] }
        var keys: [KeyDescription] = []
        for entry in try await connection.pages("ListKeys", of: "Keys") {
            keys.append(try await connection.describe(entry["KeyId"]?.string ?? ""))
        }
        return keys
    }
}

/// A key with what hangs on it.
struct KeyTree {
    private let key: KeyDescription
    private let aliases: [String]
    private let materials: [JSONValue]
    private let grantCount: Int

    init(_ key: KeyDescription, aliases: [String], _ connection: any LabConnection) async throws {
        self.key = key
        self.aliases = aliases
        let input: JSONObject = ["KeyId": .string(key.arn), "IncludeKeyMaterial": "ALL_KEY_MATERIAL"]
        // Key pairs, HMAC keys and keys in custom stores have no generations.
        materials = (try? await connection.pages("ListKeyRotations", of: "Rotations", input)) ?? []
        grantCount =
            ((try? await connection.pages("ListGrants", of: "Grants", ["KeyId": .string(key.arn)])) ?? []).count
    }

    /// The drawing.
    var lines: [String] {
        let name = aliases.isEmpty ? "(no alias)" : aliases.joined(separator: " ")
        let kind = [key.metadata["KeyManager"]?.string, key.metadata["KeySpec"]?.string].compactMap { $0 }
        let head = "\(name) --> key \(key.keyID)  \(kind.joined(separator: " "))  \(KeyText.state(key.state))"
        let generations = materials.enumerated().map { index, material in generation(index, material) }
        let grants = grantCount == 0 ? [] : ["    +-- \(grantCount) \(grantCount == 1 ? "grant" : "grants")"]
        return [head] + generations + grants
    }

    private func generation(_ index: Int, _ material: JSONValue) -> String {
        let date = KeyText.date(material["RotationDate"] ?? key.metadata["CreationDate"]).prefix(10)
        let id = HexText.short(material["KeyMaterialId"]?.string ?? "")
        return "    +-- #\(index + 1)  \(id)  \(date)  \(use(of: material))"
    }

    /// What the generation is good for now: nothing while the key is off or the material is gone.
    private func use(of material: JSONValue) -> String {
        guard key.state == "Enabled" else { return Style.red("opens nothing: the key is \(key.state)") }
        guard material["ImportState"]?.string != "PENDING_IMPORT" else {
            return Style.red("opens nothing: not imported")
        }
        switch material["KeyMaterialState"]?.string {
        case "CURRENT": return Style.green("encrypts and decrypts")
        case "NON_CURRENT": return "decrypts what was encrypted before"
        default: return Style.yellow("waits for rotation")
        }
    }

    /// The tree for programs.
    var json: JSONValue {
        [
            "Key": .object(key.metadata), "Aliases": .array(aliases.map(JSONValue.string)),
            "Materials": .array(materials), "Grants": .integer(Int64(grantCount)),
        ]
    }
}
