import KMSLab

/// The operations of KMS in process: AWS's JSON in, AWS's JSON out, through the whole pipeline, the event in memory.
///
/// What can happen once only to a key (its deletion, its import, its 25 rotations) and custom key stores are left out.
public enum KeyService {
    static let cases = samples.map { $0.benchmark }

    /// The operations that no case measures.
    public static var unmeasured: [String] {
        KMSOperations.all.names.filter { name in
            !samples.contains { $0.operation == name }
        }
    }

    private static let plaintext: JSONValue = .string(Base64.encode([UInt8](repeating: 7, count: 256)))
    private static let digest: JSONValue = .string(Base64.encode([UInt8](repeating: 7, count: 32)))

    private static let samples = symmetric + asymmetric + authentication + descriptions + changes

    private static let symmetric = [
        Sample("Encrypt") { ["KeyId": .string($0.keyID), "Plaintext": plaintext] },
        Sample("Decrypt") { stage in
            let sealed = try await stage.kms("Encrypt", ["KeyId": .string(stage.keyID), "Plaintext": plaintext])
            return ["CiphertextBlob": sealed["CiphertextBlob"] ?? .null]
        },
        Sample("ReEncrypt") { stage in
            let sealed = try await stage.kms("Encrypt", ["KeyId": .string(stage.keyID), "Plaintext": plaintext])
            let other = try await Stage(lab: stage.lab)
            return ["CiphertextBlob": sealed["CiphertextBlob"] ?? .null, "DestinationKeyId": .string(other.keyID)]
        },
        Sample("GenerateDataKey") { ["KeyId": .string($0.keyID), "KeySpec": "AES_256"] },
        Sample("GenerateDataKeyWithoutPlaintext") { ["KeyId": .string($0.keyID), "KeySpec": "AES_256"] },
        Sample("GenerateDataKeyPair", note: "P-256") {
            ["KeyId": .string($0.keyID), "KeyPairSpec": "ECC_NIST_P256"]
        },
        Sample("GenerateDataKeyPairWithoutPlaintext", note: "P-256") {
            ["KeyId": .string($0.keyID), "KeyPairSpec": "ECC_NIST_P256"]
        },
        Sample("GenerateRandom") { _ in ["NumberOfBytes": 32] },
    ]

    private static let asymmetric = [
        Sample("Sign", note: "ECDSA P-256", .eccNistP256, .signVerify) {
            signing($0, "ECDSA_SHA_256")
        },
        Sample("Verify", note: "ECDSA P-256", .eccNistP256, .signVerify) { try await verifying($0, "ECDSA_SHA_256") },
        Sample("Sign", note: "RSA-2048", .rsa2048, .signVerify) { signing($0, "RSASSA_PKCS1_V1_5_SHA_256") },
        Sample("Verify", note: "RSA-2048", .rsa2048, .signVerify) {
            try await verifying($0, "RSASSA_PKCS1_V1_5_SHA_256")
        },
        Sample("GetPublicKey", .rsa2048, .signVerify) { ["KeyId": .string($0.keyID)] },
        Sample("DeriveSharedSecret", .eccNistP256, .keyAgreement) { stage in
            let other = try await Stage(lab: stage.lab, spec: .eccNistP256, usage: .keyAgreement)
            let key = try await stage.kms("GetPublicKey", ["KeyId": .string(other.keyID)])
            return [
                "KeyId": .string(stage.keyID), "KeyAgreementAlgorithm": "ECDH", "PublicKey": key["PublicKey"] ?? .null,
            ]
        },
    ]

    private static let authentication = [
        Sample("GenerateMac", .hmac256, .generateVerifyMac) { mac($0) },
        Sample("VerifyMac", .hmac256, .generateVerifyMac) { stage in
            var input = mac(stage)
            input["Mac"] = try await stage.kms("GenerateMac", input)["Mac"]
            return input
        },
    ]

    private static let descriptions =
        [
            "DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListKeyRotations", "ListResourceTags", "ListGrants",
            "ListKeyPolicies", "ListAliases", "GetKeyLastUsage",
        ].map { name in Sample(name) { ["KeyId": .string($0.keyID)] } } + [Sample("ListKeys") { _ in [:] }]

    private static let changes = [
        Sample("CreateKey", fixedCount: 200) { _ in [:] },
        Sample("EnableKey") { ["KeyId": .string($0.keyID)] },
        Sample("DisableKey") { ["KeyId": .string($0.keyID)] },
        Sample("EnableKeyRotation") { ["KeyId": .string($0.keyID)] },
        Sample("DisableKeyRotation") { ["KeyId": .string($0.keyID)] },
        Sample("UpdateKeyDescription") { ["KeyId": .string($0.keyID), "Description": "of the benchmark"] },
        Sample("TagResource") {
            ["KeyId": .string($0.keyID), "Tags": [["TagKey": "team", "TagValue": "red"]]]
        },
        Sample("UntagResource") { ["KeyId": .string($0.keyID), "TagKeys": ["team"]] },
        Sample("PutKeyPolicy") { stage in
            let policy = try await stage.kms("GetKeyPolicy", ["KeyId": .string(stage.keyID)])["Policy"]
            return ["KeyId": .string(stage.keyID), "Policy": policy ?? .null]
        },
        Sample("CreateGrant", fixedCount: 200) {
            [
                "KeyId": .string($0.keyID), "GranteePrincipal": "arn:aws:iam::111122223333:root",
                "Operations": ["Decrypt"],
            ]
        },
        Sample("UpdateAlias") { stage in
            _ = try await stage.kms("CreateAlias", ["AliasName": "alias/a", "TargetKeyId": .string(stage.keyID)])
            return ["AliasName": "alias/a", "TargetKeyId": .string(stage.keyID)]
        },
    ]

    private static func signing(_ stage: Stage, _ algorithm: String) -> JSONObject {
        [
            "KeyId": .string(stage.keyID), "Message": digest, "MessageType": "DIGEST",
            "SigningAlgorithm": .string(algorithm),
        ]
    }

    private static func verifying(_ stage: Stage, _ algorithm: String) async throws -> JSONObject {
        var input = signing(stage, algorithm)
        input["Signature"] = try await stage.kms("Sign", input)["Signature"]
        return input
    }

    private static func mac(_ stage: Stage) -> JSONObject {
        ["KeyId": .string(stage.keyID), "Message": digest, "MacAlgorithm": "HMAC_SHA_256"]
    }
}

/// An operation with an input that can be sent again and again.
private struct Sample: Sendable {
    let operation: String
    private let note: String?
    private let spec: KeySpec
    private let usage: KeyUsage?
    private let fixedCount: Int?
    private let input: @Sendable (Stage) async throws -> JSONObject

    init(
        _ operation: String, note: String? = nil, _ spec: KeySpec = .symmetricDefault, _ usage: KeyUsage? = nil,
        fixedCount: Int? = nil, input: @escaping @Sendable (Stage) async throws -> JSONObject
    ) {
        self.operation = operation
        self.note = note
        self.spec = spec
        self.usage = usage
        self.fixedCount = fixedCount
        self.input = input
    }

    var benchmark: BenchmarkCase {
        let name = note.map { "\(operation) (\($0))" } ?? operation
        return BenchmarkCase("key service", name, fixedCount: fixedCount) {
            let stage = try await Stage(spec: spec, usage: usage)
            let input = try await input(stage)
            return BenchmarkRound { count in
                for _ in 0..<count { consume(try await stage.kms(operation, input)) }
            }
        }
    }
}
