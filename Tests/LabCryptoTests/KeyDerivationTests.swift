import LabCore
import Testing

@testable import LabCrypto

@Suite("Key derivation")
struct KeyDerivationTests {
    @Test(arguments: [
        ("KDF/rfc-5869-HKDF-SHA1.txt", DigestAlgorithm.sha1, 4), ("KDF/rfc-5869-HKDF-SHA256.txt", .sha256, 3),
        ("KDF/hkdf-generated.txt", .sha256, 1),
    ])
    func hkdfGivesThePublishedKeys(path: String, algorithm: DigestAlgorithm, minimum: Int) throws {
        var tally = Tally()
        for vector in try Vectors.read(path) {
            let salt = try (vector.fields["salt"] ?? "").isEmpty ? [] : vector.bytes("salt")
            let byteCount = try #require(Int(vector.text("L")))
            let input = try vector.bytes("IKM")
            let info = try vector.bytes("info")
            let key = try HKDF.deriveKey(from: input, salt: salt, info: info, byteCount: byteCount, algorithm)
                .exportForResponse()
            #expect(try key == vector.bytes("OKM"))
            if vector.fields["PRK"] != nil {
                let extracted = HKDF.extract(from: input, salt: salt, algorithm).exportForResponse()
                #expect(try extracted == vector.bytes("PRK"))
            }
            tally.accepted += 1
        }
        tally.report(path)
        #expect(tally.accepted >= minimum)
    }

    @Test(arguments: [-1, 255 * 32 + 1])
    func hkdfRefusesImpossibleLengths(byteCount: Int) throws {
        #expect(throws: CryptoError.wrongLength(expected: 255 * 32, actual: byteCount)) {
            _ = try HKDF.expand([1] as [UInt8], info: [UInt8](), byteCount: byteCount, .sha256).count
        }
        let longest = try HKDF.expand([1] as [UInt8], info: [UInt8](), byteCount: 255 * 32, .sha256).count
        #expect(longest == 255 * 32)
    }

    /// RFC 7914, section 11.
    @Test(arguments: [
        (
            "passwd", "salt", 1,
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
        ),
        (
            "Password", "NaCl", 80_000,
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
        ),
    ])
    func passphrasesGiveThePublishedKeys(passphrase: String, salt: String, iterations: Int, key: String) throws {
        let derived = try PBKDF2.deriveKey(
            from: Array(passphrase.utf8), salt: Array(salt.utf8), iterations: iterations, byteCount: 64
        ).exportForResponse()
        #expect(Hex.encode(derived) == key)
    }

    @Test func aPassphraseNeedsAtLeastOneRound() {
        #expect(throws: CryptoError.self) {
            _ = try PBKDF2.deriveKey(from: [1] as [UInt8], salt: [UInt8](), iterations: 0, byteCount: 32).count
        }
    }

    @Test func counterModeGivesThePublishedKeys() throws {
        var tally = Tally()
        let algorithms: [String: DigestAlgorithm] = [
            "HMAC_SHA1": .sha1, "HMAC_SHA224": .sha224, "HMAC_SHA256": .sha256, "HMAC_SHA384": .sha384,
            "HMAC_SHA512": .sha512,
        ]
        for vector in try Vectors.read("KDF/nist-800-108-KBKDF-CTR.txt") {
            guard let algorithm = algorithms[vector.section["PRF"] ?? ""],
                vector.section["CTRLOCATION"] == "BEFORE_FIXED", vector.section["RLEN"] == "32_BITS"
            else { continue }
            let published = try vector.bytes("KO")
            let fixed = try vector.bytes("FixedInputData")
            let derived = try vector.bytes("KI").withReadableBytes { key throws(CryptoError) in
                try CounterKDF.derive(from: key, byteCount: published.count, algorithm) { mac in
                    fixed.withReadableBytes { mac.update($0) }
                }
            }.exportForResponse()
            #expect(derived == published)
            tally.accepted += 1
        }
        tally.report("SP 800-108 counter mode, HMAC, 32-bit counter in front")
        #expect(tally.accepted >= 200)
    }

    @Test(arguments: [1, 31, 32, 33, 64, 100])
    func theInputOfEachBlockIsTheDocumentedOne(byteCount: Int) throws {
        let key = Array("material".utf8)
        let label = Array("kmslab".utf8)
        let context = Array("nonce".utf8)
        var expected: [UInt8] = []
        for block in 1...4 as ClosedRange<UInt8> {
            let bits = withUnsafeBytes(of: UInt32(byteCount * 8).bigEndian) { Array($0) }
            expected += HMAC.code(for: [0, 0, 0, block] + label + [0] + context + bits, key: key, .sha256)
        }
        let derived = try CounterKDF.deriveKey(from: key, label: label, context: context, byteCount: byteCount)
            .exportForResponse()
        #expect(derived == Array(expected.prefix(byteCount)))
    }

    @Test func anotherLabelContextOrLengthGivesAnotherKey() throws {
        let derive = { (label: String, context: String, byteCount: Int) in
            try CounterKDF.deriveKey(
                from: [1, 2, 3] as [UInt8], label: Array(label.utf8), context: Array(context.utf8),
                byteCount: byteCount
            ).exportForResponse()
        }
        let keys = try [derive("a", "b", 32), derive("ab", "", 32), derive("", "ab", 32), derive("a", "c", 32)]
        #expect(Set(keys).count == 4)
        #expect(try derive("a", "b", 16) != Array(keys[0].prefix(16)))
    }

    @Test(arguments: [0, -1, 1 << 25])
    func counterModeRefusesImpossibleLengths(byteCount: Int) {
        #expect(throws: CryptoError.self) {
            _ = try CounterKDF.deriveKey(
                from: [1] as [UInt8], label: [UInt8](), context: [UInt8](), byteCount: byteCount
            ).count
        }
    }
}
