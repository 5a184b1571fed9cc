import CPKCS11
import Foundation
import LabCore
import LabCrypto
import LabKMS
import LabTesting
import Testing

@testable import LabHSM

/// One SoftHSM a process: the library takes its directory from the environment.
private enum Installed {
    static let directory = FileManager.default.temporaryDirectory.appending(path: "kmslab-hsm-\(UUID().uuidString)")
    static let hsm = SoftHSM(directory: directory.path, random: OpenSSLRandom())
}

@Suite(.serialized) struct SoftHSMTests {
    let hsm: SoftHSM
    let access: HSMAccess

    init() throws {
        hsm = Installed.hsm
        let letters = Hex.encode(try OpenSSLRandom().bytes(5, for: .identifier)).map { $0.isNumber ? "q" : $0 }
        access = HSMAccess(clusterID: "cluster-a" + String(letters), password: "kmsuser-password")
    }

    private let nonce = [UInt8](repeating: 3, count: 12)

    private func seal(_ text: String, _ key: String) throws -> [UInt8] {
        try Array(text.utf8).withReadableBytes { bytes in
            try hsm.seal(bytes, with: key, nonce: nonce, authenticating: Array("header".utf8), access)
        }
    }

    private func open(_ sealed: [UInt8], _ key: String, _ header: String = "header") throws -> [UInt8] {
        let opened = try hsm.open(sealed, with: key, nonce: nonce, authenticating: Array(header.utf8), access)
        return opened.exportForResponse()
    }

    @Test func whatTheTokenSealedItOpens() throws {
        let key = try hsm.makeKey(access)
        let sealed = try seal("secret", key)
        #expect(sealed.count == 6 + 16)
        #expect(!sealed.starts(with: Array("secret".utf8)))
        #expect(try open(sealed, key) == Array("secret".utf8))
    }

    @Test func aFlippedBitAnywhereIsRefused() throws {
        let key = try hsm.makeKey(access)
        let sealed = try seal("secret", key)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: HSMError.authenticationFailed) { try open(changed, key) }
        }
        #expect(throws: HSMError.authenticationFailed) { try open(sealed, key, "other") }
        #expect(throws: HSMError.authenticationFailed) { try open([1, 2], key) }
        #expect(throws: HSMError.authenticationFailed) { try open(sealed, try hsm.makeKey(access)) }
    }

    @Test func aWrongPasswordIsRefused() throws {
        try hsm.logIn(access)
        let wrong = HSMAccess(clusterID: access.clusterID, password: "wrong-password")
        #expect(throws: HSMError.invalidCredentials) { try hsm.logIn(wrong) }
        try hsm.logIn(access)
    }

    @Test func aDestroyedKeyIsGone() throws {
        let key = try hsm.makeKey(access)
        try hsm.destroyKey(key, access)
        try hsm.destroyKey(key, access)
        #expect(throws: HSMError.noSuchKey) { _ = try seal("secret", key) }
    }

    @Test func aKeyNeverLeavesTheToken() throws {
        let key = try hsm.makeKey(access)
        #expect(try read(CKA_EXTRACTABLE, of: key) == [0])
        #expect(try read(CKA_ID, of: key) == Hex.decode(key))
        // CKR_ATTRIBUTE_SENSITIVE
        #expect(throws: HSMError.failed("PKCS#11 answered 0x11")) { try read(CKA_VALUE, of: key) }
    }

    /// Asks the token itself for an attribute of a key.
    private func read(_ attribute: some BinaryInteger, of key: String) throws(HSMError) -> [UInt8]? {
        let attribute = UInt(attribute)
        return try hsm.locked { open throws(PKCS11Error) in
            let session = try hsm.session(access, &open)
            guard let key = try session.findKey(id: Hex.decode(key) ?? []) else { return nil }
            return try session.read(attribute, of: key, byteCount: 64)
        }
    }

    @Test func theTokensAreTheLabsOwn() throws {
        try hsm.logIn(access)
        for path in [Installed.directory.path, Installed.directory.path + "/tokens"] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o700, "\(path)")
        }
    }

    @Test func theTokenMakesRandomBytes() throws {
        let first = try hsm.random(byteCount: 32, access)
        #expect(first.count == 32)
        #expect(first != (try hsm.random(byteCount: 32, access)))
    }

    @Test func aKeyStoreOverTheTokenWorksFromEndToEnd() async throws {
        let home = try InMemoryLab(hsm: hsm)
        let store = try await home.kms(
            "CreateCustomKeyStore",
            [
                "CustomKeyStoreName": "hsm", "CloudHsmClusterId": .string(access.clusterID),
                "TrustAnchorCertificate": "-----BEGIN CERTIFICATE-----", "KeyStorePassword": "kmsuser-password",
            ])["CustomKeyStoreId"]
        let storeID = try #require(store)
        _ = try await home.kms("ConnectCustomKeyStore", ["CustomKeyStoreId": storeID])
        home.clock.advance(.seconds(2))
        let metadata = try await home.kms("CreateKey", ["Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": storeID])
        let key = try #require(metadata["KeyMetadata"]?["KeyId"])
        let plaintext = JSONValue.string(Base64.encode(Array("in the token".utf8)))
        let blob = try await home.kms("Encrypt", ["KeyId": key, "Plaintext": plaintext])["CiphertextBlob"]
        let opened = try await home.kms("Decrypt", ["CiphertextBlob": try #require(blob)])
        #expect(opened["Plaintext"] == plaintext)
    }
}
