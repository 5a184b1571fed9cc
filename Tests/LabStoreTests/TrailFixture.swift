import LabCore
import LabService
import LabTrail
import LabWorld

/// Makes events for tests that write to the store directly.
struct TrailFixture {
    var user = "alice"
    var region = Region.standard
    var account = AccountID.standard
    var time = Timestamp(millisecondsSince1970: 1_767_225_600_000)
    var isReadOnly = true
    var resource: String? = "arn:aws:kms:us-east-1:111122223333:key/1"
    var error: ServiceError?

    func event(_ name: String, id: String) -> RecordedEvent {
        let caller = Caller(
            .user(account: account, path: "/", name: user, id: "AIDA\(user)"), accessKeyID: "AKIA\(user)")
        let call = Call(caller: caller, region: region, now: time, random: NoRandom(), requestID: "request-\(id)")
        let resources = resource.map { [AuditResource(arn: $0, account: account, type: "AWS::KMS::Key")] } ?? []
        return RecordedEvent(
            AuditEvent(
                eventID: id, call: call,
                operation: OperationFacts(service: .kms, eventName: name, isReadOnly: isReadOnly),
                detail: AuditDetail(resources: resources), error: error))
    }

    private struct NoRandom: RandomSource {
        func fill(_ buffer: UnsafeMutableRawBufferPointer, for purpose: RandomPurpose) throws(RandomFailure) {
            throw RandomFailure(reason: "none here")
        }
    }
}
