import LabCore
import LabService
import LabTrail

extension AuditEvent {
    /// Notes in `ledger` that the request used the keys that its event names, if it did.
    func noteKeyUse(in ledger: KeyUsageLedger?) {
        guard let ledger, error == nil, service == .kms, let requestID, Self.usingOperations.contains(name) else {
            return
        }
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

extension KeyUsageLedger {
    /// So many of the latest events are searched for uses before the start of the process.
    private static let recordsReadBack = 20_000

    /// A ledger that reads back from a durable lab's archive.
    convenience init(archive: (any EventArchive)?) {
        guard let archive else {
            self.init()
            return
        }
        self.init {
            guard let records = try? archive.latestRecords(Self.recordsReadBack) else { return [:] }
            return Self.uses(in: records)
        }
    }

    private static func uses(in records: [JSONObject]) -> [String: KeyUse] {
        records.reduce(into: [:]) { uses, record in
            guard let use = KeyUse(record) else { return }
            for resource in record["resources"]?.array ?? [] {
                if let arn = resource["ARN"]?.string { uses[arn] = use }
            }
        }
    }
}

extension KeyUse {
    /// Reads a CloudTrail record; `nil` when it is not about the successful use of a key.
    fileprivate init?(_ record: JSONObject) {
        guard record["eventSource"]?.string == Service.kms.eventSource, record["errorCode"] == nil,
            let name = record["eventName"]?.string, AuditEvent.usingOperations.contains(name),
            let time = record["eventTime"]?.string.flatMap({ Timestamp(iso8601: $0) }),
            let eventID = record["eventID"]?.string, let requestID = record["requestID"]?.string
        else { return nil }
        self.init(operation: name, time: time, eventID: eventID, requestID: requestID)
    }
}
