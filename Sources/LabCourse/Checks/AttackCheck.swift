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
