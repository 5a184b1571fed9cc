import ArgumentParser
import Foundation
import LabClient
import LabCore
import LabCrypto

/// `kmslab decrypt`
struct Decrypt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decrypt a file that `kmslab encrypt` or an AWS Encryption SDK made.",
        discussion: """
            The message says which key opens it. Pairs given with --context must be in the message, with the same \
            values. The output appears whole or not at all; nothing unauthenticated is ever written.

            Example: kmslab decrypt ledger.csv.enc --context doc=q1 -o ledger.csv
            """)

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @OptionGroup var contextOptions: ContextOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where to write (default: FILE without .enc, or standard output).", valueName: "out"))
    var output: String?

    @Option(name: .shortAndLong, help: "Only this key may open it: id, ARN or alias/NAME.")
    var key: String?

    @Flag(help: "Take messages without key commitment too (suites before 0x0478).")
    var allowUncommitted = false

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
        if try DirectEncryption.isDirect(file) {
            return try await DirectEncryption(file: file, output: destination, force: force)
                .decrypt(under: key, context: context, lab)
        }
        let bar = ProgressBar("decrypting")
        let summary = try await lab.withLab { connection in
            try await encryption(connection).decrypt(
                FileEndpoint(argument: file), to: FileEndpoint(argument: destination), requiring: context,
                progress: bar.update)
        }
        bar.finish()
        FileReport(
            verb: "decrypted", input: file, output: destination, bytesRead: summary.bytesRead,
            bytesWritten: summary.bytesWritten, keys: summary.header.encryptedDataKeys.compactMap(\.providerInfoText)
        ).print(json: lab.json)
    }

    private var destination: String {
        output ?? (file.hasSuffix(".enc") && file != "-" ? String(file.dropLast(4)) : "-")
    }

    private func encryption(_ connection: any LabConnection) async throws -> FileEncryption {
        var options = FileEncryption.Options()
        options.overwrites = force
        options.isSynced = sync
        let random = OpenSSLRandom()
        let policy: CommitmentPolicy =
            allowUncommitted ? .requireEncryptAllowDecrypt : .requireEncryptRequireDecrypt
        let manager = KeyringMaterialsManager(
            keyring: try await keyring(connection), policy: policy, random: random)
        return FileEncryption(manager: manager, random: random, options: options)
    }

    private func keyring(_ connection: any LabConnection) async throws -> any Keyring {
        let source = KeyServiceClient(lab: connection)
        guard let key else { return KMSDiscoveryKeyring(source: source) }
        return KMSKeyring(keyID: try await connection.describe(key).arn, source: source)
    }
}
