import ArgumentParser
import Foundation
import LabCore
import LabCourse

/// `kmslab lab …`
struct Course: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab", abstract: "Learn by doing: labs whose checks try on a fork whether it is really so.",
        discussion: """
            `kmslab lab start 01` makes a folder with a lab of its own in it. Work there with kmslab, or with aws against \
            `kmslab serve`; `kmslab lab check` looks at what is so, never at what was typed.
            """,
        subcommands: [
            CourseMap.self, CourseStart.self, CourseTask.self, CourseCheck.self, CourseWatch.self, CourseHint.self,
            CourseWhy.self, CourseAnswer.self, CoursePredict.self, CourseUndo.self, CourseReset.self,
            CourseReveal.self, CourseNext.self, CourseNew.self, CourseLint.self, CourseTest.self, CoursePreview.self,
        ],
        defaultSubcommand: CourseMap.self)
}

/// `kmslab lab map`
struct CourseMap: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "map", abstract: "List the labs and how far you are.")

    @OptionGroup var options: DeskOptions

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() async throws {
        try await failing(perform)
    }

    private func perform() throws {
        let standings = LabShelf.progress.standings()
        var table = TextTable("", "LAB", "MIN", "TITLE")
        var list: [JSONValue] = []
        for folder in BuiltInLabs.all {
            let standing = standings[folder.id] ?? .open
            let lab = try LabDefinition(folder)
            let title = try LabShelf.text(of: folder, options.language).title
            table.add(Self.mark(standing), folder.id, String(lab.minutes), title.cut(to: 44))
            list.append([
                "id": .string(folder.id), "standing": .string("\(standing)"), "chapter": .string(lab.chapter.rawValue),
                "title": .string(title), "after": .array(lab.after.map(JSONValue.string)),
            ])
        }
        if json { return print(JSONValue.object(["labs": .array(list)]).prettyText) }
        table.printAll()
        let count = standings.values.count { $0 == .solved }
        print("")
        print(
            "\(count)/\(BuiltInLabs.all.count) \(LabPhrase.solved(options.language))   kmslab tour   kmslab lab start ID"
        )
    }

    private static func mark(_ standing: Standing) -> String {
        switch standing {
        case .open: "[  ]"
        case .started: "[..]"
        case .seen: "[--]"
        case .solved: Style.green("[ok]")
        }
    }
}

/// `kmslab lab start`
struct CourseStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Begin a lab, in a folder of its own.",
        discussion: "Example: kmslab lab start 01 && cd 01-envelope-by-hand")

    @Argument(help: "The lab: its id, its number, or a directory such as ./42-my-lab.")
    var lab: String

    @Option(help: "Decides the facts of the lab; another seed is another lab.")
    var seed: UInt64 = 0

    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let folder = try LabShelf.lab(lab)
        let start = try LabStart(folder, seed: seed)
        let path = URL(fileURLWithPath: options.directory ?? folder.id).standardizedFileURL.path
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                .outputExists, "`\(path)` exists", hint: "`kmslab lab reset` begins again, --dir names another folder")
        }
        let workspace = try Workspace(path: path)
        let source = LabShelf.isDirectory(lab) ? URL(fileURLWithPath: lab).standardizedFileURL.path : nil
        let connection = try await LocalConnection.open(
            home: "\(path)/\(LabDesk.home)", region: .standard, environment: ProcessInfo.processInfo.environment)
        defer { connection.close() }
        let session = try await start.begin(
            in: ConnectedLab(connection: connection), workspace, tongue: CommandTongue())
        _ = try await connection.door("fork", ["save": .string(LabStart.fork)])
        let desk = try LabDesk(
            workspace, session, folder, source: source, options.language, startedIn: options.lang)
        try desk.keepStart()
        try desk.save()
        try desk.becomeLatest()
        try desk.note(.started)
        for line in LabScreen(desk: desk).task + Self.instructions(path) { print(line) }
    }

    private static func instructions(_ path: String) -> [String] {
        [
            "", LabScreen.rule("$"), "  cd '\(path)'", "  export KMSLAB_HOME='\(path)/\(LabDesk.home)'",
            "  kmslab lab check", "", "  # aws:  kmslab serve --port 0 &  then",
            "  eval \"$(kmslab env --as alice)\"",
        ]
    }
}

/// `kmslab lab task`
struct CourseTask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task", abstract: "Show the story and the tasks again.")

    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await failing {
            for line in LabScreen(desk: try options.desk()).task { print(line) }
        }
    }
}
