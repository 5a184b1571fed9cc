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
    /// The reader of a row gives the context with which the row's own ciphertext opens. The attack works when another
    /// row's ciphertext opens with it, too.
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        var readers: [(row: Row, blob: [UInt8], context: EncryptionContext)] = []
        for row in rows {
            guard let blob = experiment.workspace.read(row.file) else { return .fail("missing", ["row": row.name]) }
            guard let context = try await habit(row, blob, in: experiment) else {
                return .fail("broken", ["row": row.name])
            }
            readers.append((row, blob, context))
        }
        var error = ""
        for reader in readers {
            for other in readers where other.row.name != reader.row.name {
                let evidence = ["row": reader.row.name, "other": other.row.name]
                switch try await experiment.decrypt(other.blob, reader.context, as: caller) {
                case .text: return .fail("works", evidence)
                case .refused(let outcome): error = outcome.error?.code.wireName ?? ""
                case .missing: continue
                }
            }
        }
        return .pass(["error": error])
    }

    /// The context with which a row's own ciphertext opens: the one that it should have, or else none, or any that
    /// somebody gave. Whoever may not open it at all tells nothing about the swap, so the root user looks.
    private func habit(
        _ row: Row, _ blob: [UInt8], in experiment: Experiment
    ) async throws(ServiceError) -> EncryptionContext? {
        var contexts = [wanted(row), .empty]
        for event in try await experiment.events() {
            let pairs = event["requestParameters"]?["encryptionContext"]?.object?.members ?? []
            guard let context = EncryptionContext(pairs.map { ($0.name, $0.value.string ?? "") }) else { continue }
            contexts.append(context)
        }
        for context in contexts {
            if case .text = try await experiment.decrypt(blob, context, as: "root") { return context }
        }
        return nil
    }

    private func wanted(_ row: Row) -> EncryptionContext {
        let facts = LabFacts(["row": row.name])
        return EncryptionContext(context.map { ($0.key, facts.fill($0.value)) }) ?? .empty
    }
}
