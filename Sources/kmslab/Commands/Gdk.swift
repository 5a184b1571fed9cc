import ArgumentParser
import Foundation
import LabClient
import LabCore
import LabCrypto

/// `kmslab gdk`
struct Gdk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Have KMS make a data key: in the clear for now, and wrapped for keeping.",
        discussion: """
            GenerateDataKey gives the same key twice. --plain is what `kmslab seal` seals with, and should live as \
            briefly as possible; --wrapped is the same key as only KMS can open it, and may lie beside the data. \
            Without --plain KMS keeps the plain key to itself (GenerateDataKeyWithoutPlaintext).

            Example: kmslab gdk alias/ledger --context doc=letter --plain dk.bin --wrapped dk.enc
            """)

    @Argument(help: "The KMS key: id, ARN, alias/NAME or alias ARN.")
    var key: String

    @OptionGroup var contextOptions: ContextOptions

    @Option(help: ArgumentHelp("AES_256 or AES_128.", valueName: "spec"))
    var spec = "AES_256"

    @Option(help: ArgumentHelp("Where the plain data key goes, raw, readable for you alone.", valueName: "file"))
    var plain: String?

    @Option(help: ArgumentHelp("Where the wrapped data key goes, raw.", valueName: "file"))
    var wrapped: String

    @Flag(help: "Replace the files if they exist.")
    var force = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing {
            guard plain != "-" else {
                throw Failure(.usage, "a plain data key is not printed", hint: "name a file: --plain dk.bin")
            }
            let context = try contextOptions.encryptionContext()
            let answer = try await lab.withLab { connection in
                try await connection.kms(
                    plain == nil ? "GenerateDataKeyWithoutPlaintext" : "GenerateDataKey",
                    ["KeyId": .string(key), "KeySpec": .string(spec), "EncryptionContext": context.json])
            }
            try write(answer)
            report(answer)
        }
    }

    /// Both files, or none: a wrapped key whose plain half is lost helps nobody.
    private func write(_ answer: JSONObject) throws {
        let random = OpenSSLRandom()
        try WholeFile.write(
            try answer.blob("CiphertextBlob"), to: FileEndpoint(argument: wrapped), overwrites: force, random: random)
        guard let plain else { return }
        do {
            try WholeFile.write(
                try answer.blob("Plaintext"), to: .path(plain), overwrites: force, isPrivate: true, random: random)
        } catch {
            if !force, wrapped != "-" { try? FileManager.default.removeItem(atPath: wrapped) }
            throw error
        }
    }

    private func report(_ answer: JSONObject) {
        guard lab.json else {
            let halves = (plain.map { "plain in \($0), " } ?? "") + "wrapped in \(wrapped)"
            return StandardError.write("kmslab: a data key under \(answer["KeyId"]?.string ?? key): \(halves)")
        }
        var report: JSONObject = ["wrapped": .string(wrapped)]
        for member in ["KeyId", "KeyMaterialId"] { report[member] = answer[member] }
        report["plain"] = plain.map(JSONValue.string)
        let text = JSONValue.object(report).prettyText
        wrapped == "-" ? StandardError.write(text) : print(text)
    }
}
