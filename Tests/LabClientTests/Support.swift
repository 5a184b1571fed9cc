import Foundation
import LabCore
import LabCrypto
import Testing

@testable import LabClient

/// A keyring, a context and short ways to encrypt and decrypt with them.
struct Bench {
    var suite = AlgorithmSuite.aes256Committing
    var frameLength = 8
    var context = EncryptionContext.of(("a", "b"), ("é", "1"))
    var policy = CommitmentPolicy.requireEncryptAllowDecrypt
    var limits = Limits.standard
    var keyring: any Keyring = Bench.rawKeyring()

    /// The raw AES keyring of the known answers: namespace `lab`, name `k1`, key 40…5f.
    static func rawKeyring(name: String = "k1", firstByte: UInt8 = 0x40) -> any Keyring {
        let key = KeyMaterial(copying: Array(firstByte..<firstByte + 32))
        do {
            return try RawAESKeyring(namespace: "lab", name: name, key: key, random: OpenSSLRandom())
        } catch {
            Issue.record(error)
            return MultiKeyring(generator: nil, children: [])
        }
    }

    func manager() -> KeyringMaterialsManager {
        let policy = suite.isCommitting ? policy : .forbidEncryptAllowDecrypt
        return KeyringMaterialsManager(keyring: keyring, policy: policy, random: OpenSSLRandom())
    }

    /// Encrypts, feeding pieces of `piece` bytes.
    func encrypt(_ plaintext: [UInt8], piece: Int = .max) async throws(MessageError) -> [UInt8] {
        let request = EncryptionRequest(context: context, suite: suite)
        let materials = try await manager().encryptionMaterials(for: request)
        return try Bench.encrypt(plaintext, materials, frameLength, piece: piece)
    }

    static func encrypt(
        _ plaintext: [UInt8], _ materials: EncryptionMaterials, _ frameLength: Int, piece: Int = .max
    ) throws(MessageError) -> [UInt8] {
        var encryptor = try MessageEncryptor(materials: materials, frameLength: frameLength, random: OpenSSLRandom())
        var output = MessageBuffer()
        for part in plaintext.pieces(of: piece) {
            try part.withReadableBytes { part throws(MessageError) in try encryptor.update(part, into: &output) }
        }
        try encryptor.finish(into: &output)
        return output.bytes()
    }

    /// Decrypts, feeding pieces of `piece` bytes.
    func decrypt(
        _ message: [UInt8], requiring required: EncryptionContext = .empty, piece: Int = .max
    ) async throws(MessageError) -> [UInt8] {
        var output = MessageBuffer()
        try await decrypt(message, requiring: required, piece: piece, into: &output)
        return output.bytes()
    }

    /// Decrypts into `output`, where a test finds what was released before a refusal.
    func decrypt(
        _ message: [UInt8], requiring required: EncryptionContext = .empty, piece: Int = .max,
        into output: inout MessageBuffer
    ) async throws(MessageError) {
        var scanner = HeaderScanner(limits: limits)
        var rest = message[...]
        var found: ParsedHeader?
        while found == nil {
            guard !rest.isEmpty else { throw scanner.truncation }
            let part = rest.prefix(piece)
            var left = 0
            found = try part.withReadableBytes { part throws(MessageError) in
                var input = part
                defer { left = input.count }
                return try scanner.scan(&input)
            }
            rest = rest.dropFirst(part.count - left)
        }
        guard let found else { return }
        let materials = try await manager().decryptionMaterials(for: found.header, requiring: required)
        var decryptor = try MessageDecryptor(found, materials: materials, limits: limits)
        for part in Array(rest).pieces(of: piece) {
            try part.withReadableBytes { part throws(MessageError) in try decryptor.update(part, into: &output) }
        }
        try decryptor.finish(into: &output)
    }
}

extension [UInt8] {
    /// The array in pieces of `length` bytes.
    func pieces(of length: Int) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: count, by: Swift.max(1, Swift.min(length, count))).map {
            self[$0..<Swift.min(count, $0 + Swift.min(length, count))]
        }
    }

    /// Bytes that repeat after 251, so that no two frames of usual lengths hold the same.
    static func pattern(_ count: Int) -> [UInt8] {
        let period = Array(0..<251) as [UInt8]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + period.count)
        while bytes.count < count { bytes += period }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// Whether `other` stands somewhere in these bytes.
    func holds(_ other: [UInt8]) -> Bool {
        Data(self).range(of: Data(other)) != nil
    }
}

/// The error that `body` throws.
func refusal<Value>(_ body: () async throws(MessageError) -> Value) async -> MessageError? {
    do throws(MessageError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}

extension EncryptionContext {
    /// A context of these pairs, whose keys differ.
    static func of(_ pairs: (String, String)...) -> EncryptionContext {
        EncryptionContext(pairs.map { (key: $0.0, value: $0.1) }) ?? .empty
    }
}
