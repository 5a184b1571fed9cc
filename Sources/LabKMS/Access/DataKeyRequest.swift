public import LabCore
import LabPolicy
public import LabService

/// The length of a data key, by name.
public enum DataKeySpec: String, CaseIterable, Sendable {
    /// 32 bytes.
    case aes256 = "AES_256"
    /// 16 bytes.
    case aes128 = "AES_128"

    /// The length in bytes.
    var byteCount: Int { self == .aes256 ? 32 : 16 }
}

/// What GenerateDataKey and GenerateDataKeyWithoutPlaintext are asked for.
public struct DataKeyRequest: CryptoInput {
    /// The key to encrypt the data key under.
    public var keyID: String
    /// The length by name; or else ``numberOfBytes``.
    public var keySpec: DataKeySpec?
    /// The length in bytes, 1 to 1,024.
    public var numberOfBytes: Int?
    /// What the encrypted data key is bound to.
    public var context: EncryptionContext
    /// Grants that may not have spread yet.
    public var grantTokens: [String]
    /// An enclave that asks; refused.
    public var recipient: Recipient?
    /// Whether only to say if it would succeed.
    public var isDryRun: Bool

    /// A request for a data key.
    public init(
        keyID: String, keySpec: DataKeySpec? = nil, numberOfBytes: Int? = nil, context: EncryptionContext = .empty,
        grantTokens: [String] = [], isDryRun: Bool = false
    ) {
        self.keyID = keyID
        self.keySpec = keySpec
        self.numberOfBytes = numberOfBytes
        self.context = context
        self.grantTokens = grantTokens
        self.isDryRun = isDryRun
    }

    /// Reads the members that both operations have.
    public init(_ members: MemberReader) {
        keyID = members.keyID()
        context = members.encryptionContext() ?? .empty
        numberOfBytes = members.integer("NumberOfBytes", KMSLimits.randomBytes)
        keySpec = members.enumeration("KeySpec", DataKeySpec.self)
        grantTokens = members.grantTokens()
        isDryRun = members.bool("DryRun") ?? false
    }

    /// The length in bytes.
    ///
    /// - Throws: `ValidationException` unless it is given exactly once.
    func byteCount() throws(ServiceError) -> Int {
        switch (keySpec, numberOfBytes) {
        case (let spec?, nil): spec.byteCount
        case (nil, let count?): count
        default: throw KMSError.validation("Please specify either number of bytes or key spec.")
        }
    }
}

/// What GenerateDataKey and GenerateDataKeyWithoutPlaintext have in common.
protocol DataKeyOperation: CryptoOperation, Query where Input: DataKeyInput {}

/// An input that holds a request for a data key.
protocol DataKeyInput: CryptoInput {
    var request: DataKeyRequest { get }
}

extension DataKeyInput {
    /// The key.
    public var keyID: String { request.keyID }
    /// Grants that may not have spread yet.
    public var grantTokens: [String] { request.grantTokens }
    /// Whether only to say if it would succeed.
    public var isDryRun: Bool { request.isDryRun }
}

extension DataKeyOperation {
    /// Encryption keys.
    public static var requiredUsage: KeyUsage? { .encryptDecrypt }

    /// The algorithm and the encryption context.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:EncryptionAlgorithm", EncryptionAlgorithm.symmetricDefault.rawValue)
        KeyConditions.set(input.request.context, in: &context)
    }

    /// The encryption context.
    public static func grantUse(_ input: Input) -> GrantUse { .encryption(input.request.context) }

    /// Symmetric keys only; the length must be given once.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try EncryptionAlgorithm.symmetricDefault.require(fits: key.spec)
        _ = try input.request.byteCount()
        try Recipient.refuse(input.request.recipient)
    }

    /// Key, length, context.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = ["keyId": .string(input.keyID)]
        parameters["keySpec"] = input.request.keySpec.map { .string($0.rawValue) }
        parameters["numberOfBytes"] = input.request.numberOfBytes.map { .integer(Int64($0)) }
        parameters["encryptionContext"] = input.request.context.auditValue
        return parameters
    }
}
