import ArgumentParser
import LabCore
import LabWire

/// `kmslab bucket …`
struct Bucket: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make and list buckets, and say how they encrypt, keep versions, lock and expire.",
        subcommands: [
            BucketCreate.self, BucketList.self, BucketPolicy.self, BucketEncryption.self, BucketVersioning.self,
            BucketLock.self, BucketLifecycle.self,
        ])
}

/// `kmslab bucket create`
struct BucketCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a bucket.")

    @Argument(help: "Its name.")
    var name: String

    @Flag(help: "Turn on Object Lock, and with it versioning, for good.")
    var lock = false

    @Flag(help: "Keep versions.")
    var versioning = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let bucket = try ObjectPath.bucket(name)
        let answer = try await lab.withLab { connection in
            var request = StoreRequest("PUT", bucket)
            if connection.region != .standard {
                request = request.with(document: Self.configuration(in: connection.region))
            }
            if lock { request.headers["x-amz-bucket-object-lock-enabled"] = "true" }
            let answer = try await connection.store(request)
            if versioning, !lock { _ = try await connection.store(BucketVersioning.request(bucket, isOn: true)) }
            return answer
        }
        let arn = answer.headers["x-amz-bucket-arn"] ?? "arn:aws:s3:::\(bucket)"
        print(lab.json ? JSONValue.object(["Name": .string(bucket), "Arn": .string(arn)]).prettyText : arn)
    }

    private static func configuration(in region: Region) -> [UInt8] {
        XMLWriter.document("CreateBucketConfiguration", namespace: XMLWriter.s3Namespace) { xml in
            xml.element("LocationConstraint", region.code)
        }
    }
}

/// `kmslab bucket list`
struct BucketList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the account's buckets.")

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing {
            let page = try await lab.withLab { try await $0.document(StoreRequest("GET", "")) }
            let buckets = page["Buckets"]?.all("Bucket") ?? []
            guard !lab.json else { return print(JSONValue.array(buckets.map(Self.json)).prettyText) }
            var table = TextTable("BUCKET", "REGION", "MADE")
            for bucket in buckets {
                table.add(
                    bucket["Name"]?.text ?? "", bucket["BucketRegion"]?.text ?? "",
                    ObjectText.date(bucket["CreationDate"]?.text))
            }
            table.isEmpty
                ? StandardError.write("kmslab: no buckets yet; `kmslab bucket create NAME` makes one")
                : table.printAll()
        }
    }

    private static func json(_ bucket: XMLElement) -> JSONValue {
        .object(JSONObject(bucket.children.map { ($0.name, JSONValue.string($0.text)) }))
    }
}

/// `kmslab bucket policy`
struct BucketPolicy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Show, set or remove a bucket's policy.")

    @Argument(help: "The bucket.")
    var bucket: String

    @Option(help: ArgumentHelp("The new policy: JSON, or @FILE.", valueName: "json"))
    var set: String?

    @Flag(help: "Remove the policy.")
    var remove = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let name = try ObjectPath.bucket(bucket)
        guard set == nil || !remove else { throw Failure(.usage, "`--set` and `--remove` contradict each other") }
        var request = StoreRequest(remove ? "DELETE" : "GET", name, query: [("policy", nil)])
        if let set {
            request = StoreRequest("PUT", name, query: [("policy", nil)]).with(document: try TextArgument.bytes(set))
        }
        let sent = request
        let answer = try await lab.withLab { try await $0.store(sent) }
        guard set == nil, !remove else { return print(remove ? "\(name) has no policy" : "\(name) has a new policy") }
        print((try? JSONParser.parse(answer.body))?.prettyText ?? String(decoding: answer.body, as: UTF8.self))
    }
}
