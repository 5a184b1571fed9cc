public import LabCore
public import LabCrypto

/// Everything that encrypting one message takes.
public struct EncryptionMaterials: Sendable {
    /// The algorithms.
    public let suite: AlgorithmSuite
    /// The context that goes into the header; with the verification key when the suite signs.
    public let context: EncryptionContext
    /// The data key.
    public let dataKey: KeyMaterial
    /// The data key's wrapped forms.
    public let encryptedDataKeys: [EncryptedDataKey]
    /// The key that signs the message, when the suite signs.
    let signingKey: SigningKey?
}

/// Everything that decrypting one message takes, beside the message.
public struct DecryptionMaterials: Sendable {
    /// The data key.
    public let dataKey: KeyMaterial
    /// The key that verifies the message's signature, when the suite signs.
    let verificationKey: VerificationKey?
}

/// What a message to be written should be like.
public struct EncryptionRequest: Hashable, Sendable {
    /// The caller's context, which readers must know and anybody can read in the message.
    public var context: EncryptionContext
    /// The algorithms; the policy's default when `nil`.
    public var suite: AlgorithmSuite?
    /// How many plaintext bytes there will be, where that is known; a cache counts them.
    public var plaintextLength: UInt64?

    /// A request for a message.
    public init(context: EncryptionContext = .empty, suite: AlgorithmSuite? = nil, plaintextLength: UInt64? = nil) {
        self.context = context
        self.suite = suite
        self.plaintextLength = plaintextLength
    }
}

/// Who turns a request or a header into materials: applies policy and rules, and asks a keyring for the data key.
public protocol MaterialsManager: Sendable {
    /// Whether messages must commit to their key.
    var policy: CommitmentPolicy { get }

    /// Materials for a new message.
    func encryptionMaterials(
        for request: EncryptionRequest
    ) async throws(MessageError) -> EncryptionMaterials

    /// Materials for a message that was read up to the end of its header.
    ///
    /// - Parameter required: Pairs that the message's context must have. Checked before any key is asked.
    func decryptionMaterials(
        for header: MessageHeader, requiring required: EncryptionContext
    ) async throws(MessageError) -> DecryptionMaterials
}
