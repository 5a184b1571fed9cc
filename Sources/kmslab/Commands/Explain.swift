import ArgumentParser
import LabClient
import LabCore
import LabKMS

/// `kmslab explain`
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw an encrypted file: every part, its bytes, and who can open it now.",
        discussion: "Nothing is decrypted, and no key is used: the drawing shows what everybody can see.")

    @Argument(help: "The file.")
    var file: String

    @Flag(help: "Say what every field is for.")
    var long = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing {
            let bytes = try WholeFile.lookInto(file)
            let explanation = FileExplanation(of: bytes)
            if lab.json { return print(JSONValue.object(explanation.json).prettyText) }
            let keys = try await currentKeys(explanation.keys)
            MessageDrawing(file: file, explanation: explanation, keys: keys, isLong: long).printAll()
        }
    }

    /// What the lab knows of the keys that the message names; `nil` for those it does not know.
    private func currentKeys(_ arns: [String]) async throws -> [String: KeyNow] {
        guard !arns.isEmpty else { return [:] }
        return try await lab.withLab { connection in
            var known: [String: KeyNow] = [:]
            for arn in arns { known[arn] = try await KeyNow.find(arn, connection) }
            return known
        }
    }
}

/// A key as it stands now.
struct KeyNow {
    let aliases: [String]
    let state: String
    let materials: [JSONValue]

    /// The key `arn`; `nil` when the lab does not know it or does not tell.
    static func find(_ arn: String, _ connection: any LabConnection) async throws -> KeyNow? {
        guard let key = try? await connection.describe(arn) else { return nil }
        let rotations = try? await connection.pages(
            "ListKeyRotations", of: "Rotations", ["KeyId": .string(arn), "IncludeKeyMaterial": "ALL_KEY_MATERIAL"])
        let aliases = try await connection.aliasNames()[key.keyID, default: []]
        return KeyNow(aliases: aliases, state: key.state, materials: rotations ?? [])
    }

    /// `#1 of 2 (now #2)` for a material's id; `nil` when it is not one of this key's.
    func place(of materialID: String) -> String? {
        guard let index = materials.firstIndex(where: { $0["KeyMaterialId"]?.string == materialID }) else {
            return nil
        }
        let current = materials.lastIndex { $0["KeyMaterialState"]?.string == "CURRENT" }
        guard let current, current != index else { return "#\(index + 1) of \(materials.count), current" }
        return "#\(index + 1) of \(materials.count) (now #\(current + 1))"
    }
}

/// What an explanation comes to, whether of a message or of a bare ciphertext blob.
struct FileExplanation {
    let nodes: [MessageExplanation.Node]
    let kind: String
    let size: Int
    let plaintextSize: Int
    let frames: Int
    let keys: [String]
    let problem: String?
    /// What else is to be said about who can open it, a line each.
    var remarks: [String] = []

    /// The explanation of a file of whatever kind.
    init(of bytes: RandomAccessBytes) {
        if SealedFileExplanation.fits(bytes) {
            self = SealedFileText.explanation(of: bytes)
        } else if bytes.read(at: 0, 2) == [0x01, 0x01] {
            self = BlobExplanation.explanation(of: bytes)
        } else {
            self.init(MessageExplanation(of: bytes, blob: BlobExplanation.nodes))
        }
    }

    init(_ message: MessageExplanation) {
        nodes = message.nodes
        kind = message.header.map { "AWS Encryption SDK message, \($0.suite)" } ?? "unknown"
        size = message.totals.message
        plaintextSize = message.totals.plaintext
        frames = message.totals.frames
        keys = message.header?.encryptedDataKeys.compactMap(\.providerInfoText) ?? []
        problem = message.problem.map { "understood up to byte \($0.offset): \($0.error)" }
    }

    init(
        nodes: [MessageExplanation.Node], kind: String, size: Int, plaintextSize: Int, keys: [String],
        problem: String?
    ) {
        self.nodes = nodes
        self.kind = kind
        self.size = size
        self.plaintextSize = plaintextSize
        self.frames = 0
        self.keys = keys
        self.problem = problem
    }

    /// The explanation for programs.
    var json: JSONObject {
        var json: JSONObject = [
            "kind": .string(kind), "size": .integer(Int64(size)), "plaintextSize": .integer(Int64(plaintextSize)),
            "overhead": .integer(Int64(size - plaintextSize)), "frames": .integer(Int64(frames)),
            "keys": .array(keys.map(JSONValue.string)), "parts": .array(nodes.map(Self.json)),
        ]
        json["problem"] = problem.map(JSONValue.string)
        if !remarks.isEmpty { json["remarks"] = .array(remarks.map(JSONValue.string)) }
        return json
    }

    private static func json(_ node: MessageExplanation.Node) -> JSONValue {
        var json: JSONObject = [
            "label": .string(node.label), "offset": .integer(Int64(node.offset)),
            "length": .integer(Int64(node.length)),
        ]
        if !node.bytes.isEmpty { json["bytes"] = .string(Hex.encode(node.bytes)) }
        json["value"] = node.value.map(JSONValue.string)
        json["meaning"] = .string(node.meaning)
        if !node.children.isEmpty { json["parts"] = .array(node.children.map(Self.json)) }
        return .object(json)
    }
}
