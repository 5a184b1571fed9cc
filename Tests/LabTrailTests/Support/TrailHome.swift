import LabCore
import LabS3
import LabService
import LabTesting
import LabWorld
import Testing

/// A lab with the few verbs that tests of CloudTrail need, in AWS's own JSON. Every answer and every refusal of
/// CloudTrail's is held against botocore's model.
struct TrailHome {
    let lab: Lab
    let clock: ManualClock

    init() throws {
        let memory = try InMemoryLab()
        lab = memory.lab
        clock = memory.clock
    }

    init(lab: Lab, clock: ManualClock) {
        self.lab = lab
        self.clock = clock
    }

    /// Calls `service.Operation`, or an operation of CloudTrail's.
    @discardableResult
    func call(
        _ name: String, _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root(), in region: Region = .standard
    ) async throws -> JSONObject {
        let parts = name.split(separator: ".").map(String.init)
        let (service, operation) = parts.count == 2 ? (parts[0], parts[1]) : ("cloudtrail", name)
        do {
            let output = try await lab.perform(service, operation, input, as: caller, in: region)
            if service == "cloudtrail" { try Oracle.check(output, of: operation) }
            return output
        } catch let error as ServiceError {
            if service == "cloudtrail" { try Oracle.check(error, of: operation) }
            throw error
        }
    }

    /// The code that a call is refused with.
    func refusal(
        _ name: String, _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root(),
        in region: Region = .standard, _ location: SourceLocation = #_sourceLocation
    ) async -> String? {
        do {
            try await call(name, input, as: caller, in: region)
            Issue.record("\(name) was not refused", sourceLocation: location)
            return nil
        } catch let error as ServiceError {
            return error.code.wireName
        } catch {
            Issue.record("\(error)", sourceLocation: location)
            return nil
        }
    }

    /// Makes a key and answers its ARN.
    @discardableResult
    func createKey(_ input: JSONObject = [:]) async throws -> String {
        try #require(try await call("kms.CreateKey", input)["KeyMetadata"]?["Arn"]?.string)
    }

    /// Makes a user with one policy, or none, and answers it as a caller.
    func user(_ name: String, allowed actions: String..., in account: AccountID = .standard) async throws -> Caller {
        let root = InMemoryLab.root(of: account)
        let made = try await call("iam.CreateUser", ["UserName": .string(name)], as: root)
        let statement: JSONValue = [
            "Effect": "Allow", "Action": .array(actions.map(JSONValue.string)), "Resource": "*",
        ]
        let policy: JSONValue = ["Version": "2012-10-17", "Statement": [statement]]
        if !actions.isEmpty {
            try await call(
                "iam.PutUserPolicy",
                ["UserName": .string(name), "PolicyName": "p", "PolicyDocument": .string(policy.compactText)], as: root)
        }
        let id = try #require(made["User"]?["UserId"]?.string)
        return Caller(.user(account: account, path: "/", name: name, id: id), accessKeyID: "AKIA\(name)")
    }

    /// Makes a bucket that CloudTrail may write to.
    func bucket(_ name: String = "logs", policy: JSONValue? = nil) async throws {
        let call = try lab.call(as: InMemoryLab.root())
        _ = try await lab.perform(CreateBucket.self, .init(bucket: name), in: call)
        try await setPolicy(of: name, policy ?? Self.bucketPolicy(name))
    }

    func setPolicy(of bucket: String, _ policy: JSONValue) async throws {
        let call = try lab.call(as: InMemoryLab.root())
        _ = try await lab.perform(PutBucketPolicy.self, .init(bucket: bucket, policy: policy.compactText), in: call)
    }

    /// The bucket policy of AWS's documentation.
    static func bucketPolicy(_ bucket: String) -> JSONValue {
        let service: JSONValue = ["Service": "cloudtrail.amazonaws.com"]
        return [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Principal": service, "Action": "s3:GetBucketAcl",
                    "Resource": .string("arn:aws:s3:::\(bucket)"),
                ],
                [
                    "Effect": "Allow", "Principal": service, "Action": "s3:PutObject",
                    "Resource": .string("arn:aws:s3:::\(bucket)/AWSLogs/111122223333/*"),
                    "Condition": [
                        "StringEquals": [
                            "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": "111122223333",
                        ]
                    ],
                ],
            ],
        ]
    }

    /// Makes a trail that is on.
    func trail(_ name: String = "main", _ settings: JSONObject = [:], bucket: String = "logs") async throws {
        var input: JSONObject = ["Name": .string(name), "S3BucketName": .string(bucket)]
        for member in settings.members { input[member.name] = member.value }
        try await call("CreateTrail", input)
        try await call("StartLogging", ["Name": .string(name)])
    }

    /// Looks events up and answers them.
    func lookUp(
        _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root(), in region: Region = .standard
    ) async throws -> [JSONValue] {
        try await call("LookupEvents", input, as: caller, in: region)["Events"]?.array ?? []
    }

    /// The input of a look-up by one attribute.
    static func by(_ key: String, _ value: String) -> JSONObject {
        ["LookupAttributes": [["AttributeKey": .string(key), "AttributeValue": .string(value)]]]
    }

    /// The latest events of the lab's own trail, oldest first.
    func records(_ count: Int = 10_000) async throws -> [JSONValue] {
        try await lab.door("trail", ["last": .integer(Int64(count))])["events"]?.array ?? []
    }

    /// Moves the lab's clock, through its door.
    func advance(_ text: String) async throws {
        _ = try await lab.door("clock", ["advance": .string(text)])
    }
}

extension [JSONValue] {
    /// A member of each.
    func texts(_ name: String) -> [String] { compactMap { $0[name]?.string } }
}
