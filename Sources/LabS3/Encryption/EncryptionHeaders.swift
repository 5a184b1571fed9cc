import LabCore

/// The encryption headers of a write, exactly as sent.
public struct EncryptionHeaders: Sendable, Hashable {
    /// `x-amz-server-side-encryption`.
    public var serverSideEncryption: String?
    /// `x-amz-server-side-encryption-aws-kms-key-id`.
    public var sseKMSKeyID: String?
    /// `x-amz-server-side-encryption-context`: base64 of a flat JSON object.
    public var sseKMSEncryptionContext: String?
    /// `x-amz-server-side-encryption-bucket-key-enabled`.
    public var bucketKeyEnabled: String?
    /// The customer's key.
    public var customerKey: CustomerKeyHeaders

    /// The headers; without arguments none.
    public init(
        serverSideEncryption: String? = nil, sseKMSKeyID: String? = nil, sseKMSEncryptionContext: String? = nil,
        bucketKeyEnabled: String? = nil, customerKey: CustomerKeyHeaders = CustomerKeyHeaders()
    ) {
        self.serverSideEncryption = serverSideEncryption
        self.sseKMSKeyID = sseKMSKeyID
        self.sseKMSEncryptionContext = sseKMSEncryptionContext
        self.bucketKeyEnabled = bucketKeyEnabled
        self.customerKey = customerKey
    }

    /// Whether the request says anything about the object's encryption.
    var isExplicit: Bool { serverSideEncryption != nil || customerKey.isPresent }

    var requested: RequestedEncryption {
        RequestedEncryption(
            serverSideEncryption: serverSideEncryption, kmsKeyID: sseKMSKeyID, customerAlgorithm: customerKey.algorithm)
    }
}

/// What an answer says about encryption. The members that do not apply are `nil`.
public struct EncryptionAnswer: Sendable, Hashable {
    /// `x-amz-server-side-encryption`.
    public var serverSideEncryption: String?
    /// `x-amz-server-side-encryption-aws-kms-key-id`: always the full ARN.
    public var sseKMSKeyID: String?
    /// `x-amz-server-side-encryption-context`: answers to writes only, and only when the request had one.
    public var sseKMSEncryptionContext: String?
    /// `x-amz-server-side-encryption-bucket-key-enabled`: `true` or absent.
    public var bucketKeyEnabled: Bool?
    /// `x-amz-server-side-encryption-customer-algorithm`.
    public var sseCustomerAlgorithm: String?
    /// `x-amz-server-side-encryption-customer-key-MD5`.
    public var sseCustomerKeyMD5: String?

    /// Nothing.
    public init() {}

    /// What a version's encryption looks like from outside. `customerKeyMD5` comes from the request: it is not kept.
    init(_ encryption: ObjectEncryption, customerKeyMD5: String? = nil, context: String? = nil) {
        serverSideEncryption = encryption.mode?.rawValue
        sseKMSKeyID = encryption.kmsKey?.keyARN
        if encryption.kmsKey?.isBucketKeyEnabled == true { bucketKeyEnabled = true }
        if encryption.kmsKey != nil { sseKMSEncryptionContext = context }
        if encryption.customerKey != nil, let customerKeyMD5 {
            sseCustomerAlgorithm = "AES256"
            sseCustomerKeyMD5 = customerKeyMD5
        }
    }
}
