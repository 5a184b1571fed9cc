import LabCore
import LabKMS
import LabService
import LabTesting
import LabWorld
import Testing

@testable import LabStore

/// A clock that jumps a year, forward and back, loses nothing of the trail.
@Suite struct ClockJumpTests {
    @Test func aYearAheadInTheMidstOfRequestsLosesNothing() async throws {
        let temporary = try TemporaryHome()
        let answered = try await temporary.whileOpen { home async throws in
            try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        guard number.isMultiple(of: 10) else { return try await home.createKey().address.keyID }
                        _ = try await home.lab.door("clock", ["advance": "365d"])
                        return nil
                    }
                }
                return try await group.reduce(into: Set<String>()) { if let keyID = $1 { $0.insert(keyID) } }
            }
        }
        #expect(answered.count == 54)
        try await temporary.whileOpen { home async throws in
            try expectWhole(home, answered)
            #expect(home.lab.now - home.lab.ambient.clock.now == .days(6 * 365))
        }
    }

    @Test func aMachineWhoseClockIsSetBackAYearGoesOnWithItsTrail() async throws {
        let temporary = try TemporaryHome()
        var answered: Set<String> = []
        for jump in [LabDuration.days(365), .days(-730), .days(365), .days(0)] {
            try await temporary.whileOpen { home async throws in
                for _ in 0..<3 { answered.insert(try await home.createKey().address.keyID) }
            }
            temporary.clock.advance(jump)
        }
        try await temporary.whileOpen { home async throws in
            try expectWhole(home, answered)
            let times = try home.store.events(last: 100).map(\.time)
            #expect(times != times.sorted())
            let page = try home.store.lookUp(EventQuery(.eventName, "CreateKey", limit: 100))
            #expect(page.events.count == 12 && page.events.map(\.time) == times.sorted().reversed())
        }
    }

    private func expectWhole(_ home: OpenHome, _ answered: Set<String>) throws {
        #expect(Set(home.keyIDs) == answered)
        let created = try home.store.events(last: 1000).count { $0.record["eventName"]?.string == "CreateKey" }
        #expect(created == answered.count)
        #expect(try home.store.verifyTrail().findings == [])
    }
}
