public import LabCore
import LabCrypto
public import LabService

/// `GetPublicKey`: the public half of a key pair, to be used outside of the service.
///
/// - SeeAlso: AWS KMS API Reference, "GetPublicKey"
public enum GetPublicKey: KeyQuery {
    /// `GetPublicKey`.
    public static let name = "GetPublicKey"
    /// Also by alias.
    public static let takesAliases = true
    /// Also keys of other accounts.
    public static let crossesAccounts = true
    /// Also disabled keys.
    public static let stateRule = KeyStateRule.publicKey

    /// Which key.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// Grants that may not have spread yet.
        public var grantTokens: [String]

        /// Which key.
        public init(keyID: String, grantTokens: [String] = []) {
            self.keyID = keyID
            self.grantTokens = grantTokens
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            grantTokens = members.grantTokens()
        }
    }

    /// The public key and what it is for.
    public struct Output: JSONOutput {
        /// The key.
        public let key: KeyRecord
        /// The public half as SPKI in DER.
        public let publicKey: [UInt8]

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = [
                "KeyId": .string(key.arn.description), "PublicKey": .blob(publicKey),
                "CustomerMasterKeySpec": .string(key.spec.rawValue), "KeySpec": .string(key.spec.rawValue),
                "KeyUsage": .string(key.usage.rawValue),
            ]
            let (name, algorithms) = KeyAlgorithms.offered(by: key)
            json[name] = .array(algorithms.map(JSONValue.string))
            return json
        }
    }

    /// Key pairs only.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard key.spec.isAsymmetric else { throw KMSError.unsupported() }
    }

    /// Reads it.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        Output(key: target.key, publicKey: try target.key.subjectPublicKeyInfo())
    }
}

extension KeyRecord {
    /// The public half as SPKI in DER. It stays known when imported material is gone.
    ///
    /// - Throws: `KMSInvalidStateException` when no material was ever imported.
    func subjectPublicKeyInfo() throws(ServiceError) -> [UInt8] {
        guard let publicKey = currentMaterial?.publicKey else { throw KMSError.obstacle(.pendingImport, arn) }
        return publicKey
    }

    /// The public half.
    func publicKey() throws(ServiceError) -> PublicKey {
        let bytes = try subjectPublicKeyInfo()
        return try orInternalFailure { () throws(CryptoError) in try PublicKey(subjectPublicKeyInfo: bytes) }
    }
}
