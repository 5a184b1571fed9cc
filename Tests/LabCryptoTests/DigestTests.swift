import LabCore
import LabCrypto
import Testing

@Suite("Digests: published vectors")
struct DigestTests {
    static let files: [(DigestAlgorithm, String, Int)] = [
        (.md5, "hashes/MD5/rfc-1321.txt", 7), (.sm3, "hashes/SM3/oscca.txt", 5),
        (.sha1, "hashes/SHA1/SHA1ShortMsg.rsp", 65), (.sha1, "hashes/SHA1/SHA1LongMsg.rsp", 64),
        (.sha224, "hashes/SHA2/SHA224ShortMsg.rsp", 65), (.sha224, "hashes/SHA2/SHA224LongMsg.rsp", 64),
        (.sha256, "hashes/SHA2/SHA256ShortMsg.rsp", 65), (.sha256, "hashes/SHA2/SHA256LongMsg.rsp", 64),
        (.sha384, "hashes/SHA2/SHA384ShortMsg.rsp", 129), (.sha384, "hashes/SHA2/SHA384LongMsg.rsp", 128),
        (.sha512, "hashes/SHA2/SHA512ShortMsg.rsp", 129), (.sha512, "hashes/SHA2/SHA512LongMsg.rsp", 128),
    ]

    @Test(arguments: files)
    func digestsAreThePublishedOnes(algorithm: DigestAlgorithm, path: String, minimum: Int) throws {
        let digester = Digester(algorithm)
        var tally = Tally()
        for vector in try Vectors.read(path, startingWith: "Len") {
            let byteCount = try #require(Int(vector.text("Len"))) / 8
            let message = try Array(vector.bytes("Msg").prefix(byteCount))
            let published = try vector.bytes("MD")
            digester.update(message.prefix(3))
            digester.update(message.dropFirst(3))
            #expect(digester.finish() == published)
            #expect(algorithm.digest(of: message) == published)
            #expect(published.count == algorithm.byteCount)
            tally.accepted += 1
        }
        tally.report(path)
        #expect(tally.accepted >= minimum)
    }

    @Test func theInstalledLibcryptoHasEverything() throws {
        try LibCrypto.requireAlgorithms()
        #expect(LibCrypto.version.contains("OpenSSL"))
    }
}

@Suite("HMAC")
struct HMACTests {
    static let files: [(DigestAlgorithm, String)] = [
        (.sha1, "HMAC/rfc-2202-sha1.txt"), (.sha224, "HMAC/rfc-4231-sha224.txt"),
        (.sha256, "HMAC/rfc-4231-sha256.txt"), (.sha384, "HMAC/rfc-4231-sha384.txt"),
        (.sha512, "HMAC/rfc-4231-sha512.txt"),
    ]

    @Test(arguments: files)
    func codesAreThePublishedOnes(algorithm: DigestAlgorithm, path: String) throws {
        var tally = Tally()
        for vector in try Vectors.read(path, startingWith: "Len") {
            let published = try vector.bytes("MD")
            let message = try vector.bytes("Msg")
            let key = try vector.bytes("Key")
            #expect(HMAC.code(for: message, key: key, algorithm) == published)
            let keyed = HMACKey(key, algorithm)
            for _ in 0..<2 { #expect(keyed.code(for: message) == published) }
            for forged in [published.flipping(bit: 0), Array(published.dropLast()), published + [0], []] {
                #expect(!keyed.isValid(forged, for: message))
                #expect(!HMAC.isValid(forged, for: message, key: key, algorithm))
            }
            #expect(keyed.isValid(published, for: message))
            tally.accepted += 1
        }
        tally.report(path)
        #expect(tally.accepted >= 6)
    }

    @Test func anEmptyKeyIsAKey() throws {
        // HMAC_SHA256("", "") as every implementation has it.
        let published = Hex.decode("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
        #expect(HMAC.code(for: [UInt8](), key: [UInt8](), .sha256) == published)
        #expect(HMACKey([UInt8](), .sha256).code(for: [UInt8]()) == published)
    }

    @Test func aKeyHasNoTextForm() {
        let key = HMACKey(Array("hunter2".utf8), .sha256)
        #expect("\(key) \(String(reflecting: key))" == "<HMAC key> <HMAC key>")
        #expect(Mirror(reflecting: key).children.isEmpty)
    }
}
