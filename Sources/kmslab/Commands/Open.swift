import ArgumentParser
import LabClient
import LabCore
import LabCrypto

/// `kmslab open`
struct Open: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open a file that `kmslab seal` made: box 1 by KMS, box 2 here.",
        discussion: """
            KMS opens the wrapped data key inside (box 1), and the data key opens the letter (box 2). With --with the \
            key is yours already, and no KMS is asked. A refusal says which box complained. The output appears whole \
            or not at all.

            Example: kmslab open letter.env -o letter.txt
            """)

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @OptionGroup var keys: SealedFileKeys

    @OptionGroup var contextOptions: ContextOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where to write (default: FILE without .env, or standard output).", valueName: "out"))
    var output: String?

    @Flag(help: "Replace the output if it exists.")
    var force = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing {
            let bytes = try keys.bytes(of: file)
            let sealed = try SealedFile(bytes)
            let context = try agreedContext(sealed.header)
            let letter = try await opened(sealed, context)
            try WholeFile.write(
                letter, to: FileEndpoint(argument: destination), overwrites: force, random: OpenSSLRandom())
            FileReport(
                verb: "opened", input: file, output: destination, bytesRead: bytes.count, bytesWritten: letter.count,
                keys: []
            ).print(json: lab.json)
        }
    }

    private var destination: String {
        output ?? (file.hasSuffix(".env") && file != "-" ? String(file.dropLast(4)) : "-")
    }

    /// The context that KMS is asked with: the file's own, or the one given where the file has none.
    private func agreedContext(_ header: SealedFileHeader) throws -> EncryptionContext {
        let given = try contextOptions.encryptionContext()
        guard !header.context.isEmpty else { return given }
        guard header.context.contains(given) else {
            throw Failure(
                .wrongContext, "the file's encryption context is not the one given",
                hint: "`kmslab explain \(file)` shows the context in the file")
        }
        return header.context
    }

    private func opened(_ sealed: SealedFile, _ context: EncryptionContext) async throws -> [UInt8] {
        guard sealed.header.isBoundToMore == !keys.more.isEmpty else {
            throw Failure(
                .notGenuine,
                sealed.header.isBoundToMore
                    ? "more is bound to box 2 (the letter) than the file holds" : "nothing more is bound to this file",
                hint: sealed.header.isBoundToMore ? "give the same --aad as when it was sealed" : "leave --aad out")
        }
        if let key = try keys.key() {
            return try sealed.open(with: key, more: keys.more).exportForResponse()
        }
        guard sealed.header.salt.isEmpty else { throw SealedFileError.needsPassphrase }
        let dataKey = try await unwrapped(sealed.header, context)
        do throws(SealedFileError) {
            return try sealed.open(with: .dataKey(dataKey), more: keys.more).exportForResponse()
        } catch .bodyDoesNotOpen {
            throw Failure(
                .notGenuine, "box 1 (the data key) opened, and box 2 (the letter) complains: its tag does not fit",
                hint: "the letter was changed, or the key in box 1 is not the key that locked it")
        }
    }

    /// What KMS gives for box 1.
    private func unwrapped(_ header: SealedFileHeader, _ context: EncryptionContext) async throws -> KeyMaterial {
        guard !header.wrappedKey.isEmpty else {
            throw Failure(
                .noKeyForMessage, "no key is inside `\(file)`", hint: "name the key file that sealed it: --with dk.bin")
        }
        do {
            let answer = try await lab.withLab { connection in
                try await connection.kms(
                    "Decrypt",
                    [
                        "CiphertextBlob": .string(Base64.encode(header.wrappedKey)),
                        "EncryptionContext": context.json,
                    ])
            }
            return KeyMaterial(copying: try answer.blob("Plaintext"))
        } catch let failure as Failure {
            throw Failure(
                failure.status, "box 1 (the data key, locked by KMS) complains: \(failure.message)",
                hint: failure.hint ?? hint(failure.status))
        }
    }

    private func hint(_ status: ExitStatus) -> String? {
        status == .notGenuine ? "the wrapped key was changed, or its encryption context is another one" : nil
    }
}
