import ArgumentParser
import Foundation
import LabCore
import LabCourse

/// Where a lab is worked on, and in which language it speaks.
struct DeskOptions: ParsableArguments {
    @Option(
        name: .customLong("dir"),
        help: ArgumentHelp("The lab's workspace (default: the one around you, or the last one).", valueName: "dir"))
    var directory: String?

    @Option(
        help: ArgumentHelp("The language: en or ja (default: as started, KMSLAB_LANG, LANG).", valueName: "language"))
    var lang: String?

    /// The language that the learner wants.
    var language: Language { Language.choose(lang, environment: ProcessInfo.processInfo.environment) }

    /// The lab under way.
    ///
    /// - Throws: when there is none.
    func desk() throws -> LabDesk {
        let environment = ProcessInfo.processInfo.environment
        guard let path = directory ?? LabDesk.around(environment) ?? LabDesk.latest(environment) else {
            throw Failure(
                .usage, "no lab is under way", hint: "`kmslab lab` lists them, `kmslab lab start 01` begins one")
        }
        return try LabDesk(at: path, asked: lang)
    }
}

/// A lab under way: its workspace, and what the engine remembers of it.
struct LabDesk {
    /// What is kept in the workspace's hidden folder.
    private struct Record: Codable {
        var session: LabSession
        /// The lab's directory; `nil` for one that the binary carries.
        var folder: String?
        /// The language that was asked for at the start; `nil` when none was.
        var language: String?
    }

    let workspace: Workspace
    let folder: LabFolder
    let definition: LabDefinition
    let text: LabText
    let language: Language
    private let source: String?
    private let startedIn: String?
    var session: LabSession

    private static let record = "\(Workspace.hidden)/lab.json"
    private static let start = "\(Workspace.hidden)/start"

    /// The lab's home, relative to the workspace.
    static let home = "\(Workspace.hidden)/home"
    /// The lab's home.
    var homePath: String { workspace.location(of: Self.home) }

    /// The lab in a workspace, in the language that is asked for, or else the one it was started in.
    init(at path: String, asked language: String?) throws {
        let place = URL(fileURLWithPath: path).standardizedFileURL.path
        guard let data = FileManager.default.contents(atPath: "\(place)/\(Self.record)") else {
            throw Failure(.usage, "no lab was started in `\(path)`", hint: "`kmslab lab start 01` begins one")
        }
        guard let record = try? JSONDecoder().decode(Record.self, from: data) else {
            throw Failure(
                .usage, "`\(place)/\(Self.record)` is damaged", hint: "start the lab again, in another folder")
        }
        try self.init(
            Workspace(path: place), record.session, LabShelf.lab(record.folder ?? record.session.lab),
            source: record.folder,
            Language.choose(language ?? record.language, environment: ProcessInfo.processInfo.environment),
            startedIn: record.language)
    }

    /// A lab that begins.
    init(
        _ workspace: Workspace, _ session: LabSession, _ folder: LabFolder, source: String?, _ language: Language,
        startedIn: String? = nil
    ) throws {
        self.workspace = workspace
        self.session = session
        self.folder = folder
        self.source = source
        self.startedIn = startedIn
        self.language = language
        definition = try LabDefinition(folder, seed: session.seed)
        text = try LabShelf.text(of: folder, language)
    }

    /// Writes down what the engine remembers.
    func save() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try workspace.write(
            Self.record, Array(try encoder.encode(Record(session: session, folder: source, language: startedIn))))
    }

    /// Opens the learner's lab: the home, or the server that has it open.
    func withLab<Value>(_ body: (any LabConnection) async throws -> Value) async throws -> Value {
        let connection = try await LocalConnection.open(
            home: homePath, region: .standard, environment: ProcessInfo.processInfo.environment)
        defer { connection.close() }
        return try await body(connection)
    }

    /// What the checks try things with.
    func experiment(_ connection: any LabConnection) -> Experiment {
        Experiment(
            lab: ConnectedLab(connection: connection), workspace: workspace, folder: folder, definition: definition,
            session: session)
    }

    /// Keeps the workspace as it is, for a reset.
    func keepStart() throws {
        for name in workspace.files() {
            try workspace.write("\(Self.start)/\(name)", workspace.read(name) ?? [])
        }
    }

    /// Makes the workspace what it was when the lab began.
    func restoreStart() throws {
        try workspace.clear()
        let start = try Workspace(path: workspace.location(of: Self.start))
        for name in start.files() { try workspace.write(name, start.read(name) ?? []) }
    }

    /// Notes a fact about the learner.
    func note(_ kind: LearnerProgress.Kind, _ subject: String? = nil) throws {
        try LabShelf.progress.append(.init(kind, session, subject), at: SystemClock().now)
    }
}

extension LabDesk {
    /// The workspace that the present directory lies in.
    static func around(_ environment: [String: String]) -> String? {
        var url = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        while true {
            if FileManager.default.fileExists(atPath: url.appendingPathComponent(record).path) { return url.path }
            guard url.path != "/", !url.path.isEmpty else { return nil }
            url.deleteLastPathComponent()
        }
    }

    /// The workspace in which a lab was started last.
    static func latest(_ environment: [String: String]) -> String? {
        let note = FileManager.default.contents(atPath: latestPath(environment))
        return note.map { String(decoding: $0, as: UTF8.self) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Notes that this is the lab that was started last.
    func becomeLatest() throws {
        let path = Self.latestPath(ProcessInfo.processInfo.environment)
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(workspace.path.utf8).write(to: url)
    }

    private static func latestPath(_ environment: [String: String]) -> String {
        "\(LearnerProgress.folder(environment: environment))/latest-lab"
    }
}
