import Dispatch
import LabCore
import LabCrypto

/// Makes key pairs. RSA takes up to a second or two, so it is made on a thread of its own and not on one of the few
/// that serve requests.
enum KeyPairFactory {
    /// A fresh key pair.
    ///
    /// - Throws: `UnsupportedOperationException` for what libcrypto 3.0 cannot do.
    static func make(_ spec: KeySpec) async throws(ServiceError) -> PrivateKey {
        try spec.requireSupport()
        guard let algorithm = spec.keyAlgorithm else { throw KMSError.unsupported() }
        do throws(CryptoError) {
            return try await made(algorithm).get()
        } catch {
            throw KMSError.internalFailure(error.description)
        }
    }

    private static func made(_ algorithm: KeyAlgorithm) async -> Result<PrivateKey, CryptoError> {
        guard case .rsa = algorithm else { return attempt(algorithm) }
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: attempt(algorithm)) }
        }
    }

    private static func attempt(_ algorithm: KeyAlgorithm) -> Result<PrivateKey, CryptoError> {
        do throws(CryptoError) {
            return .success(try PrivateKey.generate(algorithm))
        } catch {
            return .failure(error)
        }
    }
}
