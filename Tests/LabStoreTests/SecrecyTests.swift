import Foundation
import LabCore
import LabCrypto
import LabKMS
import LabService
import LabTesting
import LabWorld
import Testing

@testable import LabStore

@Suite struct SecrecyTests {
    private let plaintext = "a text that nobody but the caller sees 4711"

    @Test func nothingInTheHomeIsPlaintextOrKeyMaterial() async throws {
        let random = RememberingRandom()
        let temporary = try TemporaryHome(random: random)
        let home = try temporary.open()
        let key = try await home.createKey()
        let blob = try await home.encrypt(plaintext, under: key)
        _ = try await home.decrypt(blob)
        let rotate = RotateKeyOnDemand.Input(keyID: key.address.keyID)
        _ = try await home.lab.perform(RotateKeyOnDemand.self, rotate, in: try home.call())
        let request = DataKeyRequest(keyID: key.address.keyID, keySpec: .aes256)
        let dataKey = try await home.lab.perform(GenerateDataKey.self, GenerateDataKey.Input(request), in: home.call())
        let secrets = random.secrets + [Array(plaintext.utf8), dataKey.plaintext.exportForResponse()]
        #expect(random.secrets.count >= 4)
        try expectAbsent(secrets, in: temporary)
        try home.close()
        try expectAbsent(secrets, in: temporary)
    }

    /// A test that looks for nothing finds nothing: what must be there is found in the same way.
    @Test func theSearchFindsWhatIsThere() async throws {
        let temporary = try TemporaryHome()
        let key = try await temporary.whileOpen { try await $0.createKey() }
        let wrapped = try #require(key.materials.first?.wrapped)
        let database = try #require(try temporary.files()["lab.sqlite"])
        #expect(forms(of: wrapped).contains { database.range(of: $0) != nil })
        #expect(database.range(of: Data(key.address.keyID.utf8)) != nil)
    }

    @Test func theMaterialOfADeletedKeyIsGoneFromTheFilesOnceTheHomeIsClosed() async throws {
        let temporary = try TemporaryHome()
        let key = try await temporary.whileOpen { home async throws in
            _ = try await home.createKey()
            let key = try await home.createKey()
            let input = ScheduleKeyDeletion.Input(keyID: key.address.keyID, pendingWindowInDays: 7)
            _ = try await home.lab.perform(ScheduleKeyDeletion.self, input, in: try home.call())
            return key
        }
        let wrapped = try #require(key.materials.first?.wrapped)
        #expect(try holds(wrapped, temporary))
        temporary.clock.advance(.days(8))
        try await temporary.whileOpen { home async throws in
            _ = try await home.lab.perform(GenerateRandom.self, GenerateRandom.Input(numberOfBytes: 1), in: home.call())
            _ = try home.store.events(last: 1)
        }
        #expect(try !holds(wrapped, temporary))
    }

    private func holds(_ bytes: [UInt8], _ temporary: TemporaryHome) throws -> Bool {
        try temporary.files().values.contains { file in forms(of: bytes).contains { file.range(of: $0) != nil } }
    }

    /// The ways in which bytes are usually written.
    private func forms(of bytes: [UInt8]) -> [Data] {
        let list = bytes.map(String.init).joined(separator: ",")
        return [Data(bytes)] + [Hex.encode(bytes), Base64.encode(bytes), list].map { Data($0.utf8) }
    }

    private func expectAbsent(_ secrets: [[UInt8]], in temporary: TemporaryHome) throws {
        for (name, content) in try temporary.files() where name != "root.key" {
            for (index, secret) in secrets.enumerated() {
                for (form, data) in forms(of: secret).enumerated() {
                    #expect(content.range(of: data) == nil, "secret \(index) in form \(form) in \(name)")
                }
            }
        }
    }
}
