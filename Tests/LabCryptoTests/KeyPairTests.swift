import LabCore
import Testing

@testable import LabCrypto

@Suite("Key pairs")
struct KeyPairTests {
    /// One pair of every kind; RSA is slow to make, so they are made once.
    static let pairs: [KeyAlgorithm: PrivateKey] = {
        var pairs: [KeyAlgorithm: PrivateKey] = [:]
        for algorithm in KeyAlgorithm.all { pairs[algorithm] = try? PrivateKey.generate(algorithm) }
        return pairs
    }()

    static let schemes: [(SignatureScheme, KeyAlgorithm)] =
        [DigestAlgorithm.sha256, .sha384, .sha512].flatMap { hash in
            [
                (.rsaPSS(hash), .rsa(bits: 2048)), (.rsaPKCS1v15(hash), .rsa(bits: 3072)),
                (.ecdsa(hash), .ec(.p256)), (.ecdsa(hash), .ec(.p384)), (.ecdsa(hash), .ec(.p521)),
                (.ecdsa(hash), .ec(.secp256k1)),
            ]
        } + [(.ed25519, .ed25519), (.sm2, .ec(.sm2))]

    static func pair(_ algorithm: KeyAlgorithm) throws -> PrivateKey {
        try #require(pairs[algorithm])
    }

    @Test(arguments: KeyAlgorithm.all)
    func aKeyComesBackFromItsBytes(algorithm: KeyAlgorithm) throws {
        let key = try Self.pair(algorithm)
        let bytes = try KeyMaterial(key.pkcs8())
        // A full check of RSA tests its primes; once is enough.
        let validation: PrivateKey.Validation = algorithm == .rsa(bits: 4096) ? .form : .full
        let again = try PrivateKey(pkcs8: bytes, as: algorithm, validation: validation)
        #expect(again.publicKey == key.publicKey)
        #expect(try KeyMaterial(again.pkcs8()) == bytes)
        let spki = try key.publicKey.subjectPublicKeyInfo()
        let publicKey = try PublicKey(subjectPublicKeyInfo: spki)
        #expect(publicKey == key.publicKey && publicKey.algorithm == algorithm)
        #expect(try publicKey.subjectPublicKeyInfo() == spki)
    }

    @Test(arguments: KeyAlgorithm.all)
    func aKeyOfAnotherKindIsRefused(algorithm: KeyAlgorithm) throws {
        let bytes = try KeyMaterial(Self.pair(algorithm).pkcs8())
        for other in KeyAlgorithm.all where other != algorithm {
            #expect(throws: CryptoError.invalidKey) { try PrivateKey(pkcs8: bytes, as: other, validation: .form) }
        }
    }

    @Test(arguments: [KeyAlgorithm.rsa(bits: 2048), .ec(.p256), .ec(.p521), .ed25519, .ec(.sm2)])
    func leftoversAndTruncationsAreRefused(algorithm: KeyAlgorithm) throws {
        let key = try Self.pair(algorithm)
        let pkcs8 = try key.pkcs8().exportForResponse()
        let spki = try key.publicKey.subjectPublicKeyInfo()
        #expect(throws: CryptoError.invalidKey) {
            try PrivateKey(pkcs8: pkcs8 + [0], as: algorithm, validation: .form)
        }
        #expect(throws: CryptoError.invalidKey) { try PublicKey(subjectPublicKeyInfo: spki + [0]) }
        for count in stride(from: 0, to: pkcs8.count, by: 3) {
            #expect(throws: CryptoError.invalidKey) {
                try PrivateKey(pkcs8: pkcs8.prefix(count), as: algorithm, validation: .form)
            }
        }
        for count in 0..<spki.count {
            #expect(throws: CryptoError.invalidKey) { try PublicKey(subjectPublicKeyInfo: spki.prefix(count)) }
        }
    }

    @Test(arguments: [EllipticCurve.p256, .secp256k1])
    func aPrivateKeyWithAFlippedBitIsRefused(curve: EllipticCurve) throws {
        let pkcs8 = try Self.pair(.ec(curve)).pkcs8().exportForResponse()
        for bit in 0..<pkcs8.count * 8 {
            #expect(throws: CryptoError.self, "bit \(bit)") {
                try PrivateKey(pkcs8: pkcs8.flipping(bit: bit), as: .ec(curve))
            }
        }
    }

    @Test func aVersion2KeyMustCarryItsOwnPublicKey() throws {
        let key = try Self.pair(.ed25519)
        let publicKey = try key.publicKey.subjectPublicKeyInfo().suffix(32)
        let other = try PrivateKey.generate(.ed25519).publicKey.subjectPublicKeyInfo().suffix(32)
        let version1 = try key.pkcs8().exportForResponse()
        let version2 = { (publicKey: [UInt8]) in
            DER.element(0x30, [2, 1, 1] + version1.dropFirst(5) + publicKey)
        }
        let good = version2(DER.element(0x81, [0] + publicKey))
        #expect(try PrivateKey(pkcs8: good, as: .ed25519).publicKey == key.publicKey)
        for bad in [
            version2([]), version2(DER.element(0x81, [0] + other)), version2(DER.element(0x81, [1] + publicKey)),
        ] {
            #expect(throws: CryptoError.invalidKey) { try PrivateKey(pkcs8: bad, as: .ed25519) }
        }
    }

    @Test func anECKeyWithoutItsPublicHalfGetsIt() throws {
        for curve in EllipticCurve.allCases {
            let key = try Self.pair(.ec(curve))
            let pkcs8 = try key.pkcs8().exportForResponse()
            let bare = try Self.withoutPublicHalf(pkcs8, curve)
            #expect(bare.count < pkcs8.count)
            #expect(try PrivateKey(pkcs8: bare, as: .ec(curve)).publicKey == key.publicKey)
        }
    }

    @Test func thePublicHalfHasItsOwnForms() throws {
        let rsa = try Self.pair(.rsa(bits: 2048)).publicKey
        #expect(try PublicKey(rsaPublicKey: rsa.rsaPublicKey()) == rsa)
        #expect(throws: CryptoError.invalidKey) { try rsa.compressedPoint() }
        for curve in EllipticCurve.allCases {
            let key = try Self.pair(.ec(curve)).publicKey
            let point = try key.compressedPoint()
            #expect(point.count == 1 + curve.byteCount)
            let again = try PublicKey(point: point, on: curve)
            #expect(again == key)
            #expect(try again.subjectPublicKeyInfo() == key.subjectPublicKeyInfo())
            #expect(throws: CryptoError.invalidKey) { try key.rsaPublicKey() }
            for wrong in [[], [0], point + [0], Array(point.dropLast()), [5] + point.dropFirst()] as [[UInt8]] {
                #expect(throws: CryptoError.invalidKey) { try PublicKey(point: wrong, on: curve) }
            }
        }
    }

    @Test func keysOfUnsupportedSizesAreNotMade() {
        #expect(throws: CryptoError.self) { try PrivateKey.generate(.rsa(bits: 1024)) }
        #expect(throws: CryptoError.self) { try PrivateKey.generate(.rsa(bits: 2047)) }
    }

    @Test func noTextFormOfAPrivateKeyShowsAnything() throws {
        let key = try Self.pair(.ec(.p256))
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key) \(String(reflecting: key))" == "<private key> <private key>")
        #expect(dumped.hasPrefix("- <private key>"))
        #expect(Mirror(reflecting: key).children.isEmpty)
    }

    @Test(arguments: schemes)
    func aSignatureHoldsForItsMessageKeyAndSchemeOnly(scheme: SignatureScheme, algorithm: KeyAlgorithm) throws {
        let key = try Self.pair(algorithm)
        let message = Array("the message".utf8)
        let signature = try key.sign(message, scheme)
        #expect(try key.publicKey.isValid(signature, for: message, scheme))
        #expect(try !key.publicKey.isValid(signature, for: message + [0], scheme))
        #expect(try !PrivateKey.generate(Self.cheap(algorithm)).publicKey.isValidOrMismatch(signature, message, scheme))
        for bit in stride(from: 0, to: signature.count * 8, by: 5) {
            #expect(try !key.publicKey.isValid(signature.flipping(bit: bit), for: message, scheme))
        }
        for wrong in [[], Array(signature.dropLast()), signature + [0]] {
            #expect(try !key.publicKey.isValid(wrong, for: message, scheme))
        }
    }

    @Test(arguments: schemes)
    func messageAndDigestGiveTheSameSignatures(scheme: SignatureScheme, algorithm: KeyAlgorithm) throws {
        guard let hash = scheme.digestAlgorithm, scheme != .sm2 else { return }
        let key = try Self.pair(algorithm)
        let message = Array("the message".utf8)
        let digest = hash.digest(of: message)
        #expect(try key.publicKey.isValid(key.sign(digest: digest, scheme), for: message, scheme))
        #expect(try key.publicKey.isValid(key.sign(message, scheme), forDigest: digest, scheme))
        #expect(throws: CryptoError.wrongLength(expected: hash.byteCount, actual: 3)) {
            try key.sign(digest: [1, 2, 3] as [UInt8], scheme)
        }
    }

    @Test(arguments: KeyAlgorithm.all)
    func aSchemeForOtherKeysIsRefused(algorithm: KeyAlgorithm) throws {
        let key = try Self.pair(algorithm)
        for scheme in [.rsaPSS(.sha256), .rsaPKCS1v15(.sha256), .ecdsa(.sha256), .ed25519, .sm2] as [SignatureScheme]
        where !scheme.fits(algorithm) {
            #expect(throws: CryptoError.invalidKey) { try key.sign([1] as [UInt8], scheme) }
            #expect(throws: CryptoError.invalidKey) {
                try key.publicKey.isValid([1] as [UInt8], for: [1] as [UInt8], scheme)
            }
        }
        #expect(throws: CryptoError.invalidKey) {
            try key.publicKey.encrypt(
                [1] as [UInt8], { if case .rsa = algorithm { .sm2 } else { .rsaOAEP(.sha256) } }())
        }
    }

    @Test(arguments: [DigestAlgorithm.md5, .sha1, .sm3])
    func brokenHashesSignNothing(hash: DigestAlgorithm) throws {
        #expect(throws: CryptoError.self) { try Self.pair(.rsa(bits: 2048)).sign([1] as [UInt8], .rsaPSS(hash)) }
        #expect(throws: CryptoError.self) { try Self.pair(.ec(.p256)).sign([1] as [UInt8], .ecdsa(hash)) }
    }

    @Test(arguments: [2048, 3072, 4096], [DigestAlgorithm.sha1, .sha256])
    func oaepOpensWhatItSealedAndNothingElse(bits: Int, hash: DigestAlgorithm) throws {
        let key = try Self.pair(.rsa(bits: bits))
        let most = bits / 8 - 2 * hash.byteCount - 2
        for count in [0, 1, 32, most] {
            let plaintext = [UInt8](repeating: 7, count: count)
            let ciphertext = try key.publicKey.encrypt(plaintext, .rsaOAEP(hash))
            let opened = try key.decrypt(ciphertext, .rsaOAEP(hash)).exportForResponse()
            #expect(opened == plaintext)
            for wrong in [[], ciphertext.flipping(bit: 9), Array(ciphertext.dropLast()), ciphertext + [0]] {
                #expect(throws: CryptoError.authenticationFailed) { _ = try key.decrypt(wrong, .rsaOAEP(hash)).count }
            }
            #expect(throws: CryptoError.authenticationFailed) {
                _ = try key.decrypt(ciphertext, .rsaOAEP(hash == .sha1 ? .sha256 : .sha1)).count
            }
        }
        #expect(throws: CryptoError.wrongLength(expected: most, actual: most + 1)) {
            try key.publicKey.encrypt([UInt8](repeating: 7, count: most + 1), .rsaOAEP(hash))
        }
    }

    @Test func sm2OpensWhatItSealedAndNothingElse() throws {
        let key = try Self.pair(.ec(.sm2))
        let plaintext = Array("a short message".utf8)
        let ciphertext = try key.publicKey.encrypt(plaintext, .sm2)
        let opened = try key.decrypt(ciphertext, .sm2).exportForResponse()
        #expect(opened == plaintext)
        for bit in stride(from: 0, to: ciphertext.count * 8, by: 7) {
            #expect(throws: CryptoError.authenticationFailed) {
                _ = try key.decrypt(ciphertext.flipping(bit: bit), .sm2).count
            }
        }
        #expect(throws: CryptoError.authenticationFailed) { _ = try key.decrypt([UInt8](), .sm2).count }
        #expect(throws: CryptoError.wrongLength(expected: 1, actual: 0)) {
            try key.publicKey.encrypt([UInt8](), .sm2)
        }
    }

    @Test(arguments: [EllipticCurve.p256, .p384, .p521, .secp256k1])
    func bothSidesAgreeOnASecret(curve: EllipticCurve) throws {
        let ours = try Self.pair(.ec(curve))
        let theirs = try PrivateKey.generate(.ec(curve))
        let secret = try KeyMaterial(ours.sharedSecret(with: theirs.publicKey))
        #expect(try KeyMaterial(theirs.sharedSecret(with: ours.publicKey)) == secret)
        #expect(secret.count == curve.byteCount)
        for other in EllipticCurve.allCases where other != curve {
            #expect(throws: CryptoError.invalidKey) {
                _ = try ours.sharedSecret(with: Self.pair(.ec(other)).publicKey).count
            }
        }
        #expect(throws: CryptoError.invalidKey) {
            _ = try ours.sharedSecret(with: Self.pair(.ed25519).publicKey).count
        }
    }

    /// A kind that is quick to make: the same for curves, another key of the same kind not needed for RSA.
    private static func cheap(_ algorithm: KeyAlgorithm) -> KeyAlgorithm {
        if case .rsa = algorithm { .ec(.p256) } else { algorithm }
    }

    /// The same PKCS#8 as Java writes it.
    private static func withoutPublicHalf(_ pkcs8: [UInt8], _ curve: EllipticCurve) throws -> [UInt8] {
        try pkcs8.withReadableBytes { bytes throws(CryptoError) in
            var outer = DERReader(bytes)
            var fields = try outer.sequence()
            try fields.expect(0)
            let identifier = try fields.contents(of: .sequence)
            var inner = DERReader(try fields.contents(of: .octetString))
            var key = try inner.sequence()
            try key.expect(1)
            let scalar = try key.contents(of: .octetString)
            let bare = DER.sequence([[2, 1, 1], DER.element(4, Array(scalar))])
            return DER.sequence([[2, 1, 0], DER.element(0x30, Array(identifier)), DER.element(4, bare)])
        }
    }
}

extension PublicKey {
    fileprivate func isValidOrMismatch(_ signature: [UInt8], _ message: [UInt8], _ scheme: SignatureScheme) throws
        -> Bool
    {
        scheme.fits(algorithm) ? try isValid(signature, for: message, scheme) : false
    }
}
