import LabCore
import LabCrypto
import Synchronization
import Testing

@testable import LabClient

struct CachingTests {
    /// A clock that is set by hand.
    final class HandClock: WallClock {
        private let time = Mutex(Timestamp(millisecondsSince1970: 1_000_000))
        var now: Timestamp { time.withLock { $0 } }

        func advance(_ duration: LabDuration) {
            time.withLock { $0 = $0 + duration }
        }
    }

    let kms = FakeKMS()
    let clock = HandClock()

    private func cache(
        policy: CommitmentPolicy = .requireEncryptRequireDecrypt, _ bounds: CachingMaterialsManager.Bounds
    ) -> CachingMaterialsManager {
        let manager = KeyringMaterialsManager(
            keyring: KMSKeyring(keyID: KeyringTests.first, source: kms), policy: policy, random: OpenSSLRandom())
        return CachingMaterialsManager(manager, bounds: bounds, clock: clock)
    }

    private func encrypt(
        _ cache: CachingMaterialsManager, _ length: UInt64? = 10, suite: AlgorithmSuite? = nil,
        context: EncryptionContext = .empty
    ) async throws -> [UInt8] {
        let request = EncryptionRequest(context: context, suite: suite, plaintextLength: length)
        return try Bench.encrypt(.pattern(10), try await cache.encryptionMaterials(for: request), 8)
    }

    private func decrypt(
        _ cache: CachingMaterialsManager, _ message: [UInt8], requiring required: EncryptionContext = .empty
    ) async throws(MessageError) {
        var parser = HeaderParser(message, limits: .standard, recorder: NoRecorder())
        let parsed = try parser.parse()
        _ = try await cache.decryptionMaterials(for: parsed.header, requiring: required)
    }

    @Test
    func oneCallServesSeveralMessagesAndNoTwoShareAnID() async throws {
        let cache = cache(.init(maximumAge: .minutes(1)))
        let first = try await encrypt(cache)
        let second = try await encrypt(cache)
        #expect(kms.calls == ["GenerateDataKey \(KeyringTests.first)"])
        #expect(first[3..<35] != second[3..<35])
        #expect(first.suffix(18) != second.suffix(18))
        for message in [first, second, first] { try await decrypt(cache, message) }
        #expect(kms.calls.count == 2)
    }

    @Test
    func anotherContextOrSuiteTakesAnotherKey() async throws {
        let cache = cache(.init(maximumAge: .minutes(1)))
        _ = try await encrypt(cache)
        _ = try await encrypt(cache, context: .of(("a", "b")))
        _ = try await encrypt(cache, suite: .aes256CommittingSigned)
        #expect(kms.calls.count == 3)
    }

    @Test
    func aKeyIsDroppedWhenItIsOldOrUsedUp() async throws {
        let old = cache(.init(maximumAge: .minutes(1)))
        _ = try await encrypt(old)
        clock.advance(.seconds(59))
        _ = try await encrypt(old)
        #expect(kms.calls.count == 1)
        clock.advance(.seconds(1))
        _ = try await encrypt(old)
        #expect(kms.calls.count == 2)
        let used = cache(.init(maximumAge: .minutes(1), maximumMessages: 2))
        for _ in 0..<4 { _ = try await encrypt(used) }
        #expect(kms.calls.count == 4)
        let full = cache(.init(maximumAge: .minutes(1), maximumBytes: 25))
        for _ in 0..<4 { _ = try await encrypt(full) }
        #expect(kms.calls.count == 6)
    }

    @Test
    func aClockSetBackDropsTheKey() async throws {
        let cache = cache(.init(maximumAge: .minutes(1)))
        _ = try await encrypt(cache)
        clock.advance(.seconds(-1))
        _ = try await encrypt(cache)
        #expect(kms.calls.count == 2)
    }

    @Test
    func whatMustNotBeCachedIsNot() async throws {
        let unknown = cache(.init(maximumAge: .minutes(1)))
        for _ in 0..<2 { _ = try await encrypt(unknown, nil) }
        #expect(kms.calls.count == 2)
        let small = cache(.init(maximumAge: .minutes(1), maximumBytes: 10))
        for _ in 0..<2 { _ = try await encrypt(small) }
        #expect(kms.calls.count == 4)
        let underived = cache(policy: .forbidEncryptAllowDecrypt, .init(maximumAge: .minutes(1)))
        for _ in 0..<2 { _ = try await encrypt(underived, suite: .aes256) }
        #expect(kms.calls.count == 6)
    }

    @Test
    func theLeastUsedKeyMakesRoom() async throws {
        let cache = cache(.init(maximumAge: .minutes(1), capacity: 2))
        for value in ["1", "2", "1", "3", "1", "2"] { _ = try await encrypt(cache, context: .of(("k", value))) }
        #expect(kms.calls.count == 4)
    }

    @Test
    func policyAndRequiredPairsAreCheckedOnEveryHit() async throws {
        let lenient = cache(policy: .forbidEncryptAllowDecrypt, .init(maximumAge: .minutes(1)))
        let message = try await encrypt(lenient, suite: .aes256HKDF, context: .of(("a", "b")))
        try await decrypt(lenient, message, requiring: .of(("a", "b")))
        let mismatch = await refusal { () async throws(MessageError) in
            try await decrypt(lenient, message, requiring: .of(("a", "c")))
        }
        #expect(mismatch == .contextMismatch(key: "a"))
        let strict = cache(.init(maximumAge: .minutes(1)))
        let forbidden = await refusal { () async throws(MessageError) in try await decrypt(strict, message) }
        #expect(forbidden == .suiteForbidden(.aes256HKDF, .requireEncryptRequireDecrypt))
    }
}
