import ArgumentParser
import LabCore
import LabWire

/// `kmslab bucket encryption`
struct BucketEncryption: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encryption", abstract: "Show or set how a bucket encrypts what does not say so itself.",
        discussion: """
            A default is no rule: a request that names another encryption gets it. What must not be is denied by the \
            bucket's policy. New buckets take no SSE-C; --allow-sse-c changes that.

            Example: kmslab bucket encryption kumo-ledger --sse kms --sse-key alias/ledger --bucket-key
            """)

    @Argument(help: "The bucket.")
    var bucket: String

    @Option(help: "The default: s3, kms or dsse.")
    var sse: EncryptionOptions.Mode?

    @Option(help: ArgumentHelp("The KMS key (default: aws/s3).", valueName: "key"))
    var sseKey: String?

    @Flag(inversion: .prefixedNo, help: "Go through a bucket-level key: fewer calls to KMS.")
    var bucketKey: Bool?

    @Flag(name: .customLong("allow-sse-c"), help: "Let requests bring their own keys.")
    var allowsCustomerKeys = false

    @Flag(name: .customLong("block-sse-c"), help: "Refuse requests that bring their own keys.")
    var blocksCustomerKeys = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let name = try ObjectPath.bucket(bucket)
        guard sse != .c else { throw Failure(.usage, "SSE-C is no default: every request brings its own key") }
        let rule = try await lab.withLab { connection in
            let request = StoreRequest("GET", name, query: [("encryption", nil)])
            var rule = Rule(try await connection.document(request)["Rule"])
            guard isChange else { return rule }
            rule.change(self)
            let change = StoreRequest("PUT", name, query: [("encryption", nil)]).with(document: rule.document)
            _ = try await connection.store(change)
            return rule
        }
        print(lab.json ? JSONValue.object(rule.json).prettyText : rule.lines.joined(separator: "\n"))
    }

    private var isChange: Bool {
        sse != nil || sseKey != nil || bucketKey != nil || allowsCustomerKeys || blocksCustomerKeys
    }

    /// A bucket's one rule.
    private struct Rule {
        private var algorithm: String
        private var key: String?
        private var usesBucketKey: Bool
        private var blocksCustomerKeys: Bool

        init(_ element: XMLElement?) {
            let standard = element?["ApplyServerSideEncryptionByDefault"]
            algorithm = standard?["SSEAlgorithm"]?.text ?? "AES256"
            key = standard?["KMSMasterKeyID"]?.text
            usesBucketKey = element?["BucketKeyEnabled"]?.trimmedText == "true"
            blocksCustomerKeys = element?["BlockedEncryptionTypes"]?["EncryptionType"]?.text == "SSE-C"
        }

        mutating func change(_ command: BucketEncryption) {
            switch command.sse {
            case .s3: (algorithm, key) = ("AES256", nil)
            case .kms: (algorithm, key) = ("aws:kms", nil)
            case .dsse: (algorithm, key) = ("aws:kms:dsse", nil)
            case .c, nil: break
            }
            key = command.sseKey ?? key
            usesBucketKey = command.bucketKey ?? usesBucketKey
            if command.allowsCustomerKeys { blocksCustomerKeys = false }
            if command.blocksCustomerKeys { blocksCustomerKeys = true }
        }

        var document: [UInt8] {
            XMLWriter.document("ServerSideEncryptionConfiguration", namespace: XMLWriter.s3Namespace) { xml in
                xml.element("Rule") { xml in
                    xml.element("ApplyServerSideEncryptionByDefault") { xml in
                        xml.element("SSEAlgorithm", algorithm)
                        xml.element("KMSMasterKeyID", ifPresent: key)
                    }
                    xml.element("BucketKeyEnabled", usesBucketKey)
                    xml.element("BlockedEncryptionTypes") { xml in
                        xml.element("EncryptionType", blocksCustomerKeys ? "SSE-C" : "NONE")
                    }
                }
            }
        }

        var json: JSONObject {
            var json: JSONObject = ["SSEAlgorithm": .string(algorithm)]
            json["KMSMasterKeyID"] = key.map(JSONValue.string)
            json["BucketKeyEnabled"] = .bool(usesBucketKey)
            json["BlocksSSEC"] = .bool(blocksCustomerKeys)
            return json
        }

        var lines: [String] {
            let under = key.map { " under \($0)" } ?? (algorithm == "AES256" ? "" : " under aws/s3")
            return [
                "default     \(algorithm)\(under)", "bucket key  \(usesBucketKey ? "on" : "off")",
                "SSE-C       \(blocksCustomerKeys ? "refused" : "taken")",
            ]
        }
    }
}
