import LabCore
import LabCrypto
import Testing

/// SM2 hashes who signs, with the curve, in front of the message (GB/T 32918.2, 5.5): the digest that a caller may sign
/// instead of a message is made of both.
@Suite("SM2 signatures")
struct SM2Tests {
    /// a, b, and the generator's coordinates (GB/T 32918.5, 2).
    static let curve = [
        "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc",
        "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93",
        "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7",
        "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0",
    ]

    @Test func aSignedMessageIsASignedDigestOfIdentityAndMessage() throws {
        let key = try PrivateKey.generate(.ec(.sm2))
        let message = Array("message digest".utf8)
        let digest = try digest(of: message, identity: "1234567812345678", key.publicKey)
        #expect(try key.publicKey.isValid(key.sign(message, .sm2), forDigest: digest, .sm2))
        #expect(try key.publicKey.isValid(key.sign(digest: digest, .sm2), for: message, .sm2))
        let other = try self.digest(of: message, identity: "ALICE123@YAHOO.COM", key.publicKey)
        #expect(try !key.publicKey.isValid(key.sign(message, .sm2), forDigest: other, .sm2))
        #expect(throws: CryptoError.wrongLength(expected: 32, actual: 31)) {
            try key.sign(digest: digest.dropLast(), .sm2)
        }
    }

    private func digest(of message: [UInt8], identity: String, _ key: PublicKey) throws -> [UInt8] {
        let bits = UInt16(identity.utf8.count * 8)
        var input = [UInt8(bits >> 8), UInt8(bits & 0xFF)] + identity.utf8
        for number in Self.curve { input += try #require(Hex.decode(number)) }
        input += try key.uncompressedPoint().dropFirst()
        return DigestAlgorithm.sm3.digest(of: DigestAlgorithm.sm3.digest(of: input) + message)
    }
}
