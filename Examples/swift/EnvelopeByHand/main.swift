// The envelope by hand: what every encrypting client does, step by step and without a client.
//
//     swift run EnvelopeByHand
//
// KMS encrypts 4,096 bytes at most, and everything it is given travels. So a letter is sealed here, with a key of its
// own, and KMS only seals that key. The two lie together: the envelope.

import KMSLab

let lab = try Lab.inMemory()
let letter = Array("Dear reader, the key lies in the envelope, and it is locked.".utf8)

// A KMS key. Its material never leaves the key service; we only get to know its name.
let key = try await lab.perform(CreateKey.self, .init(description: "letters"), in: try lab.call(as: .root))
let keyID = key.metadata.key.address.keyID
print("1. a KMS key                 \(keyID)")

// A data key, twice: in the clear for us, now, and under the KMS key, for whoever opens the letter later. The
// encryption context is no secret: it is bound to the data key, and whoever opens it has to say it again.
let context = EncryptionContext([(key: "letter", value: "17")]) ?? .empty
let request = DataKeyRequest(keyID: keyID, keySpec: .aes256, context: context)
let dataKey = try await lab.perform(GenerateDataKey.self, .init(request), in: try lab.call(as: .root))
print(
    "2. a data key                \(dataKey.plaintext.count) bytes, and \(dataKey.ciphertext.count) bytes of it locked")

// We seal the letter ourselves: AES-256-GCM under a nonce that is used once. What is authenticated along with it is the
// locked key, so that nobody can put the letter into another envelope.
let nonce = try AESGCM.Nonce.random(from: lab.ambient.random)
let sealed = try AESGCM.seal(letter, key: dataKey.plaintext, nonce: nonce, authenticating: dataKey.ciphertext)
print("3. sealed here               \(letter.count) bytes -> \(sealed.count) (16 of them are the tag)")

// This is all that is kept. `dataKey.plaintext` is wiped when its last owner lets go of it.
let envelope = (lockedKey: dataKey.ciphertext, nonce: nonce, sealed: sealed)

/// Has KMS unlock the data key for whoever says which letter it belongs to.
func unlock(sayingLetter number: String) async throws(ServiceError) -> KeyMaterial {
    let context = EncryptionContext([(key: "letter", value: number)]) ?? .empty
    let input = Decrypt.Input(ciphertext: envelope.lockedKey, context: context)
    return try await lab.perform(Decrypt.self, input, in: try lab.call(as: .root)).plaintext
}

/// Opens a sealed letter with the unlocked key. What comes back was sealed exactly so, or it does not come back.
func open(_ sealed: [UInt8], with key: KeyMaterial) throws(CryptoError) -> String {
    let opened = try AESGCM.open(sealed, key: key, nonce: envelope.nonce, authenticating: envelope.lockedKey)
    return String(decoding: opened.exportForResponse(), as: UTF8.self)
}

let unlocked = try await unlock(sayingLetter: "17")
print("4. opened                    \(try open(envelope.sealed, with: unlocked))")

// Another context is another letter: KMS does not unlock the key, and says no more than that.
do {
    _ = try await unlock(sayingLetter: "18")
    preconditionFailure("a wrong context unlocked the key")
} catch {
    print("5. as letter 18              \(error.code)")
}

// One flipped bit, and nothing comes out: not even the part in front of it.
var flipped = envelope.sealed
flipped[0] ^= 1
do {
    _ = try open(flipped, with: unlocked)
    preconditionFailure("a changed letter was opened")
} catch {
    print("6. with one bit flipped      \(error)")
}

// Switching the KMS key off closes every envelope under it at once, wherever they lie.
_ = try await lab.perform(DisableKey.self, .init(keyID: keyID), in: try lab.call(as: .root))
do {
    _ = try await unlock(sayingLetter: "17")
    preconditionFailure("a disabled key unlocked the letter")
} catch {
    print("7. with the key switched off \(error.code)")
}
