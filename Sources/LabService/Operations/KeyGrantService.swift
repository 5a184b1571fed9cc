public import LabCore
public import LabCrypto

/// The key service as a service uses it that goes on working when its caller has gone: a data key that it does not see
/// yet, a grant to itself, and the use of that grant in its own name.
///
/// Each call goes through the whole pipeline, with a decision and an event of its own.
///
/// - SeeAlso: AWS KMS Developer Guide, "How Amazon EBS uses AWS KMS"
public protocol KeyGrantService: Sendable {
    /// A data key of `byteCount` bytes, encrypted only, as the caller through `service`.
    func generateDataKeyWithoutPlaintext(
        byteCount: Int, under key: ServiceKey, context: EncryptionContext, for service: Service, in call: Call
    ) async throws(ServiceError) -> (ciphertext: [UInt8], keyARN: ARN)

    /// Lets the service decrypt under the key what is bound to `context`, as the caller through `service`; answers the
    /// grant's id.
    func grantDecryption(
        under keyARN: ARN, boundTo context: EncryptionContext, to service: Service, in call: Call
    ) async throws(ServiceError) -> String

    /// The plaintext of a ciphertext, as the service itself.
    func decrypt(
        _ ciphertext: [UInt8], context: EncryptionContext, as service: Service, in call: Call
    ) async throws(ServiceError) -> KeyMaterial

    /// Gives a grant back, as the service itself.
    func retireGrant(_ grantID: String, on keyARN: ARN, as service: Service, in call: Call) async throws(ServiceError)
}

/// A key service that makes no grants: every call is refused.
public struct NoKeyGrants: KeyGrantService {
    /// Refuses.
    public init() {}

    private var refusal: ServiceError {
        ServiceError(ServiceError.Code("UnsupportedOperationException"), "there are no grants here")
    }

    /// Refuses.
    public func generateDataKeyWithoutPlaintext(
        byteCount: Int, under key: ServiceKey, context: EncryptionContext, for service: Service, in call: Call
    ) async throws(ServiceError) -> (ciphertext: [UInt8], keyARN: ARN) { throw refusal }

    /// Refuses.
    public func grantDecryption(
        under keyARN: ARN, boundTo context: EncryptionContext, to service: Service, in call: Call
    ) async throws(ServiceError) -> String { throw refusal }

    /// Refuses.
    public func decrypt(
        _ ciphertext: [UInt8], context: EncryptionContext, as service: Service, in call: Call
    ) async throws(ServiceError) -> KeyMaterial { throw refusal }

    /// Refuses.
    public func retireGrant(
        _ grantID: String, on keyARN: ARN, as service: Service, in call: Call
    ) async throws(ServiceError) { throw refusal }
}
