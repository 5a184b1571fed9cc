import LabCore
import LabKMS
import LabService
import LabTesting
import LabWorld
import Testing

/// KMS has a name of its own for what goes wrong inside; what stood in the way is still told.
@Suite struct FullHomeTests {
    @Test func aHomeThatFillsUpIsNamedAsTheCauseAndNothingHasHappened() async throws {
        let store = RecordingStore()
        let keys = try KeyHome(store: store)
        store.fail()
        do {
            _ = try await keys.createKey()
            Issue.record("the key was made")
        } catch let error as ServiceError {
            #expect(error.code.wireName == "KMSInternalException")
            #expect(error.details[StoreFailure.detail] == StoreFailure.Cause.full.rawValue)
        }
        #expect(keys.home.lab.world.kms.keys.count == 0)
    }
}
