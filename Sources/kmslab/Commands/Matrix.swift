import ArgumentParser
import LabCore

/// `kmslab matrix`
struct Matrix: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Who sees the plaintext of a bucket's objects, found out by trying on a fork.",
        discussion: """
            The fork gets an object in every encryption and users with exactly the permissions that the columns name; \
            then everybody reads, under the bucket's own policy. The lab itself stays as it is.

            Example: kmslab matrix kumo-letters --why sse-kms reader
            """)

    @Argument(help: "The bucket.")
    var bucket: String

    @Flag(help: "As if readers came without TLS: opens the tap column.")
    var http = false

    @Flag(name: .customLong("why"), help: "Explain one cell: name its row and its column after the bucket.")
    var explains = false

    @Argument(help: ArgumentHelp("With --why: the row and the column.", valueName: "cell"))
    var cell: [String] = []

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let input: JSONObject = ["bucket": .string(try ObjectPath.bucket(bucket)), "http": .bool(http)]
        guard explains == (cell.count == 2) else {
            throw Failure(.usage, "`--why` takes a row and a column", hint: "kmslab matrix \(bucket) --why sse-c root")
        }
        let answer = try await lab.withLab { try await $0.door("plaintext", input) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        let text = PlaintextText(answer)
        let lines = explains ? try text.explanation(row: cell[0], column: cell[1]) : text.lines
        for line in lines { print(line) }
    }
}

/// The matrix for people.
struct PlaintextText {
    private let answer: JSONObject

    init(_ answer: JSONObject) {
        self.answer = answer
    }

    private static let columns = [
        ("tap", "tap"), ("disk", "disk"), ("s3-op", "s3-op"), ("reader", "reader"), ("reader+decrypt", "+decrypt"),
        ("key-admin", "keyadm"), ("root", "root"), ("other-account", "other"), ("later", "later"),
    ]

    var lines: [String] {
        var table = TextTable(header: [""] + Self.columns.map(\.1))
        for row in answer["rows"]?.array ?? [] {
            let cells = Self.columns.map { Self.mark(row["cells"]?[$0.0]) }
            table.add(row: [row["title"]?.string ?? ""] + cells)
        }
        let legend = "\(Style.red("P")) = plaintext   . = ciphertext   - = refused"
        return ["\(Style.bold(answer["bucket"]?.string ?? ""))  \(legend)"] + table.lines + notes
    }

    private static func mark(_ cell: JSONValue?) -> String {
        switch cell?["sees"]?.string {
        case "plaintext": Style.red("P")
        case "noise": "."
        default: Style.dim("-")
        }
    }

    private var notes: [String] {
        var notes = [
            "", " nothing is kept unencrypted: SSE-S3 is the least there is",
            " own key  \(answer["key"]?.string ?? "")",
            " later    the account's root user in a year, without the keys that clients kept themselves",
        ]
        if answer["blocksCustomerKeys"]?.bool == true {
            notes.append(" SSE-C    the bucket refuses it; the fork allowed it")
        }
        if answer["tls"]?.bool == true { notes.append(" tap      behind TLS; --http opens it") }
        return notes
    }

    /// What one cell came of.
    func explanation(row: String, column: String) throws(Failure) -> [String] {
        let rows = answer["rows"]?.array ?? []
        guard let found = rows.first(where: { $0["id"]?.string == row || $0["title"]?.string == row }) else {
            throw Failure(.usage, "there is no row `\(row)`; there are \(names(rows))")
        }
        let viewers = answer["viewers"]?.array ?? []
        guard let cell = found["cells"]?[column], let viewer = viewers.first(where: { $0["id"]?.string == column })
        else {
            throw Failure(.usage, "there is no column `\(column)`; there are \(names(viewers))")
        }
        return [
            "\(found["title"]?.string ?? "")  x  \(viewer["title"]?.string ?? "")",
            "\(Self.mark(cell))  \(cell["why"]?.string ?? "")",
        ]
    }

    private func names(_ values: [JSONValue]) -> String {
        values.compactMap { $0["id"]?.string }.joined(separator: ", ")
    }
}
