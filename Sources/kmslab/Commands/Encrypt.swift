import ArgumentParser
import Foundation
import LabClient
import LabCore
import LabCrypto

/// `kmslab encrypt`
struct Encrypt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Encrypt a file of any size under a KMS key.",
        discussion: """
            A fresh data key seals the file here, and KMS seals the data key: envelope encryption. The output is an AWS \
            Encryption SDK message, which AWS's own libraries open too. With --direct the file itself goes to KMS, \
            which takes 4,096 bytes at most.

            Example: kmslab encrypt ledger.csv --key alias/ledger --context doc=q1
            """)

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Option(name: .shortAndLong, help: "The key: id, ARN, alias/NAME or alias ARN.")
    var key: String

    @OptionGroup var contextOptions: ContextOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where to write (default: FILE.enc, or - for standard input).", valueName: "out"))
    var output: String?

    @Option(help: ArgumentHelp("Plaintext bytes in a frame.", valueName: "bytes"))
    var frameLength = 1 << 18

    @Flag(help: "Let KMS encrypt the bytes themselves: 4,096 at most, and no envelope.")
    var direct = false

    @Flag(help: "Sign the message with an ephemeral ECDSA P-384 key (suite 0x0578).")
    var sign = false

    @Flag(help: "Replace the output if it exists.")
    var force = false

    @Flag(help: "Wait until the output is on the disk, so that not even a power cut loses it.")
    var sync = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let context = try contextOptions.encryptionContext()
        if direct {
            try await DirectEncryption(file: file, output: destination, force: force)
                .encrypt(under: key, context: context, lab)
        } else {
            try await encryptEnvelope(context)
        }
    }

    /// Where the result goes.
    private var destination: String { output ?? (file == "-" ? "-" : "\(file).enc") }

    private func encryptEnvelope(_ context: EncryptionContext) async throws {
        var options = FileEncryption.Options()
        options.frameLength = frameLength
        options.overwrites = force
        options.isSynced = sync
        let bar = ProgressBar("encrypting")
        let summary = try await lab.withLab { connection in
            let random = OpenSSLRandom()
            let keyring = KMSKeyring(keyID: key, source: KeyServiceClient(lab: connection))
            let encryption = FileEncryption(
                manager: KeyringMaterialsManager(keyring: keyring, random: random), random: random, options: options)
            return try await encryption.encrypt(
                FileEndpoint(argument: file), to: FileEndpoint(argument: destination),
                EncryptionRequest(context: context, suite: sign ? .aes256CommittingSigned : .aes256Committing),
                progress: bar.update)
        }
        bar.finish()
        report(summary)
    }

    private func report(_ summary: FileEncryption.Summary) {
        FileReport(
            verb: "encrypted", input: file, output: destination, bytesRead: summary.bytesRead,
            bytesWritten: summary.bytesWritten, keys: summary.header.encryptedDataKeys.compactMap(\.providerInfoText)
        ).print(json: lab.json)
    }
}

/// What `encrypt` and `decrypt` say at the end: on standard error, so that it never mixes with the data.
struct FileReport {
    let verb: String
    let input: String
    let output: String
    let bytesRead: Int
    let bytesWritten: Int
    let keys: [String]

    func print(json: Bool) {
        guard json else {
            let key = keys.first.map { " under \($0)" } ?? ""
            let sizes = "\(ByteCount.text(bytesRead)) -> \(ByteCount.text(bytesWritten))"
            return StandardError.write("kmslab: \(verb) \(input) to \(output)\(key) (\(sizes))")
        }
        let report: JSONObject = [
            "input": .string(input), "output": .string(output), "bytesRead": .integer(Int64(bytesRead)),
            "bytesWritten": .integer(Int64(bytesWritten)), "keys": .array(keys.map(JSONValue.string)),
        ]
        let text = JSONValue.object(report).prettyText
        output == "-" ? StandardError.write(text) : kmslab.print(text)
    }
}
