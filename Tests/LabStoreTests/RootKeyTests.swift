import Foundation
import LabCore
import LabCrypto
import LabTesting
import Testing

@testable import LabStore

@Suite struct RootKeyTests {
    @Test func theRootKeyIsMadeOnceAndStays() async throws {
        let temporary = try TemporaryHome()
        let first = try await temporary.whileOpen { _ in try temporary.files()["root.key"] }
        let second = try await temporary.whileOpen { _ in try temporary.files()["root.key"] }
        #expect(first?.count == 32)
        #expect(first == second)
        #expect(try temporary.files()["root.key.new"] == nil)
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o666, 0o700 | 0o044])
    func aRootKeyThatOthersMayTouchIsRefused(mode: Int) async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { _ in }
        let path = temporary.directory.rootKeyPath
        try temporary.setMode(mode, of: path)
        #expect(throws: HomeError.rootKeyExposed(path: path, mode: mode)) { try temporary.open() }
        try temporary.setMode(0o400, of: path)
        try await temporary.whileOpen { _ in }
    }

    @Test(arguments: [0, 1, 31, 33, 64])
    func aRootKeyOfTheWrongLengthIsRefused(byteCount: Int) async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { _ in }
        try replaceRootKey(of: temporary, with: Data(count: byteCount))
        #expect(throws: HomeError.rootKeyMalformed(path: temporary.directory.rootKeyPath, byteCount: byteCount)) {
            try temporary.open()
        }
    }

    @Test func aSwappedRootKeyIsRefusedAndTheRightOneStillOpens() async throws {
        let temporary = try TemporaryHome()
        let blob = try await temporary.whileOpen { home async throws in
            try await home.encrypt("payroll", under: try await home.createKey())
        }
        let right = try #require(try temporary.files()["root.key"])
        try replaceRootKey(of: temporary, with: Data(repeating: 7, count: 32))
        #expect(throws: HomeError.rootKeyDiffers(path: temporary.directory.rootKeyPath)) { try temporary.open() }
        try replaceRootKey(of: temporary, with: right)
        #expect(try await temporary.whileOpen { try await $0.decrypt(blob) } == "payroll")
    }

    @Test func aUsedHomeWithoutItsRootKeyIsRefusedAndGetsNoNewOne() async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { _ in }
        let path = temporary.directory.rootKeyPath
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: HomeError.rootKeyMissing(path: path)) { try temporary.open() }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aDraftThatACrashLeftBehindIsNoRootKey() async throws {
        let temporary = try TemporaryHome()
        try temporary.directory.create()
        let draft = temporary.directory.rootKeyPath + ".new"
        try Data(count: 3).write(to: URL(fileURLWithPath: draft))
        try await temporary.whileOpen { _ in }
        #expect(try temporary.files()["root.key"]?.count == 32)
        #expect(!FileManager.default.fileExists(atPath: draft))
    }

    @Test func withoutRandomnessThereIsNoRootKeyAndNoHome() throws {
        let temporary = try TemporaryHome(random: FailingRandom(OpenSSLRandom(), failingAfter: 1))
        #expect(throws: HomeError.failed(reason: "random source failed: scripted failure")) { try temporary.open() }
        #expect(try temporary.files().keys.sorted() == ["lock"])
    }

    private func replaceRootKey(of temporary: TemporaryHome, with bytes: Data) throws {
        let path = temporary.directory.rootKeyPath
        try FileManager.default.removeItem(atPath: path)
        try bytes.write(to: URL(fileURLWithPath: path))
        try temporary.setMode(0o600, of: path)
    }
}
