import LabCore
import LabKMS
import LabService
import LabTesting
import LabTrail
import LabWorld
import Testing

@Suite struct PipelineTests {
    let home: InMemoryLab

    init() throws {
        home = try InMemoryLab()
    }

    private func events(_ count: Int = 100) async throws -> [JSONValue] {
        try await home.lab.door("trail", ["last": .integer(Int64(count))])["events"]?.array ?? []
    }

    @Test func everyRequestLeavesExactlyOneEventRefusedOnesToo() async throws {
        let output = try await home.kms("CreateKey", ["Description": "one"])
        let key = try #require(output["KeyMetadata"]?["KeyId"])
        _ = try await home.kms("DisableKey", ["KeyId": key])
        _ = try? await home.kms("Encrypt", ["KeyId": key, "Plaintext": "aGk="])
        _ = try? await home.kms("Encrypt", ["KeyId": "alias/none", "Plaintext": "aGk="])
        _ = try? await home.kms("Encrypt", ["Plaintext": "aGk="])
        let events = try await events()
        #expect(events.map { $0["eventName"] } == ["CreateKey", "DisableKey", "Encrypt", "Encrypt", "Encrypt"])
        #expect(
            events.map { $0["errorCode"]?.string } == [
                nil, nil, "DisabledException", "NotFoundException", "ValidationException",
            ])
        #expect(Set(events.compactMap { $0["eventID"]?.string }).count == 5)
    }

    @Test func noEventHoldsASecret() async throws {
        let key = try #require(try await home.kms("CreateKey", [:])["KeyMetadata"]?["KeyId"])
        let canary = Base64.encode(Array("canary-7f3a".utf8))
        let blob = try #require(
            try await home.kms("Encrypt", ["KeyId": key, "Plaintext": .string(canary)])["CiphertextBlob"])
        _ = try await home.kms("Decrypt", ["CiphertextBlob": blob])
        let dataKey = try await home.kms("GenerateDataKey", ["KeyId": key, "KeySpec": "AES_256"])
        let text = JSONValue.array(try await events()).compactText
        for secret in [canary, "canary", blob.string, dataKey["Plaintext"]?.string, dataKey["CiphertextBlob"]?.string] {
            #expect(!text.contains(try #require(secret)))
        }
    }

    @Test func aForkGoesItsOwnWay() async throws {
        let key = try #require(try await home.kms("CreateKey", [:])["KeyMetadata"]?["KeyId"])
        let fork = home.lab.fork()
        let call = try fork.call(as: InMemoryLab.root())
        _ = try await fork.perform(DisableKey.self, KeyOnlyInput(keyID: key.string ?? ""), in: call)
        _ = try await home.kms("Encrypt", ["KeyId": key, "Plaintext": "aGk="])
        let input = Encrypt.Input(keyID: key.string ?? "", plaintext: [1])
        await #expect(throws: ServiceError.self) { try await fork.perform(Encrypt.self, input, in: call) }
    }

    @Test func parentAndForkNeverShareANonce() async throws {
        let key = try #require(try await home.kms("CreateKey", [:])["KeyMetadata"]?["KeyId"]?.string)
        let fork = home.lab.fork()
        var nonces: Set<[UInt8]> = []
        for lab in [home.lab, fork] {
            for _ in 0..<500 {
                let call = try lab.call(as: InMemoryLab.root())
                let output = try await lab.perform(Encrypt.self, Encrypt.Input(keyID: key, plaintext: [1]), in: call)
                let blob = try #require(CiphertextBlob(output.ciphertext))
                #expect(nonces.insert(blob.nonce).inserted)
            }
        }
        #expect(nonces.count == 1000)
    }

    @Test func theNthRandomFailureLeavesNothingHalfMade() async throws {
        for count in 0..<40 {
            let failing = try InMemoryLab(random: FailingRandom(SeededRandom(seed: 7), failingAfter: count))
            let output = try? await failing.kms("CreateKey", [:])
            let keys = failing.lab.world.kms.keys.all
            #expect(keys.count == (output == nil ? 0 : 1))
            #expect(keys.allSatisfy { $0.currentMaterial?.wrapped != nil })
        }
    }

    @Test func whatFallsDueHappensAtItsOwnTimeHoweverFarTheClockJumps() async throws {
        let key = try #require(try await home.kms("CreateKey", [:])["KeyMetadata"]?["KeyId"])
        _ = try await home.kms("EnableKeyRotation", ["KeyId": key, "RotationPeriodInDays": 90])
        let start = home.clock.now
        let reading = try await home.lab.door("clock", ["advance": "200d"])
        #expect(reading["fellDue"] == 2)
        let rotations = try await events().filter { $0["eventName"] == "RotateKey" }
        #expect(
            rotations.map { $0["eventTime"]?.string } == [
                (start + .days(90)).iso8601, (start + .days(180)).iso8601,
            ])
        #expect(rotations.allSatisfy { $0["eventType"] == "AwsServiceEvent" })
    }

    @Test func theClockOnlyRunsForward() async {
        await #expect(throws: ServiceError.self) { try await home.lab.door("clock", ["advance": "-1d"]) }
        await #expect(throws: ServiceError.self) { try await home.lab.door("clock", ["advance": "200y"]) }
        await #expect(throws: ServiceError.self) { try await home.lab.door("clock", ["advanced": "1d"]) }
        await #expect(throws: ServiceError.self) { try await home.lab.door("window", [:]) }
    }

    @Test func manyRequestsAtOnceAreSerialised() async throws {
        let key = try #require(try await home.kms("CreateKey", [:])["KeyMetadata"]?["KeyId"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let name = "alias/n\(number % 45)"
                    _ = try? await home.kms("CreateAlias", ["AliasName": .string(name), "TargetKeyId": key])
                }
            }
            try await group.waitForAll()
        }
        let events = try await events(1000)
        #expect(home.lab.world.kms.aliases.count == 45)
        #expect(events.filter { $0["eventName"] == "CreateAlias" && $0["errorCode"] == nil }.count == 45)
        #expect(events.filter { $0["errorCode"] == "AlreadyExistsException" }.count == 155)
    }
}
