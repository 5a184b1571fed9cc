import ArgumentParser
import Foundation
import LabClient
import LabCore
import LabCrypto

/// `kmslab demo`
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "One minute: encrypt, look inside, decrypt, switch the key off, be refused, rotate, decrypt again.",
        discussion: """
            Runs on a throw-away home. Every command shown is really run, and the demo fails when one does not end as \
            it should.
            """)

    @Argument(help: "A file to encrypt instead of the demo's own letter.")
    var file: String?

    @Flag(help: "Do not stop between the steps to let you read.")
    var fast = false

    func run() async throws {
        try await failing {
            let stage = try DemoStage(file: file, isFast: fast)
            defer { stage.clear() }
            StandardOutput.flushEveryLine()
            for step in DemoStep.all(letter: stage.letter) { try await stage.play(step) }
            print(Style.bold("That was everything real: the bytes, the refusal, the trail. Now yours:"))
            print("  kmslab key create --alias ledger && kmslab encrypt FILE --key alias/ledger")
        }
    }
}

/// One step of the demo: what it shows, the command, and how the command must end.
struct DemoStep {
    let caption: String
    let arguments: [String]
    var expected = ExitStatus.success

    /// The steps, in order.
    static func all(letter: String) -> [DemoStep] {
        [
            DemoStep(
                caption: "A KMS key. Its material never leaves the key service.",
                arguments: ["key", "create", "--alias", "letters"]),
            DemoStep(
                caption: "Envelope encryption: a data key seals the file, KMS seals the data key.",
                arguments: ["encrypt", letter, "--key", "alias/letters", "--context", "doc=letter"]),
            DemoStep(caption: "What everybody can see of it, byte by byte.", arguments: ["explain", "\(letter).enc"]),
            DemoStep(caption: "What a disk thief has of the key: noise.", arguments: ["disk", "alias/letters"]),
            DemoStep(
                caption: "It opens: the context fits, the key is enabled.",
                arguments: ["decrypt", "\(letter).enc", "--context", "doc=letter", "-o", "\(letter).1"]),
            DemoStep(caption: "Switch the key off ...", arguments: ["key", "disable", "alias/letters"]),
            DemoStep(
                caption: "... and nobody opens anything.",
                arguments: ["decrypt", "\(letter).enc", "-o", "\(letter).2"], expected: .keyDisabled),
            DemoStep(caption: "The trail remembers who asked, and how it ended.", arguments: ["trail", "--last", "4"]),
            DemoStep(
                caption: "On again, and new material for the key.", arguments: ["key", "enable", "alias/letters"]),
            DemoStep(caption: "Rotation re-encrypts nothing ...", arguments: ["key", "rotate", "alias/letters"]),
            DemoStep(
                caption: "... it adds a generation. The old one stays for decryption.",
                arguments: ["key", "rotations", "alias/letters"]),
            DemoStep(
                caption: "So the old file still opens, with material #1.",
                arguments: ["decrypt", "\(letter).enc", "-o", "\(letter).2"]),
        ]
    }
}

/// Where the demo plays: a directory of its own with a home in it.
struct DemoStage {
    /// The file's name, in the stage's directory, which is the current one while the demo plays.
    let letter: String
    private let directory: String
    private let isFast: Bool
    private let original: [UInt8]

    private static let text = """
        Dear reader,
        this letter lies in an envelope: its key is inside, and locked.
        Yours, kmslab

        """
    private static let largestLetter = 1 << 30

    init(file: String?, isFast: Bool) throws {
        let random = OpenSSLRandom()
        directory = NSTemporaryDirectory() + "kmslab-demo-" + Hex.encode(try random.bytes(8, for: .identifier))
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.isFast = isFast || isatty(STDOUT_FILENO) == 0
        if let file {
            guard let bytes = try WholeFile.read(.path(file), limit: Self.largestLetter) else {
                throw Failure(.usage, "`\(file)` is larger than a demo should be")
            }
            original = bytes
            letter = (file as NSString).lastPathComponent
        } else {
            original = Array(Self.text.utf8)
            letter = "letter.txt"
        }
        guard FileManager.default.changeCurrentDirectoryPath(directory) else {
            throw Failure(.outputFailed, "`\(directory)` cannot be entered")
        }
        try WholeFile.write(original, to: .path(letter), overwrites: false, random: random)
    }

    /// Runs a step as the command line would, and checks how it ends.
    func play(_ step: DemoStep) async throws {
        print(Style.bold("# \(step.caption)"))
        try await perform(step)
        print("")
        if !isFast { try await Task.sleep(for: .seconds(2)) }
    }

    /// Runs a step without its caption.
    func perform(_ step: DemoStep) async throws {
        print(Style.cyan("$ kmslab \(step.arguments.joined(separator: " "))"))
        let status = try await outcome(of: step.arguments + ["--home", "\(directory)/home"])
        guard status == step.expected else {
            throw Failure(.failure, "the step ended with code \(status.rawValue), not \(step.expected.rawValue)")
        }
        try checkOutput(of: step)
    }

    private func outcome(of arguments: [String]) async throws -> ExitStatus {
        do {
            var command = try Kmslab.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .success
        } catch let failure as Failure {
            print("kmslab: error: \(failure.message)")
            if let hint = failure.hint { print("kmslab: hint: \(hint)") }
            return failure.status
        }
    }

    /// A decrypted file must be what was encrypted; a refused one must not be there.
    private func checkOutput(of step: DemoStep) throws {
        guard step.arguments.first == "decrypt", let output = step.arguments.last else { return }
        guard step.expected == .success else {
            guard !FileManager.default.fileExists(atPath: output) else {
                throw Failure(.failure, "the refused decryption left a file behind")
            }
            return
        }
        guard try WholeFile.read(.path(output), limit: Self.largestLetter) == original else {
            throw Failure(.failure, "what was decrypted is not what was encrypted")
        }
    }

    func clear() {
        try? FileManager.default.removeItem(atPath: directory)
    }
}
