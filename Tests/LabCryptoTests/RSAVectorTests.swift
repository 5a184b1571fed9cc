import LabCore
import Testing

@testable import LabCrypto

@Suite("RSA: published vectors")
struct RSAVectorTests {
    static let digests: [String: DigestAlgorithm] = [
        "SHA1": .sha1, "SHA224": .sha224, "SHA256": .sha256, "SHA384": .sha384, "SHA512": .sha512,
    ]

    @Test(arguments: [("SigVer15_186-3.rsp", false), ("SigVerPSS_186-3.rsp", true)])
    func everyForgedSignatureIsRefused(file: String, isPSS: Bool) throws {
        var tally = Tally()
        let path = "asymmetric/RSA/FIPS_186-2/\(file)"
        for vector in try Vectors.read(path, startingWith: "SHAAlg", shared: ["n", "p", "q"]) {
            let isValid = try verify(vector, isPSS: isPSS, saltByteCount: 10)
            #expect(isValid != vector.mustFail)
            tally.count(accepted: isValid)
        }
        tally.report(file)
        #expect(tally.accepted >= 75 && tally.refused >= 375)
    }

    @Test(arguments: [("SigGen15_186-3.rsp", false), ("SigGenPSS_186-3.rsp", true)])
    func publishedSignaturesAreAccepted(file: String, isPSS: Bool) throws {
        var tally = Tally()
        let path = "asymmetric/RSA/FIPS_186-2/\(file)"
        for vector in try Vectors.read(path, startingWith: "SHAAlg", shared: ["n", "e"]) {
            #expect(try verify(vector, isPSS: isPSS, saltByteCount: 0))
            tally.accepted += 1
        }
        tally.report(file)
        #expect(tally.accepted >= 250)
    }

    @Test func pssOfPKCS1IsAccepted() throws {
        let items = try Vectors.readLabelled(
            "asymmetric/RSA/pkcs-1v2-1d2-vec/pss-vect.txt", endingWith: "Signature")
        for item in items {
            let digest = try DigestAlgorithm.sha1.digest(of: #require(item["Message to be signed"]))
            let signature = try #require(item["Signature"])
            let key = try Self.publicKey(
                modulus: #require(item["Modulus"]), exponent: #require(item["Public exponent"]))
            #expect(try Self.isValid(signature, digest, .rsaPSS(.sha1), nil, key))
            #expect(try !Self.isValid(signature.flipping(bit: 3), digest, .rsaPSS(.sha1), nil, key))
        }
        #expect(items.count >= 60)
    }

    @Test(arguments: [
        ("pkcs-1v2-1d2-vec/oaep-vect.txt", DigestAlgorithm.sha1, DigestAlgorithm.sha1),
        ("oaep-custom/oaep-sha1-sha256.txt", .sha256, .sha1), ("oaep-custom/oaep-sha256-sha1.txt", .sha1, .sha256),
        ("oaep-custom/oaep-sha256-sha256.txt", .sha256, .sha256),
        ("oaep-custom/oaep-sha512-sha512.txt", .sha512, .sha512),
    ])
    func publishedCiphertextsOpen(path: String, hash: DigestAlgorithm, maskHash: DigestAlgorithm) throws {
        var tally = Tally()
        for item in try Vectors.readLabelled("asymmetric/RSA/\(path)", endingWith: "Encryption") {
            let key = try Self.privateKey(item)
            let ciphertext = try #require(item["Encryption"])
            let opened = try Self.decrypt(ciphertext, hash, maskHash, key).exportForResponse()
            #expect(opened == item["Message"])
            #expect(throws: CryptoError.authenticationFailed) {
                _ = try Self.decrypt(ciphertext.flipping(bit: 100), hash, maskHash, key).count
            }
            tally.accepted += 1
        }
        tally.report(path)
        #expect(tally.accepted >= 60)
    }

    private func verify(_ vector: Vector, isPSS: Bool, saltByteCount: Int) throws -> Bool {
        let hash = try #require(Self.digests[vector.text("SHAAlg")])
        let key = try Self.publicKey(modulus: vector.bytes("n"), exponent: vector.bytes("e"))
        let digest = try hash.digest(of: vector.bytes("Msg"))
        let scheme = isPSS ? SignatureScheme.rsaPSS(hash) : .rsaPKCS1v15(hash)
        return try Self.isValid(vector.bytes("S"), digest, scheme, isPSS ? saltByteCount : nil, key)
    }

    private static func isValid(
        _ signature: [UInt8], _ digest: [UInt8], _ scheme: SignatureScheme, _ saltByteCount: Int?, _ key: PublicKey
    ) throws -> Bool {
        try signature.withReadableBytes { signature throws(CryptoError) in
            try digest.withReadableBytes { digest throws(CryptoError) in
                try DigestSignature.isValid(
                    signature, for: digest, scheme, saltByteCount: saltByteCount, with: key.key)
            }
        }
    }

    private static func decrypt(
        _ ciphertext: [UInt8], _ hash: DigestAlgorithm, _ maskHash: DigestAlgorithm, _ key: PrivateKey
    ) throws(CryptoError) -> SecureBytes {
        try ciphertext.withReadableBytes { ciphertext throws(CryptoError) in
            try PublicKeyEncryption.decrypt(ciphertext, .rsaOAEP(hash), maskHash: maskHash, with: key.key)
        }
    }

    /// A key of any size, as the old vectors have them and the API refuses them.
    private static func publicKey(modulus: [UInt8], exponent: [UInt8]) throws -> PublicKey {
        let key = try modulus.significant.withReadableBytes { modulus throws(CryptoError) in
            try exponent.significant.withReadableBytes { exponent throws(CryptoError) in
                try EVPKey.rsa(modulus: modulus, exponent: exponent)
            }
        }
        return PublicKey(key.shared(), .rsa(bits: key.bits))
    }

    private static func privateKey(_ item: [String: [UInt8]]) throws -> PrivateKey {
        let labels = [
            "Modulus", "Public exponent", "Exponent", "Prime 1", "Prime 2", "Prime exponent 1", "Prime exponent 2",
            "Coefficient",
        ]
        let numbers = try labels.map { try #require(item[$0]).significant }
        let joined = numbers.flatMap { $0 }
        let key = try joined.withReadableBytes { bytes throws(CryptoError) in
            var start = 0
            var views: [UnsafeRawBufferPointer] = []
            for number in numbers {
                views.append(UnsafeRawBufferPointer(rebasing: bytes[start..<start + number.count]))
                start += number.count
            }
            return try EVPKey.rsa(privateKey: views)
        }
        return PrivateKey(key.shared(), .rsa(bits: key.bits))
    }
}

extension Array where Element == UInt8 {
    /// The bytes of a number without leading zeros.
    var significant: [UInt8] { Array(drop { $0 == 0 }) }
}
