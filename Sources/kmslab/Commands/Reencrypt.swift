import ArgumentParser
import LabClient
import LabCore
import LabCrypto
import LabKMS

/// `kmslab reencrypt`
struct Reencrypt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Have KMS decrypt a ciphertext and encrypt it anew, without showing you the text.",
        discussion: """
            For a wrapped data key that should move to new key material, to another key, or to another encryption \
            context. What the data key encrypts stays as it is: not a byte of it is read.

            Example: kmslab reencrypt dk.enc --context doc=letter -o dk.enc --force
            """)

    @Argument(help: "The ciphertext: from `gdk`, `encrypt --direct`, or AWS's own tools here.")
    var file: String

    @OptionGroup var contextOptions: ContextOptions

    @Option(
        help: ArgumentHelp("The key to encrypt with (default: the key that the ciphertext names).", valueName: "key"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "A pair of the new encryption context; may be repeated (default: the same context).", valueName: "key=value"
        ))
    var toContext: [String] = []

    @Flag(help: "Encrypt with no context.")
    var toNoContext = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write.", valueName: "out"))
    var output: String

    @Flag(help: "Replace the output if it exists.")
    var force = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing {
            let input = try input()
            let answer = try await lab.withLab { try await $0.kms("ReEncrypt", input) }
            try WholeFile.write(
                try answer.blob("CiphertextBlob"), to: FileEndpoint(argument: output), overwrites: force,
                random: OpenSSLRandom())
            report(answer)
        }
    }

    private func input() throws -> JSONObject {
        guard toContext.isEmpty || !toNoContext else {
            throw Failure(.usage, "either --to-context or --to-no-context")
        }
        let limit = KMSLimits.ciphertextBytes.upperBound
        guard let bytes = try WholeFile.read(FileEndpoint(argument: file), limit: limit),
            let key = to ?? CiphertextBlob(bytes)?.key.arn.description
        else {
            throw Failure(
                .notAMessage, "`\(file)` is no ciphertext blob of this lab's KMS",
                hint: "for a whole message: `kmslab decrypt`, then `kmslab encrypt`")
        }
        let source = try contextOptions.encryptionContext()
        return [
            "CiphertextBlob": .string(Base64.encode(bytes)), "SourceEncryptionContext": source.json,
            "DestinationKeyId": .string(key), "DestinationEncryptionContext": try destination(source).json,
        ]
    }

    private func destination(_ source: EncryptionContext) throws(Failure) -> EncryptionContext {
        guard !toNoContext else { return .empty }
        guard !toContext.isEmpty else { return source }
        guard let context = EncryptionContext(try ContextOptions.pairs(toContext)) else {
            throw Failure(.usage, "a key of the encryption context stands twice")
        }
        return context
    }

    private func report(_ answer: JSONObject) {
        guard lab.json else {
            let keys = ["SourceKeyMaterialId", "DestinationKeyMaterialId"].map {
                HexText.short(answer[$0]?.string ?? "?")
            }
            return StandardError.write(
                "kmslab: \(file) moved to \(answer["KeyId"]?.string ?? "the key"), material \(keys[0]).. -> \(keys[1]).."
            )
        }
        var report = answer
        report["CiphertextBlob"] = nil
        report["output"] = .string(output)
        print(JSONValue.object(report).prettyText)
    }
}
