import ArgumentParser
import LabCore
import LabWire

/// `kmslab bucket versioning`
struct BucketVersioning: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versioning", abstract: "Show, turn on or suspend the keeping of versions.")

    /// Whether versions are kept.
    enum Setting: String, ExpressibleByArgument, CaseIterable {
        case on
        case suspend
    }

    @Argument(help: "The bucket.")
    var bucket: String

    @Argument(help: "on or suspend (default: show it).")
    var setting: Setting?

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing {
            let name = try ObjectPath.bucket(bucket)
            let status = try await lab.withLab { connection in
                if let setting {
                    _ = try await connection.store(Self.request(name, isOn: setting == .on))
                }
                let page = try await connection.document(StoreRequest("GET", name, query: [("versioning", nil)]))
                return page["Status"]?.trimmedText
            }
            let json: JSONObject = ["Status": status.map(JSONValue.string) ?? .null]
            print(lab.json ? JSONValue.object(json).prettyText : status?.lowercased() ?? "never turned on")
        }
    }

    /// The request that turns it on or suspends it.
    static func request(_ bucket: String, isOn: Bool) -> StoreRequest {
        let document = XMLWriter.document("VersioningConfiguration", namespace: XMLWriter.s3Namespace) { xml in
            xml.element("Status", isOn ? "Enabled" : "Suspended")
        }
        return StoreRequest("PUT", bucket, query: [("versioning", nil)]).with(document: document)
    }
}

/// `kmslab bucket lock`
struct BucketLock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Show or set a bucket's Object Lock: what new versions get unasked.",
        discussion: """
            It cannot be turned off again. What is there already stays unlocked: `kmslab lock set` locks it.

            Example: kmslab bucket lock kumo-ledger --mode compliance --years 7
            """)

    @Argument(help: "The bucket.")
    var bucket: String

    @Flag(help: "Turn it on; the bucket has to keep versions.")
    var on = false

    @Option(help: "How new versions are kept: governance or compliance.")
    var mode: LockMode?

    @Option(help: "For how many days.")
    var days: Int?

    @Option(help: "For how many years.")
    var years: Int?

    @Flag(name: .customLong("no-default"), help: "Keep the lock, and give new versions no retention.")
    var withoutDefault = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let name = try ObjectPath.bucket(bucket)
        let hasPeriod = days != nil || years != nil
        guard (mode != nil) == hasPeriod, days == nil || years == nil else {
            throw Failure(.usage, "`--mode` goes together with either `--days` or `--years`")
        }
        let isChange = on || mode != nil || withoutDefault
        let page = try await lab.withLab { connection in
            if isChange {
                let request = StoreRequest("PUT", name, query: [("object-lock", nil)])
                _ = try await connection.store(request.with(document: document))
            }
            return try await connection.document(StoreRequest("GET", name, query: [("object-lock", nil)]))
        }
        report(page["Rule"]?["DefaultRetention"])
    }

    private var document: [UInt8] {
        XMLWriter.document("ObjectLockConfiguration", namespace: XMLWriter.s3Namespace) { xml in
            xml.element("ObjectLockEnabled", "Enabled")
            guard let mode else { return }
            xml.element("Rule") { xml in
                xml.element("DefaultRetention") { xml in
                    xml.element("Mode", mode.wireName)
                    if let days { xml.element("Days", days) }
                    if let years { xml.element("Years", years) }
                }
            }
        }
    }

    private func report(_ retention: XMLElement?) {
        let members = (retention?.children ?? []).map { ($0.name, JSONValue.string($0.text)) }
        if lab.json {
            return print(JSONValue.object(JSONObject([("ObjectLockEnabled", "Enabled")] + members)).prettyText)
        }
        guard let retention else { return print("on; new versions get no retention") }
        let period =
            retention["Days"].map { "\($0.text) days" } ?? retention["Years"].map { "\($0.text) years" } ?? ""
        print("on; new versions are kept for \(period) in \((retention["Mode"]?.text ?? "").lowercased()) mode")
    }
}

/// `kmslab bucket lifecycle`
struct BucketLifecycle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lifecycle", abstract: "Show, set or remove the rules by which objects expire.",
        discussion: """
            The rules act when the lab's clock passes their time; locked versions stay.

            Example: kmslab bucket lifecycle kumo-logs --expire 30 --expire-noncurrent 90 --abort-uploads 7
            """)

    @Argument(help: "The bucket.")
    var bucket: String

    @Option(help: ArgumentHelp("Days after which objects expire.", valueName: "days"))
    var expire: Int?

    @Option(help: ArgumentHelp("Days after which noncurrent versions go for good.", valueName: "days"))
    var expireNoncurrent: Int?

    @Option(help: ArgumentHelp("Days after which unfinished uploads go.", valueName: "days"))
    var abortUploads: Int?

    @Option(help: "Only for keys that begin so.")
    var prefix = ""

    @Flag(help: "Remove every rule.")
    var remove = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let name = try ObjectPath.bucket(bucket)
        let isChange = expire != nil || expireNoncurrent != nil || abortUploads != nil
        guard !remove || !isChange else { throw Failure(.usage, "`--remove` goes alone") }
        let query: [(name: String, value: String?)] = [("lifecycle", nil)]
        let page = try await lab.withLab { connection -> XMLElement? in
            if remove {
                _ = try await connection.store(StoreRequest("DELETE", name, query: query))
                return nil
            }
            if isChange {
                _ = try await connection.store(StoreRequest("PUT", name, query: query).with(document: document))
            }
            return try await connection.document(StoreRequest("GET", name, query: query))
        }
        guard let page else { return print("\(name) has no rules") }
        let rules = page.all("Rule").map { Self.json($0) }
        print(lab.json ? JSONValue.array(rules).prettyText : rules.map(\.compactText).joined(separator: "\n"))
    }

    private var document: [UInt8] {
        XMLWriter.document("LifecycleConfiguration", namespace: XMLWriter.s3Namespace) { xml in
            xml.element("Rule") { xml in
                if let expire { xml.element("Expiration") { $0.element("Days", expire) } }
                xml.element("Filter") { $0.element("Prefix", prefix) }
                xml.element("ID", "kmslab")
                xml.element("Status", "Enabled")
                if let expireNoncurrent {
                    xml.element("NoncurrentVersionExpiration") { $0.element("NoncurrentDays", expireNoncurrent) }
                }
                if let abortUploads {
                    xml.element("AbortIncompleteMultipartUpload") { $0.element("DaysAfterInitiation", abortUploads) }
                }
            }
        }
    }

    private static func json(_ element: XMLElement) -> JSONValue {
        guard !element.children.isEmpty else { return .string(element.text) }
        return .object(JSONObject(element.children.map { ($0.name, json($0)) }))
    }
}
