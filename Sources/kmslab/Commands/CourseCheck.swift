import ArgumentParser
import LabCore
import LabCourse

/// `kmslab lab check`
struct CourseCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Try whether the lab is solved; exit code 1 when it is not.")

    @OptionGroup var options: DeskOptions

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() async throws {
        let isSolved = try await failing {
            var desk = try options.desk()
            let round = try await desk.withLab { try await CheckRound(desk, $0) }
            try desk.note(round)
            if json { print(JSONValue.object(round.json(desk)).prettyText) } else { round.show(desk) }
            return round.isSolved
        }
        if !isSolved { throw ExitCode(ExitStatus.failure.rawValue) }
    }
}

/// All checks, tried once, and what was predicted.
struct CheckRound {
    let checked: [CheckedCheck]
    /// The predictions with the truth: only once the lab is solved, because they would give it away.
    let truths: [(question: LabQuestion, truth: String, isRight: Bool)]

    init(_ desk: LabDesk, _ connection: any LabConnection) async throws {
        let experiment = desk.experiment(connection)
        checked = try await Checker(experiment).check()
        guard !checked.contains(where: \.isMissing) else {
            truths = []
            return
        }
        var looked = Truths(experiment)
        var found: [(question: LabQuestion, truth: String, isRight: Bool)] = []
        for question in desk.definition.predictions where desk.session.predictions[question.id] != nil {
            let said = desk.session.predictions[question.id] ?? ""
            found.append((question, try await looked.truth(of: question), try await looked.accepts(said, to: question)))
        }
        truths = found
    }

    var isSolved: Bool { !checked.contains(where: \.isMissing) }
    var firstMissing: CheckedCheck? { checked.first(where: \.isMissing) }

    func show(_ desk: LabDesk) {
        let screen = LabScreen(desk: desk)
        for line in screen.header + screen.checks(checked) { print(line) }
        print("")
        guard isSolved else {
            let id = firstMissing?.definition.id ?? ""
            let more = "\(LabPhrase.notYet(desk.language)):  kmslab lab hint   kmslab lab why \(id)"
            return print(more)
        }
        print(
            desk.session.isRevealed
                ? LabPhrase.seen(desk.language) : Style.green("[ok] \(LabPhrase.solved(desk.language))"))
        for line in screen.ending(truths) { print(line) }
    }

    func json(_ desk: LabDesk) -> JSONObject {
        let checks = checked.map { check -> JSONValue in
            var json: JSONObject = [
                "task": .string(check.task), "check": .string(check.definition.id), "passed": .bool(check.isPassed),
                "message": .string(check.message(desk.text, desk.definition.facts)),
            ]
            json["code"] = check.finding.code.map { .string($0) }
            let evidence = check.finding.evidence.sorted { $0.key < $1.key }
            json["evidence"] = .object(JSONObject(evidence.map { ($0.key, JSONValue.string($0.value)) }))
            return .object(json)
        }
        return [
            "lab": .string(desk.folder.id), "seed": .string(String(desk.session.seed)), "solved": .bool(isSolved),
            "checks": .array(checks),
        ]
    }
}

extension LabDesk {
    /// Notes what a round found out about the learner.
    mutating func note(_ round: CheckRound) throws {
        for check in round.checked where check.isPassed && !check.definition.isAlready {
            try note(.passed, check.definition.id)
        }
        guard round.isSolved, !session.isSolved else { return }
        session.isSolved = true
        try note(session.isRevealed ? .seen : .solved)
        try save()
    }
}

/// `kmslab lab watch`
struct CourseWatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Check again after every request that the lab saw, from any client.",
        discussion: "Ends when the lab is solved, or with Ctrl-C. Plain lines: it works in a pane, a pipe, a log.")

    @OptionGroup var options: DeskOptions

    @Option(help: ArgumentHelp("End after this many seconds.", valueName: "seconds"))
    var `for`: Int?

    private static let pause = Duration.milliseconds(500)

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        StandardOutput.flushEveryLine()
        let end = `for`.map { ContinuousClock.now + .seconds($0) }
        var desk = try options.desk()
        var seen: String?
        var isFirst = true
        while end.map({ ContinuousClock.now < $0 }) ?? true {
            let latest = try await latestEvent(desk)
            if isFirst || latest != seen {
                (isFirst, seen) = (false, latest)
                desk = try options.desk()
                if try await look(&desk) { return }
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    private func latestEvent(_ desk: LabDesk) async throws -> String? {
        let answer = try await desk.withLab { try await $0.door("trail", ["last": 1]) }
        return answer["events"]?.array?.last?["eventID"]?.string
    }

    private func look(_ desk: inout LabDesk) async throws -> Bool {
        let (round, events) = try await desk.withLab { connection in
            (
                try await CheckRound(desk, connection),
                NumberedEvent.all(in: try await connection.door("trail", ["last": 3]))
            )
        }
        try desk.note(round)
        for line in EventTable.lines(events) { print(line) }
        round.show(desk)
        return round.isSolved
    }
}

/// `kmslab lab hint`
struct CourseHint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hint", abstract: "The next hint for the first check that fails, or for the one you name.")

    @Argument(help: "The check.")
    var check: String?

    @OptionGroup var options: DeskOptions

    private static let rungs = 3

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        var desk = try options.desk()
        guard let id = try await subject(desk) else { return print(LabPhrase.noHintNeeded(desk.language)) }
        let rung = min(Self.rungs, (desk.session.hints[id] ?? 0) + 1)
        desk.session.hints[id] = rung
        try desk.save()
        try desk.note(.hint, "\(id) \(rung)")
        print(LabScreen.rule("\(LabPhrase.hintOf(desk.language)) \(rung)/\(Self.rungs)  \(id)"))
        for line in LabScreen(desk: desk).paragraphs(desk.text["hint \(id) \(rung)"]) { print(line) }
        if rung == Self.rungs { print("\n\(LabPhrase.noMoreHints(desk.language))") }
    }

    private func subject(_ desk: LabDesk) async throws -> String? {
        guard let check else {
            return try await desk.withLab { try await CheckRound(desk, $0) }.firstMissing?.definition.id
        }
        guard desk.definition.checks.contains(where: { $0.id == check }) else {
            let names = desk.definition.checks.map(\.id).joined(separator: ", ")
            throw Failure(.usage, "there is no check `\(check)`", hint: "there are \(names)")
        }
        return check
    }
}

/// `kmslab lab why`
struct CourseWhy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "What a check found, with all the evidence.")

    @Argument(help: "The check; the first that fails unless you name one.")
    var check: String?

    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let desk = try options.desk()
        let round = try await desk.withLab { try await CheckRound(desk, $0) }
        let named = check.map { name in round.checked.first { $0.definition.id == name } } ?? round.firstMissing
        guard let found = named ?? (check == nil ? round.checked.last : nil) else {
            let names = desk.definition.checks.map(\.id).joined(separator: ", ")
            throw Failure(.usage, "there is no check `\(check ?? "")`", hint: "there are \(names)")
        }
        for line in LabScreen(desk: desk).checks([found]) { print(line) }
        print("")
        print("\(type(of: found.definition.check).name): \(found.finding.code ?? "passed")")
        let parameters = found.definition.parameters.merging(found.finding.evidence) { _, new in new }
        for (name, value) in parameters.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            for line in "\(name.padded(to: 12)) \(value)".wrapped(to: 76, indent: "  ") { print(line) }
        }
    }
}
