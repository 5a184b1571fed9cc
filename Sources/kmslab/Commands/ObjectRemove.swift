import ArgumentParser
import LabCore
import LabWire

/// `kmslab object rm`
struct ObjectRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Delete objects, or versions for good.",
        discussion: """
            Without --version a bucket that keeps versions only gets a delete marker on top: nothing is lost, whatever \
            locks say. With --version the version goes, unless it is locked.
            """)

    @Argument(help: "The objects: BUCKET/KEY.")
    var objects: [String]

    @Option(help: ArgumentHelp("The version to delete for good.", valueName: "id"))
    var version: String?

    @Flag(help: "Pass governance mode; it takes the permission, too.")
    var bypass = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        guard version == nil || objects.count == 1 else { throw Failure(.usage, "`--version` is one object's") }
        let paths = try objects.map { try ObjectPath.object($0) }
        let answers = try await lab.withLab { connection in
            var answers: [(ObjectPath, WireHeaders)] = []
            for path in paths {
                var request = path.request("DELETE", version: version)
                if bypass { request.headers["x-amz-bypass-governance-retention"] = "true" }
                answers.append((path, try await connection.store(request).headers))
            }
            return answers
        }
        guard !lab.json else {
            let json = answers.map { path, headers in
                JSONValue.object(JSONObject([("object", .string(path.text))]).adding(headers))
            }
            return print(JSONValue.array(json).prettyText)
        }
        for (path, headers) in answers { print("\(path.text)  \(outcome(headers))") }
    }

    private func outcome(_ headers: WireHeaders) -> String {
        let isMarker = headers["x-amz-delete-marker"] == "true"
        let id = headers["x-amz-version-id"].map { " \($0)" } ?? ""
        switch (version, isMarker) {
        case (nil, true): return "hidden behind delete marker\(id)"
        case (nil, false): return "deleted"
        case (_, true): return "delete marker\(id) removed: what lies below is back"
        case (_, false): return "version\(id) deleted for good"
        }
    }
}
