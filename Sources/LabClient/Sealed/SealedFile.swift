public import LabCore
public import LabCrypto

/// One letter under one key with AES-GCM and nothing else: an envelope whose every part can be named.
///
/// For learning what ``FileEncryption`` does for its users: no key derivation, no key commitment, no frames. After the
/// header (``SealedFileHeader``) come a nonce of 12 bytes, the ciphertext, as long as the plaintext, and a tag of 16
/// bytes over header, further bound data and ciphertext. The whole file is in memory.
///
/// > Important: A data key should seal one file. The nonces are random, so that a second one under the same key does no
/// > harm, but nothing here counts them.
public struct SealedFile: Hashable, Sendable {
    /// What stands before the body.
    public let header: SealedFileHeader
    /// The body's nonce.
    public let nonce: [UInt8]
    /// Ciphertext and tag.
    public let sealed: [UInt8]

    /// What seals and opens a body.
    public enum Key: Sendable {
        /// A data key of 16 or 32 bytes, used as it is.
        case dataKey(KeyMaterial)
        /// A passphrase's UTF-8 bytes: PBKDF2 with HMAC-SHA-256, ``SealedFile/passphraseIterations`` of them, makes a
        /// key of 32 bytes out of it and the salt.
        case passphrase(KeyMaterial)
    }

    /// What is sealed with a body, or must be there to open it.
    public struct Binding: Sendable {
        /// The wrapped data key that travels with the body; empty for none.
        public var wrappedKey: [UInt8]
        /// The context that the data key was wrapped with.
        public var context: EncryptionContext
        /// Bytes that are bound and not stored; empty for none.
        public var more: [UInt8]

        /// What is bound to a body.
        public init(wrappedKey: [UInt8] = [], context: EncryptionContext = .empty, more: [UInt8] = []) {
            self.wrappedKey = wrappedKey
            self.context = context
            self.more = more
        }
    }

    /// HMACs that a guess of a passphrase costs (OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256).
    public static let passphraseIterations = 600_000

    /// Seals `plaintext` and returns the file.
    ///
    /// - Throws: `SealedFileError.wrongKeyLength`, `.wrappedKeyTooLong`, `.contextTooLong`, `.random`
    public static func seal(
        _ plaintext: [UInt8], with key: Key, binding: Binding, random: any RandomSource
    ) throws(SealedFileError) -> [UInt8] {
        let header = try SealedFileHeader(
            isBoundToMore: !binding.more.isEmpty, salt: try salt(for: key, random), wrappedKey: binding.wrappedKey,
            context: binding.context)
        let bodyKey = try bodyKey(key, header)
        do {
            let nonce = try AESGCM.Nonce.random(from: random)
            let sealed = try AESGCM.seal(
                plaintext, key: bodyKey, nonce: nonce, authenticating: header.serialized + binding.more)
            return header.serialized + nonce.bytes + sealed
        } catch let failure as RandomFailure {
            throw .random(failure)
        } catch let error as CryptoError {
            throw .cryptography(error)
        } catch {
            preconditionFailure("AES-GCM throws nothing else")
        }
    }

    /// Takes a file apart, without any key.
    ///
    /// - Throws: `SealedFileError.notASealedFile`, `.unknownVersion`, `.malformed`, `.truncated`
    public init(_ bytes: [UInt8]) throws(SealedFileError) {
        header = try SealedFileHeader(parsing: Array(bytes.prefix(SealedFileHeader.maximumLength)))
        let body = bytes.dropFirst(header.serialized.count)
        guard body.count >= Self.bodyOverhead else { throw .truncated }
        nonce = Array(body.prefix(AESGCM.nonceByteCount))
        sealed = Array(body.dropFirst(AESGCM.nonceByteCount))
    }

    /// The body's plaintext.
    ///
    /// - Parameters:
    ///   - key: The key or passphrase that sealed it
    ///   - more: The bytes that were bound and not stored
    /// - Throws: `SealedFileError.bodyDoesNotOpen`, `.wrongKeyLength`, `.needsPassphrase`, `.needsKey`
    public func open(with key: Key, more: [UInt8] = []) throws(SealedFileError) -> SecureBytes {
        let bodyKey = try Self.bodyKey(key, header)
        do throws(CryptoError) {
            return try AESGCM.open(
                sealed, key: bodyKey, nonce: try AESGCM.Nonce(nonce), authenticating: header.serialized + more)
        } catch .authenticationFailed {
            throw .bodyDoesNotOpen
        } catch {
            throw .cryptography(error)
        }
    }

    /// Nonce and tag, in bytes.
    static let bodyOverhead = AESGCM.nonceByteCount + AESGCM.tagByteCount

    private static func salt(for key: Key, _ random: any RandomSource) throws(SealedFileError) -> [UInt8] {
        guard case .passphrase = key else { return [] }
        do throws(RandomFailure) {
            return try random.bytes(SealedFileHeader.saltLength, for: .nonce)
        } catch {
            throw .random(error)
        }
    }

    private static func bodyKey(_ key: Key, _ header: SealedFileHeader) throws(SealedFileError) -> KeyMaterial {
        switch key {
        case .dataKey(let material):
            guard header.salt.isEmpty else { throw .needsPassphrase }
            guard material.count == 32 || material.count == 16 else { throw .wrongKeyLength(found: material.count) }
            return material
        case .passphrase(let passphrase):
            guard !header.salt.isEmpty else { throw .needsKey }
            do throws(CryptoError) {
                return KeyMaterial(
                    try PBKDF2.deriveKey(
                        from: passphrase, salt: header.salt, iterations: passphraseIterations, byteCount: 32))
            } catch {
                throw .cryptography(error)
            }
        }
    }
}
