import Dispatch
import LabCore
import LabCrypto

/// Key material on its way in, checked for what it is.
public struct ImportedMaterial: Sendable {
    /// Raw bytes, or a private key as PKCS#8 in DER.
    let material: KeyMaterial
    /// The public half as SPKI in DER, for key pairs.
    let publicKey: [UInt8]?
}

/// Unwraps imported material and checks that it is what the key can hold.
enum MaterialUnwrapping {
    /// Unwraps away from the threads that serve requests: testing the primes of an RSA key can take a second.
    ///
    /// - Throws: `InvalidCiphertextException`, whatever fails in unwrapping: more would help whoever probes;
    ///   `IncorrectKeyMaterialException` for material that a key of `spec` cannot hold.
    static func unwrap(
        _ encrypted: [UInt8], _ token: ImportToken, for spec: KeySpec
    ) async throws(ServiceError) -> ImportedMaterial {
        guard spec.isAsymmetric else { return try attempt(encrypted, token, spec).get() }
        let result: Result<ImportedMaterial, ServiceError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: attempt(encrypted, token, spec)) }
        }
        return try result.get()
    }

    private static func attempt(
        _ encrypted: [UInt8], _ token: ImportToken, _ spec: KeySpec
    ) -> Result<ImportedMaterial, ServiceError> {
        do throws(ServiceError) {
            return .success(try inspected(try plaintext(encrypted, token), spec))
        } catch {
            return .failure(error)
        }
    }

    private static func plaintext(_ encrypted: [UInt8], _ token: ImportToken) throws(ServiceError) -> KeyMaterial {
        guard let algorithm = token.wrappingKeySpec.keySpec.keyAlgorithm, let scheme = token.algorithm.scheme else {
            throw KMSError.invalidCiphertext
        }
        do throws(CryptoError) {
            let key = try PrivateKey(pkcs8: token.privateKey, as: algorithm, validation: .form)
            guard token.algorithm.hasAESKey else { return KeyMaterial(try key.decrypt(encrypted, scheme)) }
            return try unwrap(encrypted, key, scheme)
        } catch {
            throw KMSError.invalidCiphertext
        }
    }

    /// RSA_AES_KEY_WRAP: as many bytes as the modulus has are an AES key, the rest is wrapped under it.
    private static func unwrap(
        _ encrypted: [UInt8], _ key: PrivateKey, _ scheme: EncryptionScheme
    ) throws(CryptoError) -> KeyMaterial {
        guard case .rsa(let bits) = key.algorithm, encrypted.count > bits / 8 else { throw .authenticationFailed }
        let aesKey = try key.decrypt(encrypted[..<(bits / 8)], scheme)
        return KeyMaterial(try AESKeyWrap.unwrap(encrypted[(bits / 8)...], with: aesKey, padding: .padded))
    }

    private static func inspected(_ material: KeyMaterial, _ spec: KeySpec) throws(ServiceError) -> ImportedMaterial {
        guard let algorithm = spec.keyAlgorithm else {
            guard material.count == spec.materialLength else { throw KMSError.incorrectKeyMaterial }
            return ImportedMaterial(material: material, publicKey: nil)
        }
        do throws(CryptoError) {
            let pair = try PrivateKey(pkcs8: material, as: algorithm)
            // Written anew, so that every encoding of one key is the same material.
            return ImportedMaterial(
                material: KeyMaterial(try pair.pkcs8()), publicKey: try pair.publicKey.subjectPublicKeyInfo())
        } catch {
            throw KMSError.incorrectKeyMaterial
        }
    }
}
