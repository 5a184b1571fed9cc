import ArgumentParser
import LabClient
import LabCore
import LabCrypto

/// `kmslab seal`
struct Seal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Seal a file with a data key of your own, by hand: AES-GCM and nothing around it.",
        discussion: """
            No KMS is asked. --with is the plain key that locks the letter; --wrapped is the same key as KMS gave it, \
            which travels inside, so that whoever may call kms:Decrypt can open the letter later. Whether the two are \
            really the same key nobody checks: that is what the labs are about. For everyday work there is \
            `kmslab encrypt`.

            Example: kmslab seal letter.txt --with dk.bin --wrapped dk.enc --context doc=letter -o letter.env
            """)

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @OptionGroup var keys: SealedFileKeys

    @Option(help: ArgumentHelp("The wrapped data key, which is put inside.", valueName: "file"))
    var wrapped: String?

    @OptionGroup var contextOptions: ContextOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where to write (default: FILE.env, or - for standard output).", valueName: "out"))
    var output: String?

    @Flag(help: "Replace the output if it exists.")
    var force = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing {
            let key = try keys.neededKey()
            let plaintext = try keys.bytes(of: file)
            let binding = SealedFile.Binding(
                wrappedKey: try wrappedKey(), context: try contextOptions.encryptionContext(), more: keys.more)
            warn(binding.wrappedKey, key)
            let random = OpenSSLRandom()
            let sealed = try SealedFile.seal(plaintext, with: key, binding: binding, random: random)
            try WholeFile.write(sealed, to: FileEndpoint(argument: destination), overwrites: force, random: random)
            FileReport(
                verb: "sealed", input: file, output: destination, bytesRead: plaintext.count,
                bytesWritten: sealed.count, keys: []
            ).print(json: lab.json)
        }
    }

    private var destination: String { output ?? (file == "-" ? "-" : "\(file).env") }

    private func wrappedKey() throws -> [UInt8] {
        guard let wrapped else { return [] }
        guard let bytes = try WholeFile.read(.path(wrapped), limit: SealedFileHeader.maximumWrappedKeyLength) else {
            throw Failure(.usage, "`\(wrapped)` is longer than any ciphertext blob of KMS")
        }
        return bytes
    }

    /// A key beside what it locks protects nothing. It is said and done all the same: a lab wants to see it fail.
    private func warn(_ wrappedKey: [UInt8], _ key: SealedFile.Key) {
        guard case .dataKey(let material) = key, material == KeyMaterial(copying: wrappedKey) else { return }
        StandardError.write("kmslab: warning: --wrapped is the plain key itself: whoever has the file can open it")
    }
}

/// What locks and unlocks a letter, as `seal` and `open` take it.
struct SealedFileKeys: ParsableArguments {
    @Option(name: .customLong("with"), help: ArgumentHelp("The plain data key, 32 or 16 raw bytes.", valueName: "file"))
    var keyFile: String?

    @Option(help: "A passphrase instead; it stays in your shell's history, so keep this for labs.")
    var passphrase: String?

    @Option(help: ArgumentHelp("Text that is bound to the letter and not stored with it.", valueName: "text"))
    var aad: String?

    /// The longest letter: all of it is in memory.
    private static let largestFile = 256 << 20

    /// The bytes that are bound and not stored.
    var more: [UInt8] { Array((aad ?? "").utf8) }

    /// The file's bytes.
    func bytes(of file: String) throws -> [UInt8] {
        guard let bytes = try WholeFile.read(FileEndpoint(argument: file), limit: Self.largestFile) else {
            throw Failure(
                .usage, "`\(file)` is longer than \(ByteCount.text(Self.largestFile))",
                hint: "`kmslab encrypt` takes files of any size")
        }
        return bytes
    }

    /// The key that was named; there must be one where no KMS can give it.
    func neededKey() throws -> SealedFile.Key {
        guard let key = try key() else {
            throw Failure(.usage, "what locks it?", hint: "name a key file: --with dk.bin (`kmslab gdk` makes one)")
        }
        return key
    }

    /// The key that was named; `nil` for none.
    func key() throws -> SealedFile.Key? {
        guard keyFile == nil || passphrase == nil else {
            throw Failure(.usage, "either --with or --passphrase", hint: "one lock, one key")
        }
        if let passphrase { return .passphrase(KeyMaterial(copying: Array(passphrase.utf8))) }
        guard let keyFile else { return nil }
        guard let bytes = try WholeFile.read(.path(keyFile), limit: 64), bytes.count == 32 || bytes.count == 16 else {
            throw Failure(
                .usage, "`\(keyFile)` is no data key: 32 raw bytes are expected, or 16",
                hint: "the aws command line prints base64: | base64 -d > dk.bin")
        }
        return .dataKey(KeyMaterial(copying: bytes))
    }
}
