import LabCore
import Testing

@testable import LabCrypto

@Suite("Secrets")
struct SecretTests {
    @Test func aSecretLendsItsBytes() {
        let secret = SecureBytes(copying: [1, 2, 3])
        #expect(secret.count == 3)
        #expect(secret.exportForResponse() == [1, 2, 3])
    }

    @Test func aSecretThatFailsToBeMadeThrowsItsFailure() {
        #expect(throws: CryptoError.invalidKey) {
            let secret = try SecureBytes(byteCount: 4) { _ throws(CryptoError) in throw .invalidKey }
            Issue.record("made a secret of \(secret.count) bytes")
        }
    }

    @Test func onlyTheBytesThatWereWrittenCount() {
        let secret = SecureBytes(capacity: 32) { buffer in
            buffer.storeBytes(of: 7, as: UInt8.self)
            return 1
        }
        #expect(secret.exportForResponse() == [7])
    }

    @Test func anEmptySecretIsASecret() {
        let secret = SecureBytes(copying: [UInt8]())
        #expect(secret.count == 0)
        #expect(secret.exportForResponse().isEmpty)
    }

    @Test(arguments: [[1, 2, 3, 5], [1, 2, 3], [], [0, 2, 3, 4]] as [[UInt8]])
    func differentSecretsAreNotEqual(_ other: [UInt8]) {
        let secret = SecureBytes(copying: [1, 2, 3, 4] as [UInt8])
        let equalsOther = secret.equals(SecureBytes(copying: other))
        let equalsTwin = secret.equals(SecureBytes(copying: [1, 2, 3, 4] as [UInt8]))
        #expect(!equalsOther)
        #expect(equalsTwin)
    }

    @Test func noTextFormOfAKeyShowsItsBytes() {
        let key = KeyMaterial(copying: Array("correct horse battery staple".utf8))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), String(describing: Optional(key)), "\([key])", dumped] {
            #expect(text.contains("<key material>"))
            #expect(!text.contains("horse") && !text.contains("99, ") && !text.contains("0x"))
        }
        #expect(Mirror(reflecting: key).children.isEmpty)
    }

    @Test func keysAreEqualWhenTheirBytesAre() {
        #expect(KeyMaterial(copying: [1, 2] as [UInt8]) == KeyMaterial(copying: [1, 2] as [UInt8]))
        #expect(KeyMaterial(copying: [1, 2] as [UInt8]) != KeyMaterial(copying: [1, 3] as [UInt8]))
    }
}

@Suite("Random")
struct RandomTests {
    @Test(arguments: [RandomPurpose.secret, .nonce, .identifier], [0, 1, 12, 16, 256, 257, 5000])
    func everyPurposeAndSizeIsFilled(_ purpose: RandomPurpose, _ count: Int) throws {
        let bytes = try OpenSSLRandom().bytes(count, for: purpose)
        #expect(bytes.count == count)
        if count >= 12 { #expect(bytes.suffix(12) != Array(repeating: 0, count: 12)[...]) }
    }

    @Test func noNonceComesTwice() throws {
        let random = OpenSSLRandom()
        let nonces = try (0..<10_000).map { _ in try random.bytes(12, for: .nonce) }
        #expect(Set(nonces).count == nonces.count)
    }

    @Test func aFailingSourceMakesNoSecret() {
        #expect(throws: RandomFailure(reason: "scripted")) {
            _ = try SecureBytes.random(byteCount: 32, from: FailingRandom(after: 0)).count
        }
    }

    @Test func theSourceFailsExactlyWhenItIsTold() throws {
        let random = FailingRandom(after: 2)
        _ = try KeyMaterial.random(byteCount: 32, from: random)
        _ = try KeyMaterial.random(byteCount: 32, from: random)
        #expect(throws: RandomFailure.self) { try KeyMaterial.random(byteCount: 32, from: random) }
    }
}

@Suite("The pool of random bytes")
struct RandomPoolTests {
    @Test func everyByteIsHandedOutOnce() throws {
        var pool = RandomPool()
        var fillings = 0
        var drawn: [UInt16] = []
        for _ in 0..<RandomPool.capacity {
            drawn.append(try draw(from: &pool, generation: 0, countingIn: &fillings))
        }
        #expect(Set(drawn).count == drawn.count)
        #expect(fillings == 2)
    }

    @Test func aChildDrawsFromAFillingOfItsOwn() throws {
        var pool = RandomPool()
        var fillings = 0
        _ = try draw(from: &pool, generation: 0, countingIn: &fillings)
        _ = try draw(from: &pool, generation: 0, countingIn: &fillings)
        #expect(fillings == 1)
        _ = try draw(from: &pool, generation: 1, countingIn: &fillings)
        #expect(fillings == 2)
    }

    @Test func aPoolThatCannotBeFilledHandsOutNothing() throws {
        var pool = RandomPool()
        var output = [UInt8](repeating: 0, count: 2)
        for _ in 0..<2 {
            #expect(throws: RandomFailure.self) {
                try output.withUnsafeMutableBytes { output in
                    try pool.draw(into: output, generation: 0) { _ throws(RandomFailure) in
                        throw RandomFailure(reason: "scripted")
                    }
                }
            }
        }
    }

    /// Draws two bytes from a pool whose fillings are 0, 1, 2, …, 4095 in 16-bit numbers.
    private func draw(
        from pool: inout RandomPool, generation: Int, countingIn fillings: inout Int
    ) throws -> UInt16 {
        var value: UInt16 = 0
        try withUnsafeMutableBytes(of: &value) { output in
            try pool.draw(into: output, generation: generation) { block throws(RandomFailure) in
                let words = block.bindMemory(to: UInt16.self)
                for index in words.indices { words[index] = UInt16(fillings * words.count + index) }
                fillings += 1
            }
        }
        return value
    }
}
