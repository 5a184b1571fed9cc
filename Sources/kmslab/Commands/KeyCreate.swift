import ArgumentParser
import LabCore

/// `kmslab key create`
struct KeyCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a KMS key: symmetric, unless --spec says otherwise.",
        discussion: """
            Examples:
              kmslab key create --alias ledger --description 'Seals the ledger'
              kmslab key create --alias seal --spec ECC_NIST_P256 --usage SIGN_VERIFY
              kmslab key create --alias mine --origin EXTERNAL
            """)

    @Option(help: ArgumentHelp("A name for the key; `alias/` may be left out.", valueName: "name"))
    var alias: String?

    @Option(help: "What the key is for.")
    var description = ""

    @Option(help: "The key spec, such as RSA_2048, ECC_NIST_P256 or HMAC_256.")
    var spec: String?

    @Option(help: "The usage: ENCRYPT_DECRYPT, SIGN_VERIFY, GENERATE_VERIFY_MAC or KEY_AGREEMENT.")
    var usage: String?

    @Option(help: "Where the material comes from: AWS_KMS, or EXTERNAL for your own.")
    var origin: String?

    @Option(name: .customLong("tag"), help: ArgumentHelp("A tag; may be repeated.", valueName: "key=value"))
    var tags: [String] = []

    @Option(help: ArgumentHelp("A key policy: JSON, or @FILE.", valueName: "json"))
    var policy: String?

    @Flag(help: "Make a multi-Region primary key.")
    var multiRegion = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let input = try await failing { try members() }
        let key = try await lab.withLab { connection in
            let output = try await connection.kms("CreateKey", input)
            let metadata = output["KeyMetadata"]?.object ?? [:]
            if let alias {
                let names: JSONObject = [
                    "AliasName": .string(AliasText.full(alias)), "TargetKeyId": metadata["KeyId"] ?? .null,
                ]
                _ = try await connection.kms("CreateAlias", names)
            }
            return metadata
        }
        if lab.json { return print(JSONValue.object(key).prettyText) }
        print(key["Arn"]?.string ?? "")
        if let alias { print(AliasText.full(alias)) }
    }

    private func members() throws -> JSONObject {
        var input: JSONObject = ["Description": .string(description)]
        input["KeySpec"] = spec.map(JSONValue.string)
        input["KeyUsage"] = usage.map(JSONValue.string)
        input["Origin"] = origin.map(JSONValue.string)
        input["Policy"] = try policy.map { .string(try TextArgument.read($0)) }
        if multiRegion { input["MultiRegion"] = true }
        let pairs = try ContextOptions.pairs(tags).map { pair -> JSONValue in
            ["TagKey": .string(pair.key), "TagValue": .string(pair.value)]
        }
        if !pairs.isEmpty { input["Tags"] = .array(pairs) }
        return input
    }
}
