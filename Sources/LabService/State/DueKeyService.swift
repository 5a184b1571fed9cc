public import LabCore
public import LabCrypto

/// The key service as work that falls due asks it: inside the writer, where nobody can wait, as whoever arranged the
/// work.
///
/// Each call goes through the pipeline of the world that the work happens in, with a decision and an event of its own.
public protocol DueKeyService {
    /// A data key of 32 bytes under `key`, as `call`'s caller through `service`.
    mutating func generateDataKey(
        under key: ServiceKey, context: EncryptionContext, for service: Service, in call: Call
    ) throws(ServiceError) -> ServiceDataKey

    /// The plaintext of a ciphertext, as `call`'s caller through `service`.
    mutating func decrypt(
        _ ciphertext: [UInt8], context: EncryptionContext, for service: Service, in call: Call
    ) throws(ServiceError) -> KeyMaterial
}
