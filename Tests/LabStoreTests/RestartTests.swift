import LabCore
import LabKMS
import LabService
import LabTesting
import LabWorld
import Testing

@testable import LabStore

@Suite struct RestartTests {
    @Test func whatWasEncryptedBeforeARestartIsDecryptedAfterIt() async throws {
        let temporary = try TemporaryHome()
        let (key, blob) = try await temporary.whileOpen { home async throws in
            let key = try await home.createKey()
            return (key, try await home.encrypt("payroll", under: key))
        }
        try await temporary.whileOpen { home async throws in
            #expect(home.keyIDs == [key.address.keyID])
            #expect(try await home.decrypt(blob) == "payroll")
        }
    }

    @Test func changesAndRemovalsOfRowsSurvive() async throws {
        let temporary = try TemporaryHome()
        let key = try await temporary.whileOpen { home async throws in
            let key = try await home.createKey()
            for name in ["alias/a", "alias/b"] {
                let input = CreateAlias.Input(aliasName: name, targetKeyID: key.address.keyID)
                _ = try await home.lab.perform(CreateAlias.self, input, in: try home.call())
            }
            let input = DeleteAlias.Input(aliasName: "alias/a")
            _ = try await home.lab.perform(DeleteAlias.self, input, in: try home.call())
            let disable = DisableKey.Input(keyID: key.address.keyID)
            _ = try await home.lab.perform(DisableKey.self, disable, in: try home.call())
            return key
        }
        try await temporary.whileOpen { home async throws in
            #expect(home.lab.world.kms.aliases.all.map(\.address.name) == ["alias/b"])
            #expect(home.lab.world.kms.keys[key.address]?.state == .disabled)
            await #expect(throws: ServiceError.self) { try await home.encrypt("x", under: key) }
        }
    }

    @Test func whatFallsDueWhileTheHomeIsClosedHappensAfterwardsAtItsTime() async throws {
        let temporary = try TemporaryHome()
        let due = try await temporary.whileOpen { home async throws in
            let key = try await home.createKey()
            let input = ScheduleKeyDeletion.Input(keyID: key.address.keyID, pendingWindowInDays: 7)
            _ = try await home.lab.perform(ScheduleKeyDeletion.self, input, in: try home.call())
            return home.lab.now + .days(7)
        }
        temporary.clock.advance(.days(400))
        try await temporary.whileOpen { home async throws in
            _ = try await home.lab.perform(GenerateRandom.self, GenerateRandom.Input(numberOfBytes: 1), in: home.call())
            #expect(home.keyIDs.isEmpty)
            let deleted = try home.store.lookUp(EventQuery(.eventName, "DeleteKey")).events
            #expect(deleted.map(\.time) == [due])
        }
        #expect(try await temporary.whileOpen { $0.keyIDs } == [])
    }

    @Test func theLabsClockSurvives() async throws {
        let temporary = try TemporaryHome()
        let time = try await temporary.whileOpen { home async throws in
            _ = try await home.lab.advanceClock(by: .days(366))
            return home.lab.now
        }
        #expect(time == temporary.clock.now + .days(366))
        #expect(try await temporary.whileOpen { $0.lab.now } == time)
    }

    @Test func theTrailGoesOnWhereItStopped() async throws {
        let temporary = try TemporaryHome()
        for round in 1...3 {
            try await temporary.whileOpen { home async throws in
                _ = try await home.createKey()
                await #expect(throws: ServiceError.self) { try await home.decrypt([1, 2, 3]) }
                #expect(try home.store.eventCount() == 2 * round)
                #expect(try home.store.events(last: 100).map(\.sequence) == Array(1...(2 * round)))
                #expect(try home.store.verifyTrail().isValid)
                let records = try await home.lab.door("trail", ["last": 100])["events"]?.array
                #expect(records?.count == 2 * round)
            }
        }
    }

    @Test func aHomeKeepsItsIdentity() async throws {
        let temporary = try TemporaryHome()
        let first = try await temporary.whileOpen { ($0.store.labID, $0.store.createdAt) }
        temporary.clock.advance(.days(1))
        let second = try await temporary.whileOpen { ($0.store.labID, $0.store.createdAt) }
        #expect(first == second)
        #expect(try TemporaryHome().open().store.labID != first.0)
    }
}
