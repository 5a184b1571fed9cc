import LabCore

/// `attack`: a named attack, replayed on a fork, no longer works.
struct AttackCheck: Check {
    static let name = "attack"
    static let parameters = ["name", "rows", "context", "as"]
    static let codes = ["missing", "broken", "works"]

    /// A row of a table, and the file that holds its ciphertext.
    struct Row: Sendable {
        let name: String
        let file: String
    }

    let rows: [Row]
    /// The context that the reader of a row gives; `{row}` is the row's name.
    let context: [(key: String, value: String)]
    let caller: String

    init(_ map: Parameters) throws(LabFileError) {
        guard try map.required("name") == "swap-rows" else {
            throw map.error("there is no such attack", mend: "the one attack is `swap-rows`")
        }
        rows = try map.pairs("rows").map { Row(name: $0.key, file: WorkspacePath($0.value)?.name ?? $0.value) }
        context = try map.pairs("context")
        caller = try map.text("as") ?? "root"
        guard rows.count > 1 else { throw map.error("`swap-rows` needs two `rows` at least") }
        if let row = rows.first(where: { !WorkspacePath.isInside($0.file) }) {
            throw map.error("`\(row.file)` leaves the workspace", mend: "name a file below the workspace: ./name")
        }
    }
}

extension AttackCheck {
    /// The attack works when two rows open with one and the same context: whoever reads them cannot tell them apart.
    /// Otherwise each row still has to open with its own.
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        var blobs: [(row: Row, bytes: [UInt8])] = []
        for row in rows {
            guard let bytes = experiment.workspace.read(row.file) else { return .fail("missing", ["row": row.name]) }
            blobs.append((row, bytes))
        }
        for context in try await contexts(in: experiment) {
            var opened: [String] = []
            for (row, bytes) in blobs {
                // Whoever may not open a row at all tells nothing of the swap, so the root user looks.
                if case .text = try await experiment.decrypt(bytes, context, as: "root") { opened.append(row.name) }
            }
            if opened.count > 1 { return .fail("works", ["row": opened[0], "other": opened[1]]) }
        }
        for (row, bytes) in blobs {
            let opening = try await experiment.decrypt(bytes, wanted(row), as: caller)
            if case .refused(let outcome) = opening { return .fail("broken", outcome, ["row": row.name]) }
        }
        return .pass()
    }

    /// Every context that a reader could have the habit of: the wanted ones, none, and all that the trail knows.
    private func contexts(in experiment: Experiment) async throws(ServiceError) -> Set<EncryptionContext> {
        var contexts = Set(rows.map(wanted))
        contexts.insert(.empty)
        for event in try await experiment.events() {
            for member in ["encryptionContext", "sourceEncryptionContext", "destinationEncryptionContext"] {
                guard let pairs = event["requestParameters"]?[member]?.object?.members else { continue }
                let context = EncryptionContext(pairs.map { ($0.name, $0.value.string ?? "") })
                if let context { contexts.insert(context) }
            }
        }
        return contexts
    }

    private func wanted(_ row: Row) -> EncryptionContext {
        let facts = LabFacts(["row": row.name])
        return EncryptionContext(context.map { ($0.key, facts.fill($0.value)) }) ?? .empty
    }
}
