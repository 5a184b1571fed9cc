import LabCore
import LabWorld

extension LabDefinition {
    private static let names = [
        "kmslab", "id", "chapter", "minutes", "exam", "seed", "after", "world", "files", "facts", "setup", "predict",
        "answers", "tasks", "solution", "also_right", "wrong",
    ]

    /// Reads `lab.yaml` strictly, with the facts that a seed chooses.
    ///
    /// - Throws: the first thing that is wrong, with its line.
    package init(_ folder: LabFolder, seed: UInt64 = 0) throws(LabFileError) {
        let text = try folder.text(LabFolder.structure)
        let root = try Parameters.reading { () throws(WorldFileError) in try WorldNode.parse(text) }
        let plain = try Parameters(root, "a lab", allowing: Self.names, facts: LabFacts())
        let chosen = try Parameters.reading { () throws(WorldFileError) in
            try LabFacts.choose(try plain.node("facts")?.entries("`facts`") ?? [], seed: seed, lab: folder.id)
        }
        let map = try Parameters(root, "a lab", allowing: Self.names, facts: chosen)
        try Self.checkHead(map, folder)
        id = folder.id
        chapter = try Self.chapter(map)
        minutes = try map.number("minutes") ?? 0
        examPoints = try map.texts("exam")
        seedPoints = try map.texts("seed")
        after = try map.texts("after")
        world = try Self.world(map, folder)
        files = try Self.files(map, folder)
        facts = chosen
        setup = try LabStep.list("setup", in: map)
        predictions = try LabQuestion.list("predict", in: map)
        answers = try LabQuestion.list("answers", in: map)
        tasks = try LabTask.list(in: map)
        let tongues = try map.part("solution", allowing: ["kmslab", "aws"])
        solution = try tongues.map { (part) throws(LabFileError) in try LabStep.list("kmslab", in: part) } ?? []
        awsSolution = try tongues.map { (part) throws(LabFileError) in try LabStep.list("aws", in: part) } ?? []
        alsoRight = try LabAnswer.list("also_right", in: map, solution: solution)
        wrong = try LabAnswer.list("wrong", in: map, solution: solution)
    }

    private static func checkHead(_ map: Parameters, _ folder: LabFolder) throws(LabFileError) {
        guard try map.required("kmslab") == "1" else {
            throw map.error("the format's version is not 1", mend: "write kmslab: \"1\"")
        }
        guard try map.required("id") == folder.id else {
            throw map.error("the id is not the folder's name, `\(folder.id)`", mend: "write id: \(folder.id)")
        }
        _ = try map.required("minutes")
        for needed in ["tasks", "solution"] where !map.has(needed) { throw map.error("a lab needs `\(needed)`") }
    }

    private static func chapter(_ map: Parameters) throws(LabFileError) -> Chapter {
        let text = try map.required("chapter")
        guard let chapter = Chapter(rawValue: text) else {
            let names = Chapter.allCases.map(\.rawValue).joined(separator: ", ")
            throw map.error("there is no chapter `\(text)`", mend: "take one of \(names)")
        }
        return chapter
    }

    private static func world(_ map: Parameters, _ folder: LabFolder) throws(LabFileError) -> StartWorld {
        let text = try map.text("world") ?? "kumo"
        if text == "empty" { return .empty }
        if !text.contains("/") { return .builtIn(text) }
        try check(text, in: folder, map)
        return .file(text)
    }

    private static func files(_ map: Parameters, _ folder: LabFolder) throws(LabFileError) -> [WorkspaceFile] {
        var files: [WorkspaceFile] = []
        for pair in try map.pairs("files") {
            guard WorkspacePath.isInside(pair.key) else {
                throw map.error("`\(pair.key)` leaves the workspace", mend: "name a file below the workspace")
            }
            try check(pair.value, in: folder, map)
            files.append(WorkspaceFile(name: pair.key, source: pair.value))
        }
        return files
    }

    private static func check(_ path: String, in folder: LabFolder, _ map: Parameters) throws(LabFileError) {
        guard WorkspacePath.isInside(path) else {
            throw map.error("`\(path)` leaves the lab's folder", mend: "put the file into files/")
        }
        guard folder.files[path] != nil else { throw map.error("the folder has no `\(path)`") }
    }
}

extension LabTask {
    static func list(in map: Parameters) throws(LabFileError) -> [LabTask] {
        var tasks: [LabTask] = []
        for node in try map.list("tasks") {
            let part = try map.part(node, "a task", allowing: ["id", "checks"])
            var checks: [CheckDefinition] = []
            for node in try part.list("checks") { checks.append(try CheckDefinition(node, part)) }
            guard !checks.isEmpty else { throw part.error("a task needs `checks`") }
            tasks.append(LabTask(id: try part.required("id"), checks: checks))
        }
        return tasks
    }
}

extension CheckDefinition {
    fileprivate init(_ node: WorldNode, _ parent: Parameters) throws(LabFileError) {
        let kinds = CheckVocabulary.names
        let map = try parent.part(node, "a check", allowing: ["id", "see", "already", "optional"] + kinds)
        id = try map.required("id")
        (check, parameters) = try CheckVocabulary.read(map)
        see = try map.text("see")
        isAlready = try map.flag("already")
        isOptional = try map.flag("optional")
        line = map.line
    }
}

extension LabAnswer {
    static func list(
        _ name: String, in map: Parameters, solution: [LabStep]
    ) throws(LabFileError) -> [LabAnswer] {
        var answers: [LabAnswer] = []
        let names = ["id", "steps", "instead", "then"] + (name == "wrong" ? ["fails", "says"] : [])
        for node in try map.list(name) {
            answers.append(try LabAnswer(try map.part(node, "an element of `\(name)`", allowing: names), solution))
        }
        return answers
    }

    private init(_ map: Parameters, _ solution: [LabStep]) throws(LabFileError) {
        id = try map.required("id")
        steps = try map.has("steps") ? LabStep.list("steps", in: map) : Self.changed(solution, map)
        fails = try map.texts("fails")
        var says: [Language: [String]] = [:]
        let names = Language.allCases.map(\.rawValue)
        if let part = try map.part("says", allowing: names) {
            for language in Language.allCases { says[language] = try part.texts(language.rawValue) }
        }
        self.says = says
        line = map.line
    }
}

extension LabAnswer {
    /// The solution's steps, but some replaced by others, and some more at the end.
    private static func changed(_ solution: [LabStep], _ map: Parameters) throws(LabFileError) -> [LabStep] {
        var pieces = solution.map { [$0] }
        for member in try instead(map) {
            guard let number = Int(member.name), solution.indices.contains(number - 1) else {
                throw LabFileError(
                    LabFolder.structure, member.value.line, "the solution has no step `\(member.name)`",
                    mend: "take a number from 1 to \(solution.count)")
            }
            pieces[number - 1] = try LabStep.list(member.value, in: map)
        }
        return pieces.flatMap { $0 } + (try LabStep.list("then", in: map))
    }

    private static func instead(_ map: Parameters) throws(LabFileError) -> [WorldNode.Member] {
        try Parameters.reading { () throws(WorldFileError) in try map.node("instead")?.entries("`instead`") ?? [] }
    }
}
