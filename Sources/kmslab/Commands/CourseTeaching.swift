import ArgumentParser
import Foundation
import LabCore
import LabCourse
import LabCrypto

/// `kmslab lab new`
struct CourseNew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a lab of your own out of a small one that passes lint and test.",
        discussion: "Example: kmslab lab new 42-my-lab && kmslab lab test ./42-my-lab")

    @Argument(help: "The folder: two digits, a hyphen, a name.")
    var name: String

    func run() async throws {
        try await failing {
            guard !FileManager.default.fileExists(atPath: name) else {
                throw Failure(.outputExists, "`\(name)` exists")
            }
            let url = URL(fileURLWithPath: name).standardizedFileURL
            let template = LabTemplate.folder(id: url.lastPathComponent)
            if let finding = LabLint.findings(template).first { throw finding }
            let folder = try Workspace(path: url.path)
            for (file, bytes) in template.files { try folder.write(file, bytes) }
            print("\(url.path): \(template.files.keys.sorted().joined(separator: ", "))")
            print("  $ kmslab lab test '\(url.path)'\n  $ kmslab lab start '\(url.path)'")
        }
    }
}

/// The labs that a teacher's command is about.
struct TaughtLabs: ParsableArguments {
    @Argument(help: "Labs: directories, or ids of built-in ones (default: all built-in ones).")
    var labs: [String] = []

    func folders() throws -> [LabFolder] {
        labs.isEmpty ? BuiltInLabs.all : try labs.map(LabShelf.lab)
    }
}

/// `kmslab lab lint`
struct CourseLint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Read labs critically: file, line, what is wrong, how to mend it.")

    @OptionGroup var taught: TaughtLabs

    func run() async throws {
        let count = try await failing {
            var count = 0
            for folder in try taught.folders() {
                let findings = LabLint.findings(folder)
                count += findings.count
                for finding in findings {
                    print("\(folder.id)/\(finding)")
                    if let mend = finding.mend { print("  mend: \(mend)") }
                }
                if findings.isEmpty { print("\(folder.id): \(Style.green("[ok]"))") }
            }
            return count
        }
        if count > 0 { throw ExitCode(ExitStatus.failure.rawValue) }
    }
}

/// `kmslab lab test`
struct CourseTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Try labs with five kinds of learners: idle, right, right otherwise, wrong, half wrong.",
        discussion: """
            The start fails, the solution passes with several seeds, other right answers pass, wrong answers fail exactly \
            what they promise in the promised words, and every required check is the only one to fail for some of them.
            """)

    @OptionGroup var taught: TaughtLabs

    func run() async throws {
        let count = try await failing {
            let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
                "kmslab-trial-\(ProcessInfo.processInfo.processIdentifier)")
            defer { try? FileManager.default.removeItem(at: scratch) }
            var count = 0
            for folder in try taught.folders() {
                var trial = try LabTrial(folder, tongue: CommandTongue(), scratch: scratch.path) {
                    try MemoryLab(ambient: Ambient(clock: SystemClock(), random: OpenSSLRandom()))
                }
                let findings = try await trial.run()
                count += findings.count
                print("\(folder.id): \(findings.isEmpty ? Style.green("[ok]") : Style.red("[NG]"))")
                for finding in findings { print("  \(finding)") }
            }
            return count
        }
        if count > 0 { throw ExitCode(ExitStatus.failure.rawValue) }
    }
}

/// `kmslab lab preview`
struct CoursePreview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Every word of a lab in one language, as a learner sees it, without starting it.")

    @Argument(help: "The lab: a directory, or the id of a built-in one.")
    var lab: String

    @Option(help: "Decides the facts.")
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("The language: en or ja.", valueName: "language"))
    var lang: String?

    func run() async throws {
        try await failing {
            let folder = try LabShelf.lab(lab)
            let language = Language.choose(lang, environment: ProcessInfo.processInfo.environment)
            let text = try LabText(folder, language)
            let session = LabSession(lab: folder.id, seed: seed)
            let desk = try LabDesk(
                Workspace(path: FileManager.default.temporaryDirectory.path), session, folder, source: nil, language)
            let screen = LabScreen(desk: desk)
            for line in screen.task { print(line) }
            for (heading, section) in text.sections.sorted(by: { $0.value.line < $1.value.line })
            where !["story", "exam", "aha", "break"].contains(heading) && !heading.hasPrefix("task ") {
                print("\n\(LabScreen.rule(heading))")
                for line in screen.paragraphs(section.text) { print(line) }
            }
            for line in screen.ending([]) { print(line) }
        }
    }
}
