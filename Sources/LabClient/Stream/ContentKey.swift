import LabCrypto

/// The key that encrypts one message's content, derived from its data key, and what the message commits to.
struct ContentKey: ~Copyable {
    let key: SecureBytes
    /// 32 bytes for a committing suite, `nil` otherwise.
    let commitment: [UInt8]?

    /// Derives the key as the suite prescribes.
    ///
    /// - Throws: `MessageError.dataKeyLength` when the data key has not the suite's length
    /// - SeeAlso: AWS Encryption SDK specification, "Algorithm suites", encryption key derivation
    static func derive(
        from dataKey: KeyMaterial, suite: AlgorithmSuite, messageID: [UInt8]
    ) throws(MessageError) -> ContentKey {
        guard dataKey.count == suite.keyLength else {
            throw .dataKeyLength(expected: suite.keyLength, found: dataKey.count)
        }
        return try MessageError.wrap { () throws(CryptoError) in
            switch suite.keyDerivation {
            case .identity: ContentKey(key: SecureBytes(copying: dataKey), commitment: nil)
            case .hkdfSHA256: try uncommitted(dataKey, suite, messageID, .sha256)
            case .hkdfSHA384: try uncommitted(dataKey, suite, messageID, .sha384)
            case .committingSHA512: try committed(dataKey, suite, messageID)
            }
        }
    }

    private static func uncommitted(
        _ dataKey: KeyMaterial, _ suite: AlgorithmSuite, _ messageID: [UInt8], _ hash: DigestAlgorithm
    ) throws(CryptoError) -> ContentKey {
        let key = try HKDF.deriveKey(
            from: dataKey, salt: [UInt8](), info: suite.idBytes + messageID, byteCount: suite.keyLength, hash)
        return ContentKey(key: key, commitment: nil)
    }

    /// The suite's number goes into the key's label and not into the commitment's.
    private static func committed(
        _ dataKey: KeyMaterial, _ suite: AlgorithmSuite, _ messageID: [UInt8]
    ) throws(CryptoError) -> ContentKey {
        let root = HKDF.extract(from: dataKey, salt: messageID, .sha512)
        let label = suite.idBytes + Array("DERIVEKEY".utf8)
        let key = try HKDF.expand(root, info: label, byteCount: suite.keyLength, .sha512)
        let commitment = try HKDF.expand(
            root, info: Array("COMMITKEY".utf8), byteCount: AlgorithmSuite.commitmentLength, .sha512)
        // A commitment is public: it stands in the header.
        return ContentKey(key: key, commitment: commitment.exportForResponse())
    }
}

extension MessageError {
    /// Calls `body`; a failure of cryptography that no message can cause keeps its reason.
    static func wrap<Value: ~Copyable>(_ body: () throws(CryptoError) -> Value) throws(MessageError) -> Value {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw .cryptography(error)
        }
    }

    /// Calls `body`; what does not authenticate becomes `refusal`.
    static func wrap<Value: ~Copyable>(
        refusingWith refusal: @autoclosure () -> MessageError, _ body: () throws(CryptoError) -> Value
    ) throws(MessageError) -> Value {
        do throws(CryptoError) {
            return try body()
        } catch .authenticationFailed {
            throw refusal()
        } catch {
            throw .cryptography(error)
        }
    }
}
