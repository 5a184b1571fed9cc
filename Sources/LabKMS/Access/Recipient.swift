import LabCore
import LabService

/// A Nitro enclave that wants its answer encrypted for itself. The lab has none, and says so.
public struct Recipient: Sendable, Hashable {
    /// The algorithm asked for.
    let algorithm: KeyEncryptionMechanism?
    /// The enclave's attestation.
    let attestationDocument: [UInt8]?

    /// The one algorithm there is.
    enum KeyEncryptionMechanism: String, CaseIterable {
        case rsaesOAEPSHA256 = "RSAES_OAEP_SHA_256"
    }

    /// Reads the members.
    init(_ members: MemberReader) {
        algorithm = members.enumeration("KeyEncryptionAlgorithm", KeyEncryptionMechanism.self)
        attestationDocument = members.blob("AttestationDocument", 1...262144)
    }

    /// Refuses a request of an enclave.
    static func refuse(_ recipient: Recipient?) throws(ServiceError) {
        guard recipient == nil else {
            throw KMSError.unsupported("Recipient is not supported: kmslab has no Nitro enclaves to attest.")
        }
    }
}

/// What a dry run leaves out.
public enum DryRunModifier: String, CaseIterable, Sendable {
    /// The ciphertext: only the authorisation is asked for.
    case ignoreCiphertext = "IGNORE_CIPHERTEXT"
}
