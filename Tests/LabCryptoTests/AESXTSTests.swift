import LabCore
import Testing

@testable import LabCrypto

@Suite("AES-XTS")
struct AESXTSTests {
    let key = Array(0..<64 as Range<UInt8>)
    let sector = Array(repeating: UInt8(0x61), count: 512)

    /// IEEE 1619, annex B, vector 10: AES-256, data unit number 0xff, the bytes 0 to 255 twice.
    @Test func thePublishedVectorHolds() throws {
        let first = try #require(Hex.decode("2718281828459045235360287471352662497757247093699959574966967627"))
        let second = try #require(Hex.decode("3141592653589793238462643383279502884197169399375105820974944592"))
        let plaintext = (0..<512).map { UInt8(truncatingIfNeeded: $0) }
        let ciphertext = try AESXTS.encrypt(plaintext, number: 0xFF, key: first + second)
        #expect(Hex.encode(Array(ciphertext.prefix(16))) == "1c3b3a102f770386e4836c99e370cf9b")
        #expect(try AESXTS.decrypt(ciphertext, number: 0xFF, key: first + second) == plaintext)
    }

    @Test func aSectorKeepsItsLengthAndItsPlace() throws {
        let sealed = try AESXTS.encrypt(sector, number: 7, key: key)
        #expect(sealed.count == sector.count && sealed != sector)
        #expect(try AESXTS.decrypt(sealed, number: 7, key: key) == sector)
        #expect(try AESXTS.decrypt(sealed, number: 8, key: key) != sector)
        #expect(try AESXTS.encrypt(sector, number: 8, key: key) != sealed)
    }

    @Test func otherKeysAndShortSectorsAreRefused() {
        #expect(throws: CryptoError.invalidKey) { try AESXTS.encrypt(sector, number: 0, key: Array(key.prefix(32))) }
        #expect(throws: CryptoError.wrongLength(expected: 16, actual: 15)) {
            try AESXTS.encrypt(Array(sector.prefix(15)), number: 0, key: key)
        }
        #expect(throws: CryptoError.self) {
            try AESXTS.encrypt(sector, number: 0, key: Array(key.prefix(32) + key.prefix(32)))
        }
    }
}
