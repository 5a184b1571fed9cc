import LabCore
import LabCrypto
import Testing

@Suite("AES key wrap")
struct KeyWrapTests {
    @Test(arguments: [("KW", AESKeyWrap.Padding.none), ("KWP", .padded)], [128, 192, 256])
    func wrappingGivesThePublishedBytes(mode: (name: String, padding: AESKeyWrap.Padding), keyBits: Int) throws {
        var tally = Tally()
        for vector in try Vectors.read("keywrap/kwtestvectors/\(mode.name)_AE_\(keyBits).txt") {
            let wrapped = try AESKeyWrap.wrap(vector.bytes("P"), with: vector.bytes("K"), padding: mode.padding)
            #expect(try wrapped == vector.bytes("C"))
            tally.accepted += 1
        }
        tally.report("\(mode.name)-AE-\(keyBits)")
        #expect(tally.accepted >= 500)
    }

    @Test(arguments: [("KW", AESKeyWrap.Padding.none), ("KWP", .padded)], [128, 192, 256])
    func everyPublishedForgeryIsRefused(mode: (name: String, padding: AESKeyWrap.Padding), keyBits: Int) throws {
        var tally = Tally()
        for vector in try Vectors.read("keywrap/kwtestvectors/\(mode.name)_AD_\(keyBits).txt") {
            let key = try vector.bytes("K")
            let wrapped = try vector.bytes("C")
            if vector.mustFail {
                #expect(throws: CryptoError.authenticationFailed) {
                    _ = try AESKeyWrap.unwrap(wrapped, with: key, padding: mode.padding).count
                }
                tally.refused += 1
            } else {
                let secret = try AESKeyWrap.unwrap(wrapped, with: key, padding: mode.padding).exportForResponse()
                #expect(try secret == vector.bytes("P"))
                tally.accepted += 1
            }
        }
        tally.report("\(mode.name)-AD-\(keyBits)")
        #expect(tally.accepted >= 400 && tally.refused >= 100)
    }

    @Test func rfc5649HasItsOwnVectors() throws {
        let vectors = try Vectors.read("keywrap/kwp_botan.txt")
        for vector in vectors {
            let wrapped = try AESKeyWrap.wrap(vector.bytes("Input"), with: vector.bytes("Key"), padding: .padded)
            #expect(try wrapped == vector.bytes("Output"))
        }
        #expect(vectors.count >= 2)
    }

    @Test(arguments: [AESKeyWrap.Padding.none, .padded])
    func oneFlippedBitAnywhereIsRefused(padding: AESKeyWrap.Padding) throws {
        let key = [UInt8](repeating: 9, count: 32)
        let wrapped = try AESKeyWrap.wrap([UInt8](repeating: 5, count: 32), with: key, padding: padding)
        for bit in 0..<wrapped.count * 8 {
            #expect(throws: CryptoError.authenticationFailed) {
                _ = try AESKeyWrap.unwrap(wrapped.flipping(bit: bit), with: key, padding: padding).count
            }
        }
        for count in 0..<wrapped.count {
            #expect(throws: CryptoError.authenticationFailed) {
                _ = try AESKeyWrap.unwrap(wrapped.prefix(count), with: key, padding: padding).count
            }
        }
    }

    @Test(arguments: [0, 8, 17, 31])
    func plainKeyWrapTakesWholeBlocksOnly(byteCount: Int) {
        #expect(throws: CryptoError.self) {
            try AESKeyWrap.wrap(
                [UInt8](repeating: 5, count: byteCount), with: [UInt8](repeating: 9, count: 32), padding: .none)
        }
    }

    @Test func paddedKeyWrapTakesAnyLengthButNone() throws {
        let key = [UInt8](repeating: 9, count: 32)
        for count in 1...40 {
            let secret = [UInt8](repeating: 0, count: count)
            let wrapped = try AESKeyWrap.wrap(secret, with: key, padding: .padded)
            let unwrapped = try AESKeyWrap.unwrap(wrapped, with: key, padding: .padded).exportForResponse()
            #expect(unwrapped == secret)
        }
        #expect(throws: CryptoError.wrongLength(expected: 1, actual: 0)) {
            try AESKeyWrap.wrap([UInt8](), with: key, padding: .padded)
        }
        #expect(throws: CryptoError.invalidKey) {
            try AESKeyWrap.wrap([1] as [UInt8], with: [1] as [UInt8], padding: .padded)
        }
    }
}

@Suite("AES-CTR and AES-CBC")
struct UnauthenticatedModeTests {
    @Test(arguments: [128, 192, 256])
    func counterModeGivesThePublishedBytes(keyBits: Int) throws {
        let vectors = try Vectors.read("ciphers/AES/CTR/aes-\(keyBits)-ctr.txt")
        for vector in vectors {
            let stream = try AESCTR(key: vector.bytes("KEY"), counter: vector.bytes("IV"))
            let plaintext = try vector.bytes("PLAINTEXT")
            let ciphertext = try stream.update(plaintext.prefix(5)) + stream.update(plaintext.dropFirst(5))
            #expect(try ciphertext == vector.bytes("CIPHERTEXT"))
        }
        #expect(vectors.count >= 3)
    }

    @Test(arguments: [128, 192, 256])
    func chainingGivesThePublishedBytesAndAPaddingBlock(keyBits: Int) throws {
        var count = 0
        for vector in try Vectors.read("ciphers/AES/CBC/CBCMMT\(keyBits).rsp") {
            let key = try vector.bytes("KEY")
            let start = try vector.bytes("IV")
            let plaintext = try vector.bytes("PLAINTEXT")
            let ciphertext = try AESCBC.encrypt(plaintext, key: key, initializationVector: start)
            #expect(try Array(ciphertext.dropLast(16)) == vector.bytes("CIPHERTEXT"))
            let opened = try AESCBC.decrypt(ciphertext, key: key, initializationVector: start).exportForResponse()
            #expect(opened == plaintext)
            count += 1
        }
        #expect(count >= 20)
    }

    @Test func brokenPaddingAndOddLengthsAreRefused() throws {
        let key = [UInt8](repeating: 1, count: 16)
        let ciphertext = try AESCBC.encrypt([1, 2, 3] as [UInt8], key: key, initializationVector: key)
        for broken in [[UInt8](), Array(ciphertext.dropLast()), ciphertext.flipping(bit: 7)] {
            #expect(throws: CryptoError.authenticationFailed) {
                _ = try AESCBC.decrypt(broken, key: key, initializationVector: key).count
            }
        }
        #expect(throws: CryptoError.wrongLength(expected: 16, actual: 3)) {
            try AESCBC.encrypt(key, key: key, initializationVector: [1, 2, 3] as [UInt8])
        }
        #expect(throws: CryptoError.invalidKey) { try AESCTR(key: [1] as [UInt8], counter: key) }
    }
}
