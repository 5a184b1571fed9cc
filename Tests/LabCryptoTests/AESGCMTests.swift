import LabCore
import Testing

@testable import LabCrypto

@Suite("AES-GCM")
struct AESGCMTests {
    let key = KeyMaterial(copying: Array(0..<32 as Range<UInt8>))
    let nonce = AESGCM.Nonce(counter: 7)
    let header = Array("header".utf8)
    let plaintext = Array("attack at dawn, bring the keys".utf8)

    @Test(arguments: [0, 1, 15, 16, 17, 256, 5000])
    func whatIsSealedOpens(byteCount: Int) throws {
        let message = Array(repeating: UInt8(0x61), count: byteCount)
        let sealed = try AESGCM.seal(message, key: key, nonce: nonce, authenticating: header)
        #expect(sealed.count == byteCount + AESGCM.tagByteCount)
        if byteCount >= 15 { #expect(!sealed.starts(with: message)) }
        let opened = try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: header).exportForResponse()
        #expect(opened == message)
    }

    @Test func oneFlippedBitAnywhereIsRefused() throws {
        let sealed = try AESGCM.seal(plaintext, key: key, nonce: nonce, authenticating: header)
        for bit in 0..<sealed.count * 8 {
            expectRefusal(sealed.flipping(bit: bit), header: header)
        }
        for bit in 0..<header.count * 8 {
            expectRefusal(sealed, header: header.flipping(bit: bit))
        }
    }

    @Test func anotherKeyNonceHeaderOrLengthIsRefused() throws {
        let sealed = try AESGCM.seal(plaintext, key: key, nonce: nonce, authenticating: header)
        expectRefusal(sealed, key: KeyMaterial(copying: Array(1..<33 as Range<UInt8>)), header: header)
        expectRefusal(sealed, nonce: AESGCM.Nonce(counter: 8), header: header)
        expectRefusal(sealed, header: header + [0])
        expectRefusal(sealed, header: [])
        for count in 0..<sealed.count { expectRefusal(Array(sealed.prefix(count)), header: header) }
        expectRefusal(sealed + [0], header: header)
    }

    @Test(arguments: [0, 1, 15, 17, 31, 33, 64])
    func keysOfOtherLengthsAreRefused(byteCount: Int) {
        let key = [UInt8](repeating: 1, count: byteCount)
        #expect(throws: CryptoError.invalidKey) { try AESGCM.seal(plaintext, key: key, nonce: nonce) }
        #expect(throws: CryptoError.invalidKey) { try AESGCM.Sealer(key: key) }
        #expect(throws: CryptoError.invalidKey) { try AESGCM.Opener(key: key) }
    }

    @Test(arguments: [0, 8, 11, 13, 16])
    func noncesOfOtherLengthsAreRefused(byteCount: Int) {
        #expect(throws: CryptoError.wrongLength(expected: 12, actual: byteCount)) {
            try AESGCM.Nonce([UInt8](repeating: 1, count: byteCount))
        }
    }

    @Test func noncesCountBigEndian() throws {
        #expect(AESGCM.Nonce(counter: 0x0102_0304_0506_0708).bytes == [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])
        let nonce = AESGCM.Nonce(prefix: 0x0102_0304_0506_0708, counter: 0x090A_0B0C)
        #expect(nonce.bytes == Array(1...12))
        #expect(try AESGCM.Nonce(Array(1...12)) == nonce)
        #expect(nonce != AESGCM.Nonce(counter: 1))
    }

    @Test func aFailingSourceMakesNoNonce() {
        #expect(throws: RandomFailure.self) { try AESGCM.Nonce.random(from: FailingRandom(after: 0)) }
    }

    @Test func aKeyedContextSealsLikeTheOneShotForm() throws {
        let sealer = try AESGCM.Sealer(key: key)
        let opener = try AESGCM.Opener(key: key)
        for index in 0..<20 {
            let nonce = AESGCM.Nonce(counter: UInt64(index))
            let message = Array(repeating: UInt8(index), count: index * 7)
            let sealed = try sealer.seal(message, nonce: nonce, authenticating: header)
            #expect(try sealed == AESGCM.seal(message, key: key, nonce: nonce, authenticating: header))
            let forged = sealed.flipping(bit: index)
            #expect(throws: CryptoError.authenticationFailed) {
                _ = try opener.open(forged, nonce: nonce, authenticating: header).count
            }
            let opened = try opener.open(sealed, nonce: nonce, authenticating: header).exportForResponse()
            #expect(opened == message)
        }
    }

    @Test func aMessageIsSealedAndOpenedInPlace() throws {
        var buffer = plaintext
        var tag = [UInt8](repeating: 0, count: 16)
        try seal(&buffer, tag: &tag)
        #expect(try buffer + tag == AESGCM.seal(plaintext, key: key, nonce: nonce, authenticating: header))
        try open(&buffer, tag: tag)
        #expect(buffer == plaintext)
    }

    @Test func aForgeryOpenedInPlaceLeavesNothing() throws {
        var buffer = plaintext
        var tag = [UInt8](repeating: 0, count: 16)
        try seal(&buffer, tag: &tag)
        #expect(throws: CryptoError.authenticationFailed) { try open(&buffer, tag: tag.flipping(bit: 0)) }
        #expect(buffer == [UInt8](repeating: 0, count: plaintext.count))
    }

    @Test func anOutputBufferOfAnotherSizeIsRefused() throws {
        let sealer = try AESGCM.Sealer(key: key)
        var output = [UInt8](repeating: 0, count: plaintext.count + 1)
        var tag = [UInt8](repeating: 0, count: 16)
        #expect(throws: CryptoError.wrongLength(expected: plaintext.count, actual: plaintext.count + 1)) {
            try plaintext.withUnsafeBytes { input in
                try output.withUnsafeMutableBytes { output in
                    try tag.withUnsafeMutableBytes { tag in
                        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
                        try sealer.seal(input, into: output, tag: tag, nonce: nonce, authenticating: nothing)
                    }
                }
            }
        }
    }

    @Test func aStreamIsOneMessage() throws {
        let stream = try AESGCM.SealingStream(key: key, nonce: nonce, authenticating: header)
        var sealed: [UInt8] = []
        for piece in [plaintext.prefix(1), plaintext.dropFirst().prefix(16), plaintext.dropFirst(17)] {
            sealed += try stream.update(piece)
        }
        sealed += try stream.finish()
        #expect(try sealed == AESGCM.seal(plaintext, key: key, nonce: nonce, authenticating: header))
        #expect(throws: CryptoError.self) { try stream.finish() }
        #expect(throws: CryptoError.self) { try stream.update(plaintext) }
    }

    @Test func aStreamEndsWhereItsCounterWould() throws {
        var budget = AESGCM.MessageBudget()
        try budget.spend((1 << 36) - 33)
        try budget.spend(1)
        #expect(throws: CryptoError.wrongLength(expected: 0, actual: 1)) { try budget.spend(1) }
        try budget.close()
        #expect(throws: CryptoError.self) { try budget.spend(0) }
    }

    @Test(arguments: [0, 1, 100, 239])
    func aForgedStreamIsRefusedAtItsEnd(bit: Int) throws {
        let sealed = try AESGCM.seal(plaintext, key: key, nonce: nonce, authenticating: header).flipping(bit: bit)
        let stream = try AESGCM.OpeningStream(key: key, nonce: nonce, authenticating: header)
        var output = Array(sealed.dropLast(16))
        try output.withUnsafeMutableBytes { buffer in try stream.update(UnsafeRawBufferPointer(buffer), into: buffer) }
        #expect(throws: CryptoError.authenticationFailed) { try stream.finish(expectingTag: sealed.suffix(16)) }
        #expect(throws: CryptoError.self) { try stream.finish(expectingTag: sealed.suffix(16)) }
    }

    private func seal(_ buffer: inout [UInt8], tag: inout [UInt8]) throws {
        let sealer = try AESGCM.Sealer(key: key)
        try buffer.withUnsafeMutableBytes { buffer in
            try tag.withUnsafeMutableBytes { tag in
                try header.withUnsafeBytes { header in
                    let input = UnsafeRawBufferPointer(buffer)
                    try sealer.seal(input, into: buffer, tag: tag, nonce: nonce, authenticating: header)
                }
            }
        }
    }

    private func open(_ buffer: inout [UInt8], tag: [UInt8]) throws {
        let opener = try AESGCM.Opener(key: key)
        try buffer.withUnsafeMutableBytes { buffer in
            try tag.withUnsafeBytes { tag in
                try header.withUnsafeBytes { header in
                    let input = UnsafeRawBufferPointer(buffer)
                    try opener.open(input, tag: tag, into: buffer, nonce: nonce, authenticating: header)
                }
            }
        }
    }

    private func expectRefusal(
        _ sealed: [UInt8], key: KeyMaterial? = nil, nonce: AESGCM.Nonce? = nil, header: [UInt8],
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: CryptoError.authenticationFailed, sourceLocation: location) {
            let key = key ?? self.key
            _ = try AESGCM.open(sealed, key: key, nonce: nonce ?? self.nonce, authenticating: header).count
        }
    }
}

extension Array where Element == UInt8 {
    /// The same bytes with one bit changed.
    func flipping(bit: Int) -> [UInt8] {
        var bytes = self
        bytes[bit / 8] ^= 1 << (bit % 8)
        return bytes
    }
}
