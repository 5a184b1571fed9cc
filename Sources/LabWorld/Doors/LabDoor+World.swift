import LabCore
import LabService
import Synchronization

extension LabDoor {
    /// The world as a world file.
    static let world = LabDoor(
        name: "world", summary: "the world as a world file, in YAML", changesLab: false
    ) { lab, input throws(ServiceError) in
        _ = try DoorInput(input)
        return ["file": .string(lab.worldFile)]
    }

    /// What a world file and the world do not have in common.
    static let worldDiff = LabDoor(
        name: "world-diff", summary: "what a world file would change; {\"file\": \"<YAML>\"}", changesLab: false
    ) { lab, input throws(ServiceError) in
        let (text, name) = try worldFile(input)
        let differences = try reading(name) { () throws(WorldFileError) in
            try WorldFile(parsing: text).differences(from: WorldFile(lab.world, at: lab.now))
        }
        return ["differences": .array(differences.map(\.json))]
    }

    /// Makes the world what a file says.
    static let worldLoad = LabDoor(
        name: "world-load", summary: "makes the world what a world file says; {\"file\": \"<YAML>\"}", changesLab: true
    ) { lab, input throws(ServiceError) in
        let (text, name) = try worldFile(input)
        let file = try reading(name) { () throws(WorldFileError) in try WorldFile(parsing: text) }
        return try await lab.load(file, named: name)
    }

    /// An empty world.
    static let worldReset = LabDoor(
        name: "world-reset", summary: "empties the world; it can be undone", changesLab: true
    ) { lab, input throws(ServiceError) in
        _ = try DoorInput(input)
        try await lab.emptyWorld()
        return lab.clockReading(events: 0)
    }

    private static func worldFile(_ input: JSONObject) throws(ServiceError) -> (text: String, name: String) {
        let input = try DoorInput(input, allowing: "file", "name")
        guard let text = try input.string("file") else { throw DoorInput.error("`file` has to be given: YAML") }
        return (text, try input.string("name") ?? "world file")
    }

    private static func reading<Value>(
        _ name: String, _ body: () throws(WorldFileError) -> Value
    ) throws(ServiceError) -> Value {
        do throws(WorldFileError) {
            return try body()
        } catch {
            throw error.serviceError(file: name)
        }
    }
}

extension Lab {
    /// The world as a world file.
    var worldFile: String {
        YAMLWriter.write(
            WorldFile(world, at: now).tree,
            header: [
                "A world of kmslab. `kmslab world load FILE` makes it anew, with new key material.",
                "Not in here: secret access keys (add `secret:` under an `id:`, or have random ones made), grants,",
                "sessions, ciphertext, AWS's own keys, replicas of multi-Region keys.",
            ])
    }

    /// Makes the world what a file says: all of it or nothing, as one change that can be undone.
    ///
    /// The file is loaded into a fork first. What the fork did, events included, is then done here in one commit.
    ///
    /// - Throws: `InvalidWorldFile` with file and line; `LabChanged` when somebody changed the lab meanwhile.
    func load(_ file: WorldFile, named name: String) async throws(ServiceError) -> JSONObject {
        _ = try await worldAfterEverythingDue(at: now)
        let (base, revision) = cell.writer.withLock { ($0.head, $0.revision) }
        let store = CollectingStore()
        let loader = WorldLoader(file, into: Lab(world: base, ambient: ambient, store: store, isObserved: false))
        do throws(WorldFileError) {
            try await loader.run()
        } catch {
            throw error.serviceError(file: name)
        }
        let commits = store.commits
        let changed = try await adopt(commits, ifStillAt: revision, title: "world load \(name)")
        return ["changedRows": .integer(Int64(changed)), "secrets": .object(loader.secrets)]
    }

    /// Does what a fork did, as one commit. Says how many rows changed.
    private func adopt(
        _ commits: [Commit], ifStillAt revision: Int, title: String
    ) async throws(ServiceError) -> Int {
        let changes = commits.flatMap(\.changes).filter { $0.table != HistoryStep.table }
        guard !changes.isEmpty else { return 0 }
        return try await commit { writer throws(ServiceError) in
            guard writer.revision == revision else {
                throw ServiceError(
                    ServiceError.Code("LabChanged", 409), "somebody changed the lab meanwhile; nothing was loaded",
                    hint: "try again")
            }
            for change in changes { writer.head.apply(change) }
            let rows = writer.head.drainChanges()
            let commit = Commit(changes: rows, events: commits.flatMap(\.events), history: .whole(title))
            return (rows.count, commit)
        }
    }
}
