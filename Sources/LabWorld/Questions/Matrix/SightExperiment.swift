import LabCore
import LabCrypto
import LabKMS
import LabS3
import LabService

/// Tries on a fork who sees the plaintext of an object in a bucket, for every way of keeping it.
///
/// The fork gets a probe object for every way, with a text that nobody can guess, and users who have exactly the
/// permissions that the question is about. Then everybody reads, through the whole pipeline.
struct SightExperiment {
    let fork: Lab
    let bucket: Bucket
    let planted: [UInt8]
    /// The customer managed key: the bucket's own default, or one made for the experiment.
    let keyID: String
    /// Whether the bucket refuses SSE-C until somebody allows it; the fork allowed it.
    let blocksCustomerKeys: Bool
    private let customerKey: [UInt8]
    private let clientKey: KeyMaterial

    static let reader = "kmslab-matrix-reader"
    static let readerWithDecrypt = "kmslab-matrix-reader-decrypt"
    static let keyAdministrator = "kmslab-matrix-key-admin"

    /// Forks the lab and puts everything in its place.
    ///
    /// - Throws: `NoSuchBucket`; what the bucket's owner is refused.
    init(bucket name: String, of lab: Lab) async throws(ServiceError) {
        fork = lab.fork()
        bucket = try fork.world.s3.bucket(named: name)
        blocksCustomerKeys = bucket.encryption.blocksCustomerKeys
        (planted, customerKey, clientKey) = try Self.secrets(fork.ambient.random)
        keyID = try await Self.key(of: bucket, in: fork)
        try await makePeople()
        try await allowCustomerKeys()
        for mode in StorageMode.allCases { try await put(mode) }
    }

    private static func secrets(
        _ random: any RandomSource
    ) throws(ServiceError) -> (planted: [UInt8], customer: [UInt8], client: KeyMaterial) {
        do throws(RandomFailure) {
            let planted = Array("the letter \(try random.uuid())".utf8)
            let customer = try random.bytes(32, for: .secret)
            return (planted, customer, KeyMaterial(copying: try random.bytes(32, for: .secret)))
        } catch {
            throw ServiceError(LabError.internalFailure, error.description)
        }
    }

    private static func key(of bucket: Bucket, in fork: Lab) async throws(ServiceError) -> String {
        if let keyID = bucket.encryption.kmsMasterKeyID { return keyID }
        let call = try fork.call(as: Caller(.root(bucket.owner)), in: bucket.region)
        return try await fork.perform(CreateKey.self, CreateKey.Input(), in: call).metadata.key.arn.description
    }

    private func makePeople() async throws(ServiceError) {
        let read = Self.allow(["s3:GetObject"], "arn:aws:s3:::\(bucket.name)/*")
        let decrypt = Self.allow(["kms:Decrypt"], "*")
        let administer = Self.allow(
            [
                "kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*", "kms:Revoke*",
                "kms:Disable*", "kms:Get*", "kms:Delete*", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion",
            ], "*")
        try await makeUser(Self.reader, [read])
        try await makeUser(Self.readerWithDecrypt, [read, decrypt])
        try await makeUser(Self.keyAdministrator, [administer])
    }

    private static func allow(_ actions: [String], _ resource: String) -> JSONValue {
        [
            "Effect": "Allow", "Action": .array(actions.map(JSONValue.string)), "Resource": .string(resource),
        ]
    }

    private func makeUser(_ name: String, _ statements: [JSONValue]) async throws(ServiceError) {
        let policy: JSONValue = ["Version": "2012-10-17", "Statement": .array(statements)]
        for (operation, input) in [
            ("CreateUser", ["UserName": .string(name)]),
            (
                "PutUserPolicy",
                ["UserName": .string(name), "PolicyName": "matrix", "PolicyDocument": .string(policy.compactText)]
            ),
        ] as [(String, JSONObject)] {
            _ = try await fork.perform(
                .iam, operation, input, byAnybodyIn: bucket.owner, region: .standard)
        }
    }

    private func allowCustomerKeys() async throws(ServiceError) {
        guard blocksCustomerKeys else { return }
        let standard = bucket.encryption
        let rule = PutBucketEncryption.Rule(
            sseAlgorithm: standard.algorithm.rawValue, kmsMasterKeyID: standard.kmsMasterKeyID,
            bucketKeyEnabled: standard.bucketKeyEnabled, blockedEncryptionTypes: ["NONE"])
        _ = try await fork.perform(
            PutBucketEncryption.self, PutBucketEncryption.Input(bucket: bucket.name, rules: .success([rule])),
            in: try ownerCall())
    }

    /// A call by the bucket owner's root user.
    func ownerCall() throws(ServiceError) -> Call {
        try fork.call(as: Caller(.root(bucket.owner)), in: bucket.region)
    }

    private func put(_ mode: StorageMode) async throws(ServiceError) {
        let body = try await body(mode)
        let input = PutObject.Input(
            bucket: bucket.name, key: mode.probeKey, body: MemorySource(body), contentLength: body.count,
            headers: ObjectHeaders(encryption: headers(mode)),
            checksums: ChecksumHeaders(contentMD5: Base64.encode(DigestAlgorithm.md5.digest(of: body))))
        _ = try await fork.perform(PutObject.self, input, in: try ownerCall())
    }

    private func headers(_ mode: StorageMode) -> EncryptionHeaders {
        switch mode {
        case .sseS3, .clientKMS, .clientOwn: EncryptionHeaders(serverSideEncryption: "AES256")
        case .sseKMSManaged: EncryptionHeaders(serverSideEncryption: "aws:kms")
        case .sseKMSOwn: EncryptionHeaders(serverSideEncryption: "aws:kms", sseKMSKeyID: keyID)
        case .dsseKMS: EncryptionHeaders(serverSideEncryption: "aws:kms:dsse", sseKMSKeyID: keyID)
        case .sseC: EncryptionHeaders(customerKey: usedKey(mode))
        }
    }

    /// The customer's key, for whoever has it.
    func usedKey(_ mode: StorageMode) -> CustomerKeyHeaders {
        mode == .sseC ? CustomerKeyHeaders(key: customerKey) : CustomerKeyHeaders()
    }

    private func body(_ mode: StorageMode) async throws(ServiceError) -> [UInt8] {
        switch mode {
        case .clientOwn: return try ClientEnvelope.seal(planted, under: clientKey, keyBlob: [], fork.ambient.random)
        case .clientKMS:
            let request = DataKeyRequest(keyID: keyID, keySpec: .aes256, context: ClientEnvelope.context)
            let output = try await fork.perform(
                GenerateDataKey.self, GenerateDataKey.Input(request), in: try ownerCall())
            return try ClientEnvelope.seal(
                planted, under: output.plaintext, keyBlob: output.ciphertext, fork.ambient.random)
        default: return planted
        }
    }
}
