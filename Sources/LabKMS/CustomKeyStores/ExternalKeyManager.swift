public import LabCore
import LabCrypto

/// The external key managers behind external key stores, each behind its proxy.
///
/// Ciphertexts are encrypted twice: by the service under material of its own, then by the external key, so that neither
/// side opens one alone.
///
/// - SeeAlso: AWS KMS Developer Guide, "External key stores"
public protocol ExternalKeyManager: Sendable {
    /// Asks the proxy whether it is there and takes the credential.
    func checkHealth(_ proxy: ExternalProxy) throws(ExternalKeyError)
    /// Asks whether the external key exists and can serve: AES-256, enabled, for encryption and decryption.
    func checkKey(_ keyID: String, _ proxy: ExternalProxy) throws(ExternalKeyError)
    /// Encrypts with the external key.
    func encrypt(
        _ plaintext: [UInt8], with keyID: String, authenticating header: [UInt8], _ proxy: ExternalProxy
    ) throws(ExternalKeyError) -> [UInt8]
    /// Decrypts with the external key.
    func decrypt(
        _ ciphertext: [UInt8], with keyID: String, authenticating header: [UInt8], _ proxy: ExternalProxy
    ) throws(ExternalKeyError) -> [UInt8]
}

/// An external key store proxy with the credential that it is addressed with.
public struct ExternalProxy: Sendable {
    /// The address.
    public let configuration: ExternalProxyConfiguration
    /// The secret of the proxy credential.
    public let secret: Sensitive<String>
}

/// Why an external key manager did not do what it was asked to.
public enum ExternalKeyError: Error, Hashable, Sendable {
    /// The proxy cannot be reached.
    case unreachable
    /// The proxy does not answer in time.
    case timedOut
    /// The proxy refuses the credential.
    case accessDenied
    /// The proxy answers what cannot be understood.
    case invalidResponse
    /// The proxy is not set up as it must be.
    case invalidConfiguration
    /// There is no such VPC endpoint service.
    case vpcServiceNotFound
    /// The VPC endpoint service is not set up as it must be.
    case vpcServiceInvalid
    /// There is no such external key.
    case noSuchKey
    /// The external key is not AES-256, not enabled, or not for encryption and decryption.
    case unsuitableKey
    /// Ciphertext or header were changed.
    case invalidCiphertext

    /// The code that a failed connection is described with.
    var connectionError: ConnectionErrorCode {
        switch self {
        case .unreachable: .proxyNotReachable
        case .timedOut: .proxyTimedOut
        case .accessDenied: .proxyAccessDenied
        case .invalidResponse, .noSuchKey, .unsuitableKey, .invalidCiphertext: .proxyInvalidResponse
        case .invalidConfiguration: .proxyInvalidConfiguration
        case .vpcServiceNotFound: .vpcServiceNotFound
        case .vpcServiceInvalid: .vpcServiceInvalid
        }
    }

    /// What a caller is told when a key cannot be used.
    var cause: String {
        switch self {
        case .unreachable, .vpcServiceNotFound, .vpcServiceInvalid:
            "AWS KMS cannot communicate with the external key store proxy."
        case .timedOut: "The external key store proxy did not respond to the request in the time allotted."
        case .accessDenied: "The external key store proxy rejected the AWS KMS credential."
        case .noSuchKey: "The external key store proxy could not find the external key."
        case .unsuitableKey: "The external key is not enabled for the operation."
        case .invalidCiphertext:
            "The external key store proxy rejected the request because the specified ciphertext or additional "
                + "authenticated data is corrupted, missing, or otherwise invalid."
        case .invalidResponse, .invalidConfiguration:
            "AWS KMS cannot interpret the response from the external key store proxy."
        }
    }

    /// AWS's error for a request that wanted to use the proxy or the key for the first time.
    var refusal: ServiceError {
        let name =
            switch self {
            case .unreachable, .timedOut: "XksProxyUriUnreachableException"
            case .accessDenied: "XksProxyIncorrectAuthenticationCredentialException"
            case .invalidResponse, .invalidCiphertext: "XksProxyInvalidResponseException"
            case .invalidConfiguration: "XksProxyInvalidConfigurationException"
            case .vpcServiceNotFound: "XksProxyVpcEndpointServiceNotFoundException"
            case .vpcServiceInvalid: "XksProxyVpcEndpointServiceInvalidConfigurationException"
            case .noSuchKey: "XksKeyNotFoundException"
            case .unsuitableKey: "XksKeyInvalidConfigurationException"
            }
        return ServiceError(ServiceError.Code(name), cause)
    }
}

/// The lab's own external key manager, behind every proxy address that is named.
///
/// It is software in the same process and no network is touched: what it shows is the two layers of encryption and who
/// can open what. It takes every credential and has every key that is asked for: a key is derived from the lab's root
/// key, the proxy's address and the key's id, so that it is the same whenever it is asked for and no other.
public struct LabExternalKeyManager: ExternalKeyManager {
    private let rootKey: KeyMaterial

    init(rootKey: KeyMaterial) {
        self.rootKey = rootKey
    }

    /// Always there.
    public func checkHealth(_ proxy: ExternalProxy) throws(ExternalKeyError) {}

    /// Has every key.
    public func checkKey(_ keyID: String, _ proxy: ExternalProxy) throws(ExternalKeyError) {}

    /// AES-256-GCM: `nonce (12) ‖ ciphertext ‖ tag (16)`. The nonce is derived from what is encrypted, which never comes
    /// twice: the service's own layer has a fresh nonce every time.
    public func encrypt(
        _ plaintext: [UInt8], with keyID: String, authenticating header: [UInt8], _ proxy: ExternalProxy
    ) throws(ExternalKeyError) -> [UInt8] {
        do throws(CryptoError) {
            let key = try key(keyID, proxy)
            let digest = HMAC.code(for: header + plaintext, key: key, .sha256)
            let nonce = try AESGCM.Nonce(digest[..<AESGCM.nonceByteCount])
            return nonce.bytes + (try AESGCM.seal(plaintext, key: key, nonce: nonce, authenticating: header))
        } catch {
            throw .invalidResponse
        }
    }

    /// Opens what ``encrypt(_:with:authenticating:_:)`` made.
    public func decrypt(
        _ ciphertext: [UInt8], with keyID: String, authenticating header: [UInt8], _ proxy: ExternalProxy
    ) throws(ExternalKeyError) -> [UInt8] {
        guard ciphertext.count > AESGCM.nonceByteCount else { throw .invalidCiphertext }
        do throws(CryptoError) {
            let nonce = try AESGCM.Nonce(ciphertext[..<AESGCM.nonceByteCount])
            let opened = try AESGCM.open(
                ciphertext[AESGCM.nonceByteCount...], key: try key(keyID, proxy), nonce: nonce, authenticating: header)
            return opened.exportForResponse()
        } catch {
            throw .invalidCiphertext
        }
    }

    private func key(_ keyID: String, _ proxy: ExternalProxy) throws(CryptoError) -> KeyMaterial {
        let name = proxy.configuration.uri + "\n" + keyID
        return KeyMaterial(
            try CounterKDF.deriveKey(
                from: rootKey, label: Array("kmslab external key 1".utf8), context: Array(name.utf8)))
    }
}
