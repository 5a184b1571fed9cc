public import LabCore
public import LabCrypto
import Synchronization

/// Wraps and unwraps key material under the lab's root key.
///
/// The state of the world holds wrapped material only, so whoever reads the home without its root key file has nothing.
/// Unwrapped material stays in memory, in this one place, until the vault goes.
///
/// Wrapped material, version 1: `01 ‖ nonce (12) ‖ AES-256-GCM(key-encryption key, nonce, material) ‖ tag (16)`. The
/// key-encryption key is derived from the root key (``CounterKDF``, label `kmslab wrap 1`). Key id and material id are
/// authenticated with it, each behind its length, so that material cannot be moved from one key to another.
public final class KeyVault: Sendable {
    private let wrappingKey: KeyMaterial
    private let identifyingKey: HMACKey
    let tokenKey: KeyMaterial
    /// The HSMs behind CloudHSM key stores.
    public let hsm: any HSM
    /// The key managers behind external key stores.
    public let externalKeys: any ExternalKeyManager
    private let unwrapped = Mutex<[String: Unwrapped]>([:])

    /// Material in the clear, with what was parsed out of it.
    private struct Unwrapped {
        let keyID: String
        let material: KeyMaterial
        var privateKey: PrivateKey?
    }

    private static let version: UInt8 = 1

    /// A vault under a root key of 32 bytes, with the places outside of it where keys can be: no HSM and the lab's own
    /// external key manager unless others are given.
    ///
    /// - Throws: ``CryptoError`` when libcrypto cannot derive from it.
    public init(
        rootKey: KeyMaterial, hsm: any HSM = NoHSM(), externalKeys: (any ExternalKeyManager)? = nil
    ) throws(CryptoError) {
        self.hsm = hsm
        self.externalKeys = externalKeys ?? LabExternalKeyManager(rootKey: rootKey)
        wrappingKey = KeyMaterial(try Self.derive("kmslab wrap 1", from: rootKey))
        identifyingKey = HMACKey(try Self.derive("kmslab material id 1", from: rootKey), .sha256)
        tokenKey = KeyMaterial(try Self.derive("kmslab token 1", from: rootKey))
    }

    private static func derive(_ label: String, from rootKey: KeyMaterial) throws(CryptoError) -> SecureBytes {
        try CounterKDF.deriveKey(from: rootKey, label: Array(label.utf8), context: [UInt8]())
    }

    /// The KeyMaterialId of `material` in the key `keyID`: 64 hexadecimal digits. The same bytes have another id in
    /// another key, and nobody without the root key can tell the bytes from the id.
    public func materialID(of material: KeyMaterial, keyID: String) -> String {
        let fixed = Array(keyID.utf8) + [0]
        let message = material.withReadableBytes { SecureBytes(concatenating: fixed, $0) }
        return Hex.encode(identifyingKey.code(for: message))
    }

    /// Wraps `material` and unwraps it again before anybody relies on it.
    ///
    /// - Throws: ``CryptoError``, also when what was wrapped does not open (a pair assertion).
    public func wrap(
        _ material: KeyMaterial, keyID: String, materialID: String, random: any RandomSource
    ) throws(CryptoError) -> [UInt8] {
        let nonce = try Self.nonce(from: random)
        let name = Self.name(keyID: keyID, materialID: materialID)
        let sealed = try AESGCM.seal(material, key: wrappingKey, nonce: nonce, authenticating: name)
        let wrapped = [Self.version] + nonce.bytes + sealed
        guard try open(wrapped, keyID: keyID, materialID: materialID) == material else {
            throw .authenticationFailed
        }
        return wrapped
    }

    /// The material in `record`, which belongs to the key `keyID`.
    ///
    /// - Throws: ``CryptoError/authenticationFailed`` when the wrapped bytes were changed, moved, or wrapped under
    ///   another root key; ``CryptoError/invalidKey`` when the record has no material.
    public func unwrap(_ record: KeyMaterialRecord, keyID: String) throws(CryptoError) -> KeyMaterial {
        guard let wrapped = record.wrapped else { throw .invalidKey }
        if let known = unwrapped.withLock({ $0[record.id] }), known.keyID == keyID { return known.material }
        let material = try open(wrapped, keyID: keyID, materialID: record.id)
        unwrapped.withLock { $0[record.id] = Unwrapped(keyID: keyID, material: material) }
        return material
    }

    /// The private key in `record`, which belongs to the key `keyID`; parsed once.
    ///
    /// - Throws: As ``unwrap(_:keyID:)``; ``CryptoError/invalidKey`` also when it is no key pair of `algorithm`.
    public func privateKey(
        _ record: KeyMaterialRecord, keyID: String, as algorithm: KeyAlgorithm
    ) throws(CryptoError) -> PrivateKey {
        let material = try unwrap(record, keyID: keyID)
        if let known = unwrapped.withLock({ $0[record.id]?.privateKey }), known.algorithm == algorithm { return known }
        let key = try PrivateKey(pkcs8: material, as: algorithm, validation: .form)
        unwrapped.withLock { $0[record.id]?.privateKey = key }
        return key
    }

    private func open(_ wrapped: [UInt8], keyID: String, materialID: String) throws(CryptoError) -> KeyMaterial {
        guard wrapped.first == Self.version, wrapped.count > AESGCM.nonceByteCount else {
            throw .authenticationFailed
        }
        let nonce = try AESGCM.Nonce(wrapped[1...AESGCM.nonceByteCount])
        return KeyMaterial(
            try AESGCM.open(
                wrapped[(AESGCM.nonceByteCount + 1)...], key: wrappingKey, nonce: nonce,
                authenticating: Self.name(keyID: keyID, materialID: materialID)))
    }

    static func nonce(from random: any RandomSource) throws(CryptoError) -> AESGCM.Nonce {
        do throws(RandomFailure) {
            return try AESGCM.Nonce.random(from: random)
        } catch {
            throw .library(reasons: [error.description])
        }
    }

    private static func name(keyID: String, materialID: String) -> [UInt8] {
        [keyID, materialID].reduce(into: Array("kmslab material".utf8)) { bytes, part in
            withUnsafeBytes(of: UInt32(part.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: part.utf8)
        }
    }
}

extension SecureBytes {
    /// A secret made of two parts.
    fileprivate init(concatenating first: [UInt8], _ second: UnsafeRawBufferPointer) {
        self.init(byteCount: first.count + second.count) { buffer in
            buffer.copyBytes(from: first)
            UnsafeMutableRawBufferPointer(rebasing: buffer[first.count...]).copyMemory(from: second)
        }
    }
}

extension KeyVault: CustomStringConvertible, CustomReflectable {
    /// Always `<key vault>`.
    public var description: String { "<key vault>" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
