import ArgumentParser
import LabClient
import LabCore
import LabS3
import LabServer
import LabWire

/// `kmslab object get`
struct ObjectGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Read an object, or a range of it.",
        discussion: "A range opens only the pieces that it touches; nothing leaves that was not authenticated.")

    @Argument(help: "The object: BUCKET/KEY.")
    var object: String

    @Argument(help: "Where to write, or - for standard output (default: the last part of the key).")
    var file: String?

    @Option(help: ArgumentHelp("The version (default: the newest).", valueName: "id"))
    var version: String?

    @Option(help: ArgumentHelp("Bytes FIRST-LAST, FIRST- or -COUNT.", valueName: "range"))
    var range: String?

    @OptionGroup var customer: CustomerKeyOption

    @Flag(help: "Replace the file if it exists.")
    var force = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let path = try ObjectPath.object(object)
        let destination = file ?? String(path.key.split(separator: "/").last ?? "object")
        var request = path.request("GET", version: version)
        request.headers = try customer.headers()
        request.headers["Range"] = range.map { "bytes=\($0)" }
        let sent = request
        let overwrites = force
        let (size, headers) = try await lab.withLab { connection in
            try await connection.store(sent) { answer in
                (try await Self.write(answer, to: destination, overwrites), answer.headers)
            }
        }
        report(path, destination, size, headers)
    }

    /// Writes the body as it comes; an answer that breaks off leaves no file.
    private static func write(_ answer: StreamedAnswer, to path: String, _ overwrites: Bool) async throws -> Int {
        let output = try DownloadFile(path, overwrites: overwrites)
        let bar = ProgressBar("reading")
        let total = answer.headers["Content-Length"].flatMap { Int($0) }
        var count = 0
        while let piece = try await answer.body.next() {
            try output.write(piece)
            count += piece.count
            bar.update(FileEncryption.Progress(bytesDone: count, bytesTotal: total))
        }
        bar.finish()
        try output.commit()
        return count
    }

    private func report(_ path: ObjectPath, _ destination: String, _ size: Int, _ headers: WireHeaders) {
        guard lab.json else {
            return StandardError.write(
                "kmslab: read \(path.text) to \(destination) (\(ByteCount.text(size)), \(ObjectText.encryption(headers)))"
            )
        }
        let json: JSONObject = [
            "object": .string(path.text), "file": .string(destination), "size": .integer(Int64(size)),
        ]
        let text = JSONValue.object(json.adding(headers)).prettyText
        destination == "-" ? StandardError.write(text) : print(text)
    }
}

/// `kmslab object head`
struct ObjectHead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "head", abstract: "Show what is known about an object without reading it.",
        discussion: "None of it is encrypted: names, sizes, metadata and entity tags are readable without any key.")

    @Argument(help: "The object: BUCKET/KEY.")
    var object: String

    @Option(help: ArgumentHelp("The version (default: the newest).", valueName: "id"))
    var version: String?

    @OptionGroup var customer: CustomerKeyOption
    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing {
            var request = try ObjectPath.object(object).request("HEAD", version: version)
            request.headers = try customer.headers()
            let sent = request
            let headers = try await lab.withLab { try await $0.store(sent).headers }
            let shown = JSONObject().adding(headers)
            guard !lab.json else { return print(JSONValue.object(shown).prettyText) }
            var table = TextTable("FIELD", "VALUE")
            for member in shown.members { table.add(member.name, member.value.string ?? "") }
            table.printAll()
        }
    }
}
