import ArgumentParser
import LabCore
import LabWire

/// `kmslab object cp`
struct ObjectCopy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cp", abstract: "Copy an object within the store: the copy is encrypted anew.",
        discussion: """
            A copy inherits neither encryption nor lock: both follow the request and the bucket it goes to. Copying an \
            object onto itself puts it under another key, in a new version where versions are kept.

            Example: kmslab object cp kumo-letters/a.txt kumo-letters/a.txt --sse kms --sse-key alias/ledger
            """)

    @Argument(help: "The object: BUCKET/KEY.")
    var source: String

    @Argument(help: "Where to: BUCKET/KEY.")
    var destination: String

    @Option(help: ArgumentHelp("The source's version (default: the newest).", valueName: "id"))
    var version: String?

    @Option(
        name: .customLong("source-sse-c-key"),
        help: ArgumentHelp("The customer's key that the source is under.", valueName: "file"))
    var sourceKey: String?

    @OptionGroup var encryption: EncryptionOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let from = try ObjectPath.object(source)
        let to = try ObjectPath.object(destination)
        let answer = try await lab.withLab { connection in
            var request = to.request("PUT")
            request.headers = try encryption.headers()
            request.headers.set(try await lock.headers(connection))
            request.headers.set(try CustomerKeyOption.headers(of: sourceKey, "x-amz-copy-source-"))
            let versionText = version.map { "?versionId=\(PercentEncoding.encode($0))" } ?? ""
            request.headers["x-amz-copy-source"] =
                "/\(from.bucket)/\(PercentEncoding.encode(from.key, keepingSlash: true))\(versionText)"
            return try await connection.store(request)
        }
        guard !lab.json else {
            let json: JSONObject = ["source": .string(from.text), "object": .string(to.text)]
            return print(JSONValue.object(json.adding(answer.headers)).prettyText)
        }
        print("\(from.text) -> \(to.text)  \(ObjectText.encryption(answer.headers))")
        if let version = answer.headers["x-amz-version-id"] { print("version \(version)") }
    }
}
