import LabCore
import Testing

@testable import LabCrypto

@Suite("Elliptic curves: published vectors")
struct CurveVectorTests {
    static let curves: [String: EllipticCurve] = [
        "P-256": .p256, "P-384": .p384, "P-521": .p521, "K-256": .secp256k1, "SECP256R1": .p256,
        "SECP256K1": .secp256k1,
    ]
    static let digests: [String: DigestAlgorithm] = [
        "SHA-1": .sha1, "SHA-224": .sha224, "SHA-256": .sha256, "SHA-384": .sha384, "SHA-512": .sha512,
    ]

    @Test(arguments: [
        ("FIPS_186-3/SigVer.rsp", 45, 180), ("FIPS_186-2/SigVer.rsp", 9, 36),
        ("FIPS_186-3/SigGen.rsp", 225, 0), ("SECP256K1/SigGen.txt", 1125, 0),
    ])
    func ecdsaSignaturesAreJudgedAsPublished(file: String, minimumValid: Int, minimumForged: Int) throws {
        var tally = Tally()
        for vector in try Vectors.read("asymmetric/ECDSA/\(file)", startingWith: "Msg") {
            let names = (vector.section[""] ?? "").split(separator: ",").map(String.init)
            guard let curve = Self.curves[names.first ?? ""] else { continue }
            let hash = Self.digests[names.count > 1 ? names[1] : "SHA-1"] ?? .sha1
            let isValid = try verify(vector, curve, hash)
            #expect(isValid != vector.mustFail)
            tally.count(accepted: isValid)
        }
        tally.report("ECDSA \(file)")
        #expect(tally.accepted >= minimumValid && tally.refused >= minimumForged)
    }

    @Test func pointsThatAreOnNoCurveAreRefused() throws {
        var tally = Tally()
        for vector in try Vectors.read("asymmetric/ECDSA/FIPS_186-3/PKV.rsp", startingWith: "Qx") {
            guard let curve = Self.curves[vector.section[""] ?? ""] else { continue }
            if let point = try? point(vector, curve, "Qx", "Qy"), (try? PublicKey(point: point, on: curve)) != nil {
                #expect(!vector.mustFail)
                tally.accepted += 1
            } else {
                #expect(vector.mustFail)
                tally.refused += 1
            }
        }
        tally.report("EC public key validation")
        #expect(tally.accepted >= 12 && tally.refused >= 24)
    }

    @Test(arguments: ["init", "resp"])
    func keyAgreementIsJudgedAsPublished(role: String) throws {
        var tally = Tally()
        let path = "asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_\(role).fax"
        for vector in try Vectors.read(path) {
            let name = vector.section[""] ?? ""
            let curves = ["EC - SHA256": EllipticCurve.p256, "ED - SHA384": .p384, "EE - SHA512": .p521]
            guard let curve = curves[name] else { continue }
            let hash = Self.digests["SHA-\(name.suffix(3))"] ?? .sha256
            let secret = try? agree(vector, curve)
            let isGenuine = try secret.map { hash.digest(of: $0) } == vector.bytes("CAVSHashZZ")
            #expect(isGenuine != vector.mustFail)
            tally.count(accepted: isGenuine)
        }
        tally.report("ECDH \(role)")
        #expect(tally.accepted >= 54 && tally.refused >= 36)
    }

    @Test func compressedPointsAreThePublishedOnes() throws {
        let vectors = try Vectors.read("asymmetric/EC/compressed_points.txt")
        for vector in vectors {
            let curve = try #require(Self.curves[vector.text("CURVE")])
            let key = try PublicKey(point: vector.bytes("POINT"), on: curve)
            #expect(try key.compressedPoint() == vector.bytes("POINT"))
            #expect(try key.uncompressedPoint() == point(vector, curve, "X", "Y"))
            #expect(try PublicKey(point: key.uncompressedPoint(), on: curve) == key)
        }
        #expect(vectors.count >= 4)
    }

    @Test func ed25519IsThePublishedOne() throws {
        var tally = Tally()
        for line in try Vectors.contents("asymmetric/Ed25519/sign.input").split(separator: UInt8(ascii: "\n")) {
            let fields = try line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { field in
                try #require(Hex.decode(String(decoding: field, as: UTF8.self)))
            }
            let message = fields[2]
            let signature = Array(fields[3].prefix(64))
            let key = try fields[0].prefix(32).withReadableBytes { seed throws(CryptoError) in
                PrivateKey(try .ed25519(seed: seed), .ed25519)
            }
            #expect(try key.sign(message, .ed25519) == signature)
            #expect(try key.publicKey.isValid(signature, for: message, .ed25519))
            #expect(try !key.publicKey.isValid(signature.flipping(bit: message.count % 512), for: message, .ed25519))
            tally.accepted += 1
        }
        tally.report("Ed25519")
        #expect(tally.accepted >= 1024)
    }

    private func verify(_ vector: Vector, _ curve: EllipticCurve, _ hash: DigestAlgorithm) throws -> Bool {
        guard let point = try? point(vector, curve, "Qx", "Qy"), let key = try? PublicKey(point: point, on: curve)
        else { return false }
        let signature = try DER.sequence([DER.integer(vector.bytes("R")), DER.integer(vector.bytes("S"))])
        let digest = try hash.digest(of: vector.bytes("Msg"))
        return try signature.withReadableBytes { signature throws(CryptoError) in
            try digest.withReadableBytes { digest throws(CryptoError) in
                try DigestSignature.isValid(signature, for: digest, .ecdsa(hash), with: key.key)
            }
        }
    }

    /// The shared secret; throws when either side's key is none.
    private func agree(_ vector: Vector, _ curve: EllipticCurve) throws -> [UInt8] {
        let peer = try PublicKey(point: point(vector, curve, "QsCAVSx", "QsCAVSy"), on: curve)
        let point = try point(vector, curve, "QsIUTx", "QsIUTy")
        let scalar = try vector.number("dsIUT", byteCount: curve.byteCount)
        let key = try scalar.withReadableBytes { scalar throws(CryptoError) in
            try point.withReadableBytes { point throws(CryptoError) in
                try EVPKey.ec(curve, privateKey: scalar, point: point)
            }
        }
        guard try key.isConsistent() else { throw CryptoError.invalidKey }
        return try PrivateKey(key.shared(), .ec(curve)).sharedSecret(with: peer).exportForResponse()
    }

    private func point(_ vector: Vector, _ curve: EllipticCurve, _ x: String, _ y: String) throws -> [UInt8] {
        let size = curve.byteCount
        return try [0x04] + vector.number(x, byteCount: size) + vector.number(y, byteCount: size)
    }
}
