public import LabCore
public import LabService

/// The mechanisms of Encapsulate and Decapsulate.
public enum EncapsulationAlgorithm: String, CaseIterable, Sendable {
    /// ML-KEM (FIPS 203), which libcrypto 3.0 does not have.
    case mlKEM = "ML_KEM"
}

/// What Encapsulate and Decapsulate have in common: CreateKey refuses every key that they could use, so that whatever
/// key they are given has another usage.
protocol EncapsulationOperation: CryptoOperation, Query where Output == EncapsulationOutput {}

extension EncapsulationOperation {
    /// Keys for encapsulation, which the lab has none of.
    public static var requiredUsage: KeyUsage? { .encapsulateDecapsulate }

    /// Refuses.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        throw KMSError.unsupported("libcrypto 3.0 has no ML-KEM.")
    }
}

/// What Encapsulate and Decapsulate would answer.
public enum EncapsulationOutput: JSONOutput {
    /// Never there.
    public var json: JSONObject {
        switch self {}
    }
}

/// `Encapsulate`: a shared secret, and its encryption under the public half of an ML-KEM key. Always refused.
///
/// - SeeAlso: AWS KMS API Reference, "Encapsulate"
public enum Encapsulate: EncapsulationOperation {
    /// `Encapsulate`.
    public static let name = "Encapsulate"

    /// With which key.
    public struct Input: CryptoInput {
        /// The key.
        public var keyID: String
        /// The mechanism.
        public var algorithm: EncapsulationAlgorithm
        /// Grants that may not have spread yet.
        public var grantTokens: [String]
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            algorithm = members.requiredEnumeration("EncapsulationAlgorithm", EncapsulationAlgorithm.self)
            grantTokens = members.grantTokens()
            isDryRun = members.bool("DryRun") ?? false
        }
    }

    /// Nothing: it is always refused.
    public typealias Output = EncapsulationOutput
}

/// `Decapsulate`: the shared secret that Encapsulate encrypted. Always refused.
///
/// - SeeAlso: AWS KMS API Reference, "Decapsulate"
public enum Decapsulate: EncapsulationOperation {
    /// `Decapsulate`.
    public static let name = "Decapsulate"

    /// With which key, what.
    public struct Input: CryptoInput {
        /// The key.
        public var keyID: String
        /// The encrypted secret.
        public var ciphertext: [UInt8]
        /// The mechanism.
        public var algorithm: EncapsulationAlgorithm
        /// Grants that may not have spread yet.
        public var grantTokens: [String]
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            ciphertext = members.requiredBlob("SharedSecretCiphertextBlob", KMSLimits.ciphertextBytes)
            algorithm = members.requiredEnumeration("EncapsulationAlgorithm", EncapsulationAlgorithm.self)
            grantTokens = members.grantTokens()
            isDryRun = members.bool("DryRun") ?? false
        }
    }

    /// Nothing: it is always refused.
    public typealias Output = EncapsulationOutput
}
