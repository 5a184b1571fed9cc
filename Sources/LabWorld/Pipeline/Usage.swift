import LabCore
import LabService
import LabTrail

extension AuditEvent {
    /// Notes in the ledgers which keys the request used and which access key signed it.
    func noteUse(in ledgers: UsageLedgers?) {
        guard let ledgers else { return }
        noteAccessKey(in: ledgers.accessKeys)
        noteKeys(in: ledgers.keys)
    }

    /// A call that a service makes for somebody is not what the access key signed.
    private func noteAccessKey(in ledger: UsageLedger<AccessKeyUse>) {
        guard let id = caller?.accessKeyID, origin?.viaServices.isEmpty == true else { return }
        ledger.note(AccessKeyUse(time: time, serviceName: service.name, region: region), of: id)
    }

    private func noteKeys(in ledger: UsageLedger<KeyUse>) {
        guard error == nil, service == .kms, let requestID, Self.usingOperations.contains(name) else { return }
        let use = KeyUse(operation: name, time: time, eventID: eventID, requestID: requestID)
        for resource in detail.resources { ledger.note(use, of: resource.arn) }
    }

    /// AWS KMS Developer Guide, "Determine past usage of a KMS key": the operations that count.
    fileprivate static let usingOperations: Set<String> = [
        "Decrypt", "DeriveSharedSecret", "Encrypt", "GenerateDataKey", "GenerateDataKeyPair",
        "GenerateDataKeyPairWithoutPlaintext", "GenerateDataKeyWithoutPlaintext", "GenerateMac", "ReEncrypt", "Sign",
        "Verify", "VerifyMac", "Encapsulate", "Decapsulate",
    ]
}

extension UsageLedgers {
    /// So many of the latest events are searched for uses before the start of the process.
    private static let recordsReadBack = 20_000

    /// Ledgers that read back from a durable lab's archive.
    init(archive: (any EventArchive)?) {
        guard let archive else {
            self.init()
            return
        }
        self.init(
            keys: UsageLedger { KeyUse.lastUses(in: Self.records(of: archive)) },
            accessKeys: UsageLedger { AccessKeyUse.lastUses(in: Self.records(of: archive)) })
    }

    private static func records(of archive: any EventArchive) -> [JSONObject] {
        (try? archive.latestRecords(recordsReadBack)) ?? []
    }
}

extension KeyUse {
    /// The last use of each key, by ARN.
    fileprivate static func lastUses(in records: [JSONObject]) -> [String: KeyUse] {
        records.reduce(into: [:]) { uses, record in
            guard let use = KeyUse(record) else { return }
            for resource in record["resources"]?.array ?? [] {
                if let arn = resource["ARN"]?.string { uses[arn] = use }
            }
        }
    }

    /// Reads a CloudTrail record; `nil` when it is not about the successful use of a key.
    private init?(_ record: JSONObject) {
        guard record["eventSource"]?.string == Service.kms.eventSource, record["errorCode"] == nil,
            let name = record["eventName"]?.string, AuditEvent.usingOperations.contains(name),
            let time = record["eventTime"]?.string.flatMap({ Timestamp(iso8601: $0) }),
            let eventID = record["eventID"]?.string, let requestID = record["requestID"]?.string
        else { return nil }
        self.init(operation: name, time: time, eventID: eventID, requestID: requestID)
    }
}

extension AccessKeyUse {
    /// The last use of each access key, by id.
    fileprivate static func lastUses(in records: [JSONObject]) -> [String: AccessKeyUse] {
        records.reduce(into: [:]) { uses, record in
            guard let id = record["userIdentity"]?["accessKeyId"]?.string, let use = AccessKeyUse(record) else {
                return
            }
            uses[id] = use
        }
    }

    /// Reads a CloudTrail record; `nil` when it is about what a service did for somebody.
    private init?(_ record: JSONObject) {
        guard record["userIdentity"]?["invokedBy"] == nil,
            let source = record["eventSource"]?.string,
            let time = record["eventTime"]?.string.flatMap({ Timestamp(iso8601: $0) }),
            let region = record["awsRegion"]?.string.flatMap({ Region($0) })
        else { return nil }
        self.init(time: time, serviceName: String(source.prefix { $0 != "." }), region: region)
    }
}
