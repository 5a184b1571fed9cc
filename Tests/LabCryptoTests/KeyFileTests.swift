import LabCore
import LabCrypto
import Testing

/// Key files of all kinds, good and bad, as `cryptography-vectors` collects them.
@Suite("Key files")
struct KeyFileTests {
    @Test(arguments: [
        ("asymmetric/EC/secp256r1-explicit-seed.pem", KeyAlgorithm.ec(.p256)),
        ("asymmetric/EC/secp384r1-explicit-no-seed.pem", .ec(.p384)),
        ("asymmetric/EC/secp256k1-explicit-no-seed.pem", .ec(.secp256k1)),
        ("asymmetric/PKCS8/ec-inconsistent-curve.pem", .ec(.p256)),
        ("asymmetric/PKCS8/ec-inconsistent-curve2.pem", .ec(.p256)),
        ("asymmetric/PKCS8/ec-invalid-private-scalar.pem", .ec(.p256)),
        ("asymmetric/PKCS8/ec-invalid-version.pem", .ec(.p256)),
        ("asymmetric/PKCS8/unknown-oid.der", .ec(.p256)),
        ("asymmetric/PKCS8/invalid-version.der", .rsa(bits: 2048)),
        ("asymmetric/PKCS8/ec_private_key_encrypted.pem", .ec(.p256)),
        ("asymmetric/EC/truncated-private-key.der", .ec(.p256)),
        ("asymmetric/PKCS8/rsa_pss_2048.pem", .rsa(bits: 2048)),
    ])
    func badPrivateKeysAreRefused(path: String, algorithm: KeyAlgorithm) throws {
        let bytes = try path.hasSuffix(".pem") ? Vectors.pem(path) : Vectors.contents(path)
        #expect(throws: CryptoError.invalidKey) { try PrivateKey(pkcs8: bytes, as: algorithm) }
    }

    @Test(arguments: [
        "asymmetric/EC/secp256r1-pub-explicit-seed.pem", "asymmetric/EC/secp384r1-pub-explicit-no-seed.pem",
        "asymmetric/EC/sect233r1-spki.pem", "asymmetric/Ed25519/ed25519-pub-non-zero-unused-bits.der",
        "asymmetric/DER_Serialization/dsa_public_key.der", "asymmetric/PKCS8/rsa_pss_2048_pub.der",
    ])
    func badPublicKeysAreRefused(path: String) throws {
        let bytes = try path.hasSuffix(".pem") ? Vectors.pem(path) : Vectors.contents(path)
        #expect(throws: CryptoError.invalidKey) { try PublicKey(subjectPublicKeyInfo: bytes) }
    }

    @Test(arguments: [
        ("asymmetric/PKCS8/ec_private_key.pem", KeyAlgorithm.ec(.p256)),
        ("asymmetric/PKCS8/ec-consistent-curve.pem", .ec(.p256)),
        ("asymmetric/Ed25519/ed25519-pkcs8.pem", .ed25519),
    ])
    func goodPrivateKeysAreAccepted(path: String, algorithm: KeyAlgorithm) throws {
        let key = try PrivateKey(pkcs8: Vectors.pem(path), as: algorithm)
        #expect(key.algorithm == algorithm)
    }

    @Test func noiseIsNoKey() throws {
        let random = OpenSSLRandom()
        for count in 0..<500 {
            // Noise that begins like a key gets further into the parser.
            let noise = try DER.element(0x30, [2, 1, 0, 0x30] + random.bytes(count, for: .nonce))
            #expect(throws: CryptoError.invalidKey) { try PrivateKey(pkcs8: noise, as: .ec(.p256)) }
            #expect(throws: CryptoError.invalidKey) { try PublicKey(subjectPublicKeyInfo: noise) }
            #expect(throws: CryptoError.invalidKey) { try PublicKey(rsaPublicKey: noise) }
        }
    }

    @Test func anEd25519FileHoldsItsPublicKey() throws {
        let key = try PrivateKey(pkcs8: Vectors.contents("asymmetric/Ed25519/ed25519-pkcs8.der"), as: .ed25519)
        #expect(try key.publicKey.subjectPublicKeyInfo() == Vectors.contents("asymmetric/Ed25519/ed25519-pub.der"))
    }
}

@Suite("RSA public keys")
struct RSAPublicKeyTests {
    static let modulus = [0xC1] + [UInt8](repeating: 0x55, count: 254) + [0x0B]

    @Test func aPlausibleKeyIsAccepted() throws {
        let key = try PublicKey(rsaPublicKey: DER.sequence([DER.integer(Self.modulus), DER.integer([1, 0, 1])]))
        #expect(key.algorithm == .rsa(bits: 2048))
    }

    @Test(arguments: [[], [1], [2], [0x10, 0], [1, 0, 0, 0, 0, 0, 0, 0, 1]] as [[UInt8]])
    func anImplausibleExponentIsRefused(exponent: [UInt8]) {
        #expect(throws: CryptoError.invalidKey) {
            try PublicKey(rsaPublicKey: DER.sequence([DER.integer(Self.modulus), DER.integer(exponent)]))
        }
    }

    @Test(arguments: [Array(modulus.dropLast()), modulus + [1], Array(modulus.dropLast()) + [2], []])
    func aModulusOfAnotherSizeOrAnEvenOneIsRefused(modulus: [UInt8]) {
        #expect(throws: CryptoError.invalidKey) {
            try PublicKey(rsaPublicKey: DER.sequence([DER.integer(modulus), DER.integer([1, 0, 1])]))
        }
    }

    @Test func numbersThatAreNegativeOrPaddedAreRefused() {
        let good = DER.integer(Self.modulus)
        for bad in [DER.element(2, Self.modulus), DER.element(2, [0, 0] + Self.modulus), DER.element(2, [])] {
            #expect(throws: CryptoError.invalidKey) {
                try PublicKey(rsaPublicKey: DER.sequence([bad, DER.integer([1, 0, 1])]))
            }
        }
        #expect(throws: CryptoError.invalidKey) {
            try PublicKey(rsaPublicKey: DER.sequence([good, DER.integer([3]), DER.integer([3])]))
        }
    }
}
