public import LabClient
public import LabCore
public import LabCrypto
import LabKMS
public import LabService
public import LabWorld

/// The key service of a lab in this process, as client-side encryption asks for it: a keyring's `source`.
///
/// Every data key is a request through the lab's pipeline, decided and recorded like any other.
public struct LabDataKeys: DataKeySource {
    private let lab: Lab
    private let caller: Caller

    /// The lab's key service, asked by `caller`.
    public init(_ lab: Lab, as caller: Caller) {
        self.lab = lab
        self.caller = caller
    }

    /// Makes a data key: KMS `GenerateDataKey`.
    public func generateDataKey(
        keyID: String, numberOfBytes: Int, context: EncryptionContext
    ) async throws(ServiceError) -> GeneratedDataKey {
        let request = LabKMS.DataKeyRequest(keyID: keyID, numberOfBytes: numberOfBytes, context: context)
        let output = try await lab.perform(GenerateDataKey.self, .init(request), in: try lab.call(as: caller))
        return GeneratedDataKey(
            plaintext: output.plaintext, ciphertext: output.ciphertext, keyARN: output.keyARN.description)
    }

    /// Wraps a data key: KMS `Encrypt`.
    public func encryptDataKey(
        _ plaintext: KeyMaterial, keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> WrappedDataKey {
        let input = Encrypt.Input(keyID: keyID, plaintext: plaintext.exportForResponse(), context: context)
        let output = try await lab.perform(Encrypt.self, input, in: try lab.call(as: caller))
        return WrappedDataKey(ciphertext: output.ciphertext, keyARN: output.keyARN.description)
    }

    /// Opens a wrapped data key: KMS `Decrypt`.
    public func decryptDataKey(
        _ ciphertext: [UInt8], keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> UnwrappedDataKey {
        let input = Decrypt.Input(ciphertext: ciphertext, keyID: keyID, context: context)
        let output = try await lab.perform(Decrypt.self, input, in: try lab.call(as: caller))
        return UnwrappedDataKey(plaintext: output.plaintext, keyARN: output.keyARN.description)
    }
}
