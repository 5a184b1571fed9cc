public import LabCore
public import LabCrypto

/// The other services, as an operation may call on them.
public struct Services: Sendable {
    /// The key service.
    public let keys: any KeyService
    /// The key service for what happens behind a request: grants, and the use that services make of them.
    public let grants: any KeyGrantService
    /// AWS's error for a demand that is not allowed; `nil` when it is: for operations that answer one by one.
    public let refusal: @Sendable (AccessDemand, Service, Call) -> ServiceError?
    /// The trail.
    public let history: any EventHistory
    /// Where trails can write to.
    public let destinations: any TrailDestinations

    /// The services of a lab; without grants, and without a say about who may, unless they are given.
    public init(
        keys: any KeyService, grants: any KeyGrantService = NoKeyGrants(),
        history: any EventHistory = NoEventHistory(), destinations: any TrailDestinations = NoTrailDestinations(),
        refusal: @escaping @Sendable (AccessDemand, Service, Call) -> ServiceError? = { _, _, _ in nil }
    ) {
        self.keys = keys
        self.grants = grants
        self.history = history
        self.destinations = destinations
        self.refusal = refusal
    }
}

/// The key service as other services see it: a few calls, each made *as the caller*, through the whole pipeline, with a
/// decision and an event of its own (a forward access session).
///
/// `call` is the operation's own call; the implementation adds the service to `kms:ViaService`.
///
/// - SeeAlso: AWS KMS Developer Guide, "kms:ViaService"
public protocol KeyService: Sendable {
    /// A data key of 32 bytes under `key`.
    ///
    /// - Throws: AWS's error of GenerateDataKey, unchanged: the calling service turns it into its own.
    func generateDataKey(
        under key: ServiceKey, context: EncryptionContext, for service: Service, in call: Call
    ) async throws(ServiceError) -> ServiceDataKey

    /// The plaintext of a ciphertext blob.
    func decrypt(
        _ ciphertext: [UInt8], keyID: String?, context: EncryptionContext, for service: Service, in call: Call
    ) async throws(ServiceError) -> KeyMaterial

    /// Up to 4,096 bytes under `key`.
    func encrypt(
        _ plaintext: KeyMaterial, under key: ServiceKey, context: EncryptionContext, for service: Service,
        in call: Call
    ) async throws(ServiceError) -> (ciphertext: [UInt8], keyARN: ARN)
}

/// The key that a service encrypts under.
public enum ServiceKey: Sendable, Hashable {
    /// A key that the caller named: id, ARN, alias or alias ARN, resolved in the caller's account.
    case named(String)
    /// The caller's AWS managed key for the service, `alias/aws/<service>`, made when it is first used.
    case awsManaged
    /// A key that belongs to the service itself: invisible to the account, used without a decision and without an event
    /// (SSE-S3).
    case awsOwned
}

/// A data key for a service.
public struct ServiceDataKey: Sendable {
    /// The data key.
    public let plaintext: KeyMaterial
    /// The data key under the key.
    public let ciphertext: [UInt8]
    /// The ARN of the key; for a service's own key, an ARN that no account sees.
    public let keyARN: ARN

    /// A data key in both forms.
    public init(plaintext: KeyMaterial, ciphertext: [UInt8], keyARN: ARN) {
        self.plaintext = plaintext
        self.ciphertext = ciphertext
        self.keyARN = keyARN
    }
}
