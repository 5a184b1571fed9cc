import ArgumentParser
import LabCore

/// `kmslab disk`
struct Disk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what lies in the home for a key or an object: what a disk thief has.",
        discussion: """
            An object is BUCKET/KEY, and its bytes are shown as they lie there. For a key: every generation of material is wrapped under the home's root key (AES-256-GCM; key id and material id are \
            authenticated with it). Without the file root.key the bytes below are noise.
            """)

    @Argument(help: "The key: id, ARN or alias/NAME; or an object: BUCKET/KEY.")
    var key: String

    @Option(help: ArgumentHelp("The object's version (default: the newest).", valueName: "id"))
    var version: String?

    @OptionGroup var lab: LabOptions

    func run() async throws {
        guard !isObject else { return try await showObject() }
        let stored = try await lab.withLab { connection in
            try await connection.door("disk", ["key": .string(try await connection.describe(key).arn)])
        }
        if lab.json { return print(JSONValue.object(stored).prettyText) }
        var box = Box("lab.sqlite: rows", remark: "opens with root.key only")
        box.add("table", stored["table"]?.string ?? "")
        box.add("row", stored["row"]?.string ?? "")
        for material in stored["materials"]?.array ?? [] { box.add(Self.box(material)) }
        for line in box.lines() { print(line) }
    }

    /// Aliases and ARNs have slashes, too.
    private var isObject: Bool {
        if key.hasPrefix("s3://") { return true }
        return key.contains("/") && !key.hasPrefix("alias/") && !key.hasPrefix("arn:")
    }

    private func showObject() async throws {
        var input: JSONObject = ["object": .string(key)]
        input["versionId"] = version.map(JSONValue.string)
        let request = input
        let stored = try await lab.withLab { try await $0.door("disk", request) }
        if lab.json { return print(JSONValue.object(stored).prettyText) }
        for line in StoredObjectText(stored).box.lines() { print(line) }
    }

    private static func box(_ material: JSONValue) -> Box {
        var box = Box(
            "material #\(material["number"]?.integer ?? 0)", remark: material["state"]?.string ?? "")
        box.add("id", material["id"]?.string ?? "")
        box.add("since", material["createdAt"]?.string ?? "")
        guard let wrapped = material["wrapped"] else {
            box.add("wrapped", "nothing: the material was deleted or has expired")
            return box
        }
        for part in ["nonce", "ciphertext", "tag"] {
            box.add(part, HexText.front(Hex.decode(wrapped[part]?.string ?? "") ?? [], 17))
        }
        return box
    }
}
