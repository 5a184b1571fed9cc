import ArgumentParser
import LabCore
import LabCourse

/// `kmslab lab answer`
struct CourseAnswer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answer a question of the lab; without arguments, list the questions.")

    @Argument(help: ArgumentHelp("The question and your answer.", valueName: "id value"))
    var words: [String] = []

    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await failing {
            var desk = try options.desk()
            guard let (id, value) = try Self.pair(words, among: desk.definition.answers) else {
                for line in LabScreen(desk: desk).questions { print(line) }
                return
            }
            desk.session.answers[id] = value
            try desk.save()
            try desk.note(.answered, id)
            print("\(id): \(value)   kmslab lab check")
        }
    }

    /// The question and what is said to it; `nil` when nothing was said.
    static func pair(_ words: [String], among questions: [LabQuestion]) throws(Failure) -> (String, String)? {
        guard let id = words.first else { return nil }
        let names = questions.map(\.id).joined(separator: ", ")
        guard let question = questions.first(where: { $0.id == id }) else {
            throw Failure(.usage, "there is no question `\(id)`", hint: names.isEmpty ? nil : "there are \(names)")
        }
        guard words.count > 1 else { throw Failure(.usage, "what is your answer?", hint: "give it after the id") }
        let value = words.dropFirst().joined(separator: " ")
        guard question.options.isEmpty || question.options.contains(value) else {
            let options = question.options.joined(separator: ", ")
            throw Failure(.usage, "`\(value)` is none of the options", hint: "there are \(options)")
        }
        return (id, value)
    }
}

/// `kmslab lab predict`
struct CoursePredict: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Say what will happen before you try; without arguments, list the questions.")

    @Argument(help: ArgumentHelp("The question and your prediction.", valueName: "id value"))
    var words: [String] = []

    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await failing {
            var desk = try options.desk()
            guard let (id, value) = try CourseAnswer.pair(words, among: desk.definition.predictions) else {
                for line in LabScreen(desk: desk).questions { print(line) }
                return
            }
            desk.session.predict(id, value)
            try desk.save()
            try desk.note(.predicted, id)
            print("\(id): \(value)")
            print(LabPhrase.afterwards(desk.language))
        }
    }
}

/// `kmslab lab undo`
struct CourseUndo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take the latest change of the lab's world back; files stay as they are.")

    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await failing {
            let desk = try options.desk()
            let answer = try await desk.withLab { try await $0.door("undo", [:]) }
            try desk.note(.undone)
            print("taken back: \(answer["undone"]?["title"]?.string ?? "")")
        }
    }
}

/// `kmslab lab reset`
struct CourseReset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "World and workspace as they were when the lab began; the trail goes on.")

    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await failing {
            var desk = try options.desk()
            try desk.restoreStart()
            var session = LabSession(lab: desk.session.lab, seed: desk.session.seed)
            session.isRevealed = desk.session.isRevealed
            let start = try LabStart(desk.folder, seed: session.seed)
            desk.session = try await desk.withLab { connection in
                _ = try await connection.door("fork", ["switch": .string(LabStart.fork)])
                return try await start.session(session, ConnectedLab(connection: connection), desk.workspace)
            }
            try desk.save()
            try desk.note(.reset)
            print("\(desk.folder.id): reset   kmslab lab task")
        }
    }
}

/// `kmslab lab reveal`
struct CourseReveal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reveal", abstract: "Show the solution; the lab then counts as seen, not as solved.")

    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await failing {
            var desk = try options.desk()
            desk.session.isRevealed = true
            try desk.save()
            try desk.note(.revealed)
            if !desk.session.isSolved { try desk.note(.seen) }
            print(LabPhrase.revealed(desk.language))
            for (title, steps) in [("kmslab", desk.definition.solution), ("aws", desk.definition.awsSolution)]
            where !steps.isEmpty {
                print("\n\(LabScreen.rule(title))")
                for step in steps { print("  \(StepText.line(step))") }
            }
        }
    }
}

/// A step as one types it into a shell.
enum StepText {
    private static let shell = ["rm", "cp", "mv", "write", "append"]

    static func line(_ step: LabStep) -> String {
        let words = step.words.map(quoted)
        let program =
            switch step.tongue {
            case .aws: "aws "
            case .kmslab where shell.contains(step.words[0]): ""
            case .kmslab where ["answer", "predict"].contains(step.words[0]): "kmslab lab "
            case .kmslab: "kmslab "
            }
        let note = step.caller.map { "   # as \($0)" } ?? ""
        let files = step.saves.map { " > \($0.name)\($0.path.isEmpty ? "" : "  (\($0.path))")" }.joined()
        return program + words.joined(separator: " ") + files + (step.hasToFail ? "   # refused" : "") + note
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./:=@,+%".contains($0) }
        return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}

/// `kmslab lab next`
struct CourseNext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "Name the lab to do next: the first unsolved one whose forerunners are done.")

    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await failing {
            let standings = LabShelf.progress.standings()
            var open: [LabDefinition] = []
            for folder in BuiltInLabs.all where standings[folder.id] != .solved {
                open.append(try LabDefinition(folder))
            }
            let names = Set(BuiltInLabs.all.map(\.id))
            let ready = open.first { lab in
                lab.after.allSatisfy { !names.contains($0) || (standings[$0] ?? .open) >= .seen }
            }
            guard let lab = ready ?? open.first else { return print(LabPhrase.allDone(options.language)) }
            let title = try LabShelf.text(of: try LabShelf.lab(lab.id), options.language).title
            print("\(LabPhrase.next(options.language)): \(lab.id)  \(title)")
            print("  $ kmslab lab start \(lab.id)")
        }
    }
}
