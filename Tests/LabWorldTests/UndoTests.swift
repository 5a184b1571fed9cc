import LabCore
import LabIdentity
import LabKMS
import LabService
import LabTesting
import LabTrail
import LabWorld
import Testing

@Suite struct UndoTests {
    let home: InMemoryLab

    init() throws {
        home = try InMemoryLab()
    }

    private func createKey() async throws -> String {
        try #require(try await home.kms("CreateKey", [:])["KeyMetadata"]?["KeyId"]?.string)
    }

    private func titles() async throws -> [String] {
        try await home.lab.door("history")["changes"]?.array?.compactMap { $0["title"]?.string } ?? []
    }

    @Test func theLatestChangeIsTakenBackAndTheTrailTellsOfIt() async throws {
        let key = try await createKey()
        _ = try await home.kms("DisableKey", ["KeyId": .string(key)])
        #expect(try await titles() == ["DisableKey", "CreateKey"])
        #expect(try await home.lab.door("undo")["undone"]?["title"] == "DisableKey")
        #expect(home.lab.world.kms.keys.all.map(\.state) == [.enabled])
        #expect(try await home.lab.door("undo")["left"] == 0)
        #expect(home.lab.world.kms.keys.count == 0)
        let events = try await home.lab.door("trail")["events"]?.array?.compactMap { $0["eventName"]?.string }
        #expect(events == ["CreateKey", "DisableKey", "Undo", "Undo"])
        await #expect(throws: ServiceError.self) { try await home.lab.door("undo") }
    }

    @Test func whatReadsOrIsRefusedIsNoChange() async throws {
        let key = try await createKey()
        _ = try await home.kms("Encrypt", ["KeyId": .string(key), "Plaintext": "aGk="])
        _ = try? await home.kms("EnableKeyRotation", ["KeyId": .string(key), "RotationPeriodInDays": 1])
        #expect(try await titles() == ["CreateKey"])
    }

    @Test func whatFellDueGoesBackWithTheClock() async throws {
        let key = try await createKey()
        _ = try await home.kms("EnableKeyRotation", ["KeyId": .string(key)])
        _ = try await home.lab.door("clock", ["advance": "400d"])
        #expect(home.lab.world.kms.keys.all.first?.materials.count == 2)
        #expect(try await home.lab.door("undo")["undone"]?["title"] == "clock")
        #expect(home.lab.world.kms.keys.all.first?.materials.count == 1)
        #expect(home.lab.now == home.clock.now)
        _ = try await home.lab.door("clock", ["advance": "400d"])
        #expect(home.lab.world.kms.keys.all.first?.materials.count == 2)
    }

    @Test func aCiphertextOfBeforeTheUndoStillOpens() async throws {
        let key = try await createKey()
        let blob = try #require(
            try await home.kms("Encrypt", ["KeyId": .string(key), "Plaintext": "aGk="])["CiphertextBlob"])
        _ = try await home.kms("ScheduleKeyDeletion", ["KeyId": .string(key)])
        _ = try await home.lab.door("undo")
        #expect(try await home.kms("Decrypt", ["CiphertextBlob": blob])["Plaintext"] == "aGk=")
    }

    /// A row in the history would still hold the material.
    @Test func whatIsDestroyedStaysDestroyed() async throws {
        let key = try await createKey()
        _ = try await home.kms("ScheduleKeyDeletion", ["KeyId": .string(key), "PendingWindowInDays": 7])
        _ = try await home.lab.door("clock", ["advance": "8d"])
        #expect(home.lab.world.kms.keys.count == 0)
        #expect(try await titles() == [])
        await #expect(throws: ServiceError.self) { try await home.lab.door("undo") }
        _ = try await createKey()
        #expect(try await titles() == ["CreateKey"])
    }

    @Test func aHundredChangesAreKept() async throws {
        for index in 0..<(LabLimits.undoSteps + 5) {
            _ = try await home.kms("CreateKey", ["Description": .string("\(index)")])
        }
        #expect(home.lab.history.count == LabLimits.undoSteps)
        for _ in 0..<LabLimits.undoSteps { _ = try await home.lab.undo() }
        #expect(Set(home.lab.world.kms.keys.all.map(\.description)) == ["0", "1", "2", "3", "4"])
    }

    @Test func undoTurnsRoundEveryChangeOfASeededRun() async throws {
        for seed in UInt64(0)..<8 {
            var dice = SplitMix64(seed: seed)
            var worlds: [Set<String>] = []
            var made = 0
            for _ in 0..<30 {
                worlds.append(Self.rows(home.lab))
                let before = home.lab.history.count
                try await Self.change(home, &dice)
                if home.lab.history.count == before { worlds.removeLast() } else { made += 1 }
            }
            for _ in 0..<made {
                _ = try await home.lab.undo()
                #expect(Self.rows(home.lab) == worlds.removeLast(), "seed \(seed)")
            }
        }
    }

    private static func rows(_ lab: Lab) -> Set<String> {
        let keys = lab.world.kms.keys.all.map { "\($0.arn) \($0.state) \($0.description) \($0.rotation)" }
        return Set(keys + lab.world.kms.aliases.all.map { "\($0.address.name) \($0.targetKeyID)" })
    }

    private static func change(_ home: InMemoryLab, _ dice: inout SplitMix64) async throws {
        let keys = home.lab.world.kms.keys.all.map(\.address.keyID)
        guard let key = keys.randomElement(using: &dice), dice.next() % 4 > 0 else {
            _ = try await home.kms("CreateKey", [:])
            return
        }
        let operations = ["DisableKey", "EnableKey", "EnableKeyRotation", "DisableKeyRotation"]
        switch dice.next() % 3 {
        case 0:
            let alias = "alias/\(dice.next() % 5)"
            _ = try? await home.kms("CreateAlias", ["AliasName": .string(alias), "TargetKeyId": .string(key)])
        case 1:
            _ = try? await home.kms("DeleteAlias", ["AliasName": .string("alias/\(dice.next() % 5)")])
        default:
            let operation = operations[Int(dice.next() % 4)]
            _ = try? await home.kms(operation, ["KeyId": .string(key)])
        }
    }
}

@Suite struct ForkTests {
    @Test func aForkIsComeBackToAndUndoGoesBackAgain() async throws {
        let fixture = try await WorldFixture()
        #expect(try await fixture.lab.door("fork", ["save": "before"])["fork"]?["name"] == "before")
        _ = try await fixture.call("kms.DisableKey", ["KeyId": "1234abcd-12ab-4cde-8f01-1234567890ab"])
        _ = try await fixture.call("iam.CreateUser", ["UserName": "dave"])
        _ = try await fixture.lab.door("fork", ["switch": "before"])
        #expect(fixture.lab.world.identity.users.all.map(\.name) == ["bob", "carol"])
        #expect(fixture.lab.world.kms.keys.all.count { $0.state == .enabled } == 1)
        _ = try await fixture.lab.undo()
        #expect(fixture.lab.world.identity.users.all.map(\.name) == ["bob", "carol", "dave"])
        #expect(fixture.lab.world.kms.keys.all.count { $0.state == .enabled } == 0)
    }

    @Test func aForkKeepsItsMaterialWhateverBecomesOfTheKey() async throws {
        let fixture = try await WorldFixture()
        let input: JSONObject = ["KeyId": "alias/ledger", "Plaintext": "aGk="]
        let blob = try #require(try await fixture.call("kms.Encrypt", input)["CiphertextBlob"])
        _ = try await fixture.lab.door("fork", ["save": "before"])
        _ = try await fixture.lab.door("world-reset")
        #expect(fixture.lab.world.kms.keys.count == 0)
        await #expect(throws: ServiceError.self) {
            try await fixture.call("kms.Decrypt", ["CiphertextBlob": blob])
        }
        _ = try await fixture.lab.door("fork", ["switch": "before"])
        #expect(try await fixture.call("kms.Decrypt", ["CiphertextBlob": blob])["Plaintext"] == "aGk=")
    }

    @Test func forksAreListedReplacedAndDropped() async throws {
        let fixture = try await WorldFixture()
        for name in ["b", "a", "b"] { _ = try await fixture.lab.door("fork", ["save": .string(name)]) }
        let names = try await fixture.lab.door("forks")["forks"]?.array?.compactMap { $0["name"]?.string }
        #expect(names == ["a", "b"])
        _ = try await fixture.lab.door("fork", ["drop": "a"])
        await #expect(throws: ServiceError.self) { try await fixture.lab.door("fork", ["switch": "a"]) }
        await #expect(throws: ServiceError.self) { try await fixture.lab.door("fork", ["drop": "a"]) }
    }

    @Test(arguments: ["", "a/b", "ä", String(repeating: "x", count: 65)])
    func aForkHasAPlainName(name: String) async throws {
        let fixture = try await WorldFixture()
        await #expect(throws: ServiceError.self) { try await fixture.lab.door("fork", ["save": .string(name)]) }
    }

    @Test func thereAreSixteenForksAtMost() async throws {
        let fixture = try await WorldFixture()
        for index in 0..<LabLimits.forks { _ = try await fixture.lab.door("fork", ["save": .string("f\(index)")]) }
        await #expect(throws: ServiceError.self) { try await fixture.lab.door("fork", ["save": "more"]) }
        _ = try await fixture.lab.door("fork", ["save": "f0"])
    }
}
