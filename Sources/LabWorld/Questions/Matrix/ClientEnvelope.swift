import LabCore
import LabCrypto

/// What a client that encrypts by itself uploads: the data key under the KMS key, if there is one, and the sealed text.
///
///     2 bytes   length of the blob, big endian
///     n bytes   the blob
///     12 bytes  nonce
///     m bytes   ciphertext and tag
struct ClientEnvelope {
    let keyBlob: [UInt8]
    private let nonce: [UInt8]
    private let sealed: [UInt8]

    static let context = EncryptionContext.empty.adding("purpose", "matrix") ?? .empty

    static func seal(
        _ plaintext: [UInt8], under key: KeyMaterial, keyBlob: [UInt8], _ random: any RandomSource
    ) throws(ServiceError) -> [UInt8] {
        do {
            let nonce = try AESGCM.Nonce.random(from: random)
            let sealed = try AESGCM.seal(plaintext, key: key, nonce: nonce, authenticating: keyBlob)
            return [UInt8(keyBlob.count >> 8), UInt8(keyBlob.count & 0xFF)] + keyBlob + nonce.bytes + sealed
        } catch {
            throw ServiceError(LabError.internalFailure, "\(error)")
        }
    }

    /// Takes an upload apart; `nil` for anything else.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 2 else { return nil }
        let length = Int(bytes[0]) << 8 | Int(bytes[1])
        guard bytes.count > 2 + length + 12 else { return nil }
        keyBlob = Array(bytes[2..<(2 + length)])
        nonce = Array(bytes[(2 + length)..<(14 + length)])
        sealed = Array(bytes[(14 + length)...])
    }

    /// The text; `nil` under another key.
    func open(_ key: KeyMaterial) -> [UInt8]? {
        guard let nonce = try? AESGCM.Nonce(nonce),
            let opened = try? AESGCM.open(sealed, key: key, nonce: nonce, authenticating: keyBlob)
        else { return nil }
        return KeyMaterial(opened).exportForResponse()
    }
}
