// Rotate and re-encrypt: two things that are often taken for one.
//
//     swift run RotateAndReencrypt
//
// Rotation gives a key new material and keeps the old for what it has sealed: nothing is re-encrypted, and a leaked
// ciphertext is as readable as before. Moving ciphertext to another key is ReEncrypt, one by one, inside the key service.

import KMSLab

let lab = try Lab.inMemory()

/// A new key's id.
func newKey(_ description: String) async throws -> String {
    let output = try await lab.perform(
        CreateKey.self, .init(description: description), in: try lab.call(as: .root))
    return output.metadata.key.address.keyID
}

/// A text under a key.
func seal(_ text: String, under keyID: String) async throws -> [UInt8] {
    let input = Encrypt.Input(keyID: keyID, plaintext: Array(text.utf8))
    return try await lab.perform(Encrypt.self, input, in: try lab.call(as: .root)).ciphertext
}

/// The text in a ciphertext with the key and the material that opened it, or KMS's error.
func open(_ ciphertext: [UInt8]) async throws -> String {
    do {
        let opened = try await lab.perform(
            Decrypt.self, .init(ciphertext: ciphertext), in: try lab.call(as: .root))
        let text = String(decoding: opened.plaintext.exportForResponse(), as: UTF8.self)
        return "\(text)  (material \(opened.materialID?.prefix(8) ?? "-"))"
    } catch {
        return "\(error.code)"
    }
}

let key = try await newKey("ledger")
let early = try await seal("sealed before", under: key)
print("1. before rotation    \(try await open(early))")

// Rotation. In AWS it takes a year or a click; both make new material, at once and for good.
_ = try await lab.perform(RotateKeyOnDemand.self, .init(keyID: key), in: try lab.call(as: .root))
let late = try await seal("sealed after", under: key)
print("2. after rotation     \(try await open(late))")
print("3. the old ciphertext \(try await open(early))")

// The schedule does the same by itself: a year later there is a third material, and the first still opens.
_ = try await lab.perform(EnableKeyRotation.self, .init(keyID: key), in: try lab.call(as: .root))
_ = try await lab.advanceClock(by: .days(366))
print("4. a year later       \(try await open(try await seal("sealed next year", under: key)))")
print("5. the old ciphertext \(try await open(early))")

// So whoever wants to be rid of a key has to move what lies under it. The plaintext does not leave the key service.
let successor = try await newKey("ledger, successor")
let moved = try await lab.perform(
    ReEncrypt.self, .init(ciphertext: early, destinationKeyID: successor), in: try lab.call(as: .root))
print("6. moved              \(try await open(moved.ciphertext))")

// Now the old key can go. First it is only disabled: what was forgotten cries out, and can still be saved.
_ = try await lab.perform(DisableKey.self, .init(keyID: key), in: try lab.call(as: .root))
print("7. moved, old key off \(try await open(moved.ciphertext))")
print("8. forgotten          \(try await open(late))")
