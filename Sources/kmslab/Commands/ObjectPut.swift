import ArgumentParser
import LabCore
import LabWire

/// `kmslab object put`
struct ObjectPut: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Write a file into a bucket.",
        discussion: """
            The body streams: it is sealed piece by piece as it arrives, and a checksum over the whole is compared at \
            its end. Nothing of it lies on the disk in the clear.

            Example: kmslab object put q1.csv kumo-ledger/q1.csv --sse kms --sse-key alias/ledger
            """)

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Argument(help: "Where to: BUCKET/KEY.")
    var object: String

    @OptionGroup var encryption: EncryptionOptions
    @OptionGroup var lock: LockOptions

    @Option(help: ArgumentHelp("The content type.", valueName: "type"))
    var contentType: String?

    @Option(name: .customLong("meta"), help: ArgumentHelp("User metadata; may be repeated.", valueName: "name=value"))
    var metadata: [String] = []

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let path = try ObjectPath.object(object)
        let bar = ProgressBar("storing")
        let source = try UploadSource(file) { bar.update($0) }
        let answer = try await lab.withLab { connection in
            var request = path.request("PUT")
            request.headers = try await headers(connection)
            source.attach(to: &request)
            return try await connection.store(request)
        }
        bar.finish()
        report(path, source.payloadLength, answer.headers)
    }

    private func headers(_ connection: any LabConnection) async throws -> WireHeaders {
        var headers = try encryption.headers()
        headers.set(try await lock.headers(connection))
        headers["Content-Type"] = contentType
        for pair in try ContextOptions.pairs(metadata) { headers["x-amz-meta-\(pair.key)"] = pair.value }
        return headers
    }

    private func report(_ path: ObjectPath, _ size: Int, _ headers: WireHeaders) {
        guard !lab.json else {
            let json: JSONObject = ["object": .string(path.text), "size": .integer(Int64(size))]
            return print(JSONValue.object(json.adding(headers)).prettyText)
        }
        print("\(path.text)  \(ByteCount.text(size))  \(ObjectText.encryption(headers))")
        if let version = headers["x-amz-version-id"] { print("version \(version)") }
    }
}

/// Until when a new version is kept, and how strictly.
struct LockOptions: ParsableArguments {
    @Option(name: .customLong("lock-mode"), help: "Object Lock: governance or compliance.")
    var mode: LockMode?

    @Option(
        name: .customLong("lock-until"),
        help: ArgumentHelp("Until when: 2033-01-01, or 90d from now.", valueName: "date"))
    var until: String?

    @Flag(name: .customLong("legal-hold"), help: "Put a legal hold on it.")
    var hold = false

    /// The headers of a write.
    func headers(_ connection: any LabConnection) async throws -> WireHeaders {
        guard (mode == nil) == (until == nil) else {
            throw Failure(.usage, "`--lock-mode` and `--lock-until` go together")
        }
        var headers = WireHeaders()
        headers["x-amz-object-lock-mode"] = mode?.wireName
        if let until { headers["x-amz-object-lock-retain-until-date"] = try await connection.retentionDate(until) }
        if hold { headers["x-amz-object-lock-legal-hold"] = "ON" }
        return headers
    }
}

extension JSONObject {
    /// The object with the fields of an answer.
    func adding(_ headers: WireHeaders) -> JSONObject {
        var object = self
        for field in headers.fields where !["Date", "Server"].contains(field.name) {
            object[field.name] = .string(field.value)
        }
        return object
    }
}

/// Objects for people.
enum ObjectText {
    /// How a version is encrypted, as the fields of an answer say.
    static func encryption(_ headers: WireHeaders) -> String {
        let name = "x-amz-server-side-encryption"
        guard let mode = headers[name] else {
            return headers["\(name)-customer-algorithm"] == nil ? "" : "SSE-C"
        }
        let key = headers["\(name)-aws-kms-key-id"].map { " under \($0)" } ?? ""
        let bucketKey = headers["\(name)-bucket-key-enabled"] == "true" ? ", bucket key" : ""
        return "\(mode)\(key)\(bucketKey)"
    }

    /// A date to the second, without its zone.
    static func date(_ text: String?) -> String {
        String((text ?? "").prefix(19)).replacing("T", with: " ")
    }
}
