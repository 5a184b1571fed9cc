import LabCore
import LabCrypto
import Testing

/// NIST CAVP `gcmtestvectors`. The API has 96-bit nonces and 128-bit tags; the others it must refuse.
@Suite("AES-GCM: NIST CAVP")
struct AESGCMVectorTests {
    @Test(arguments: [128, 192, 256])
    func sealingGivesThePublishedCiphertextAndTag(keyBits: Int) throws {
        var tally = Tally()
        for vector in try usable("ciphers/AES/GCM/gcmEncryptExtIV\(keyBits).rsp") {
            let sealed = try AESGCM.seal(
                vector.bytes("PT"), key: vector.bytes("Key"), nonce: AESGCM.Nonce(vector.bytes("IV")),
                authenticating: vector.bytes("AAD"))
            // A shorter tag is the beginning of the whole one (NIST SP 800-38D, 7.1).
            let published = try vector.bytes("CT") + vector.bytes("Tag")
            #expect(sealed.starts(with: published))
            tally.accepted += 1
        }
        tally.report("AES-GCM-\(keyBits) encrypt")
        #expect(tally.accepted >= 2_500)
    }

    @Test(arguments: [128, 192, 256])
    func everyPublishedForgeryIsRefused(keyBits: Int) throws {
        var tally = Tally()
        for vector in try Vectors.read("ciphers/AES/GCM/gcmDecrypt\(keyBits).rsp", startingWith: "Count") {
            guard vector.section["IVlen"] == "96" else {
                #expect(throws: CryptoError.self) { try AESGCM.Nonce(vector.bytes("IV")) }
                continue
            }
            let plaintext = try opened(vector)
            guard vector.section["Taglen"] == "128" else {
                #expect(plaintext == nil, "a short tag was accepted")
                continue
            }
            #expect((plaintext == nil) == vector.mustFail)
            if let plaintext { #expect(try plaintext == vector.bytes("PT")) }
            tally.count(accepted: plaintext != nil)
        }
        tally.report("AES-GCM-\(keyBits) decrypt")
        #expect(tally.accepted + tally.refused >= 375 && tally.refused >= 190)
    }

    private func usable(_ path: String) throws -> [Vector] {
        try Vectors.read(path, startingWith: "Count").filter { $0.section["IVlen"] == "96" }
    }

    /// The plaintext; `nil` when it is refused as a forgery. All forms of opening must agree.
    private func opened(_ vector: Vector) throws -> [UInt8]? {
        let nonce = try AESGCM.Nonce(vector.bytes("IV"))
        let key = try vector.bytes("Key")
        let header = try vector.bytes("AAD")
        let ciphertext = try vector.bytes("CT")
        let tag = try vector.bytes("Tag")
        let oneShot = genuine { () throws(CryptoError) in
            try AESGCM.open(ciphertext + tag, key: key, nonce: nonce, authenticating: header).exportForResponse()
        }
        let streamed = genuine { () throws(CryptoError) in
            let stream = try AESGCM.OpeningStream(key: key, nonce: nonce, authenticating: header)
            var plaintext: [UInt8] = []
            for byte in ciphertext { plaintext += try stream.update([byte]) }
            try stream.finish(expectingTag: tag)
            return plaintext
        }
        if tag.count == AESGCM.tagByteCount { #expect(oneShot == streamed) }
        return oneShot
    }

    private func genuine(_ open: () throws(CryptoError) -> [UInt8]) -> [UInt8]? {
        do throws(CryptoError) {
            return try open()
        } catch {
            #expect(error == .authenticationFailed)
            return nil
        }
    }
}
