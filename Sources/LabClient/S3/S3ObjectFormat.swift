/// The layouts of encrypted objects that the lab writes and reads.
///
/// - SeeAlso: Amazon S3 Encryption Client Developer Guide, "Encryption algorithms"
public enum S3ObjectFormat: Hashable, Sendable, CaseIterable {
    /// AES-256-GCM under the data key itself, with a random IV: what clients wrote before they committed to keys.
    case v2
    /// AES-256-GCM under a derived key, with a commitment: what clients write today.
    case v3

    /// The content algorithm as metadata and the bound context name it.
    var contentAlgorithm: String { self == .v2 ? "AES/GCM/NoPadding" : "115" }
    /// The wrapping algorithm "KMS with context" as metadata names it.
    var wrappingAlgorithm: String { self == .v2 ? "kms+context" : "12" }

    /// The key in the bound context whose value is ``contentAlgorithm``.
    static let algorithmContextKey = "aws:x-amz-cek-alg"
    /// A key that older clients put into the bound context.
    static let keyIDContextKey = "kms_cmk_id"
}

extension CommitmentPolicy {
    /// The format that writers use.
    var defaultFormat: S3ObjectFormat { self == .forbidEncryptAllowDecrypt ? .v2 : .v3 }

    func allowsWriting(_ format: S3ObjectFormat) -> Bool { format == defaultFormat }

    func allowsReading(_ format: S3ObjectFormat) -> Bool {
        format == .v3 || self != .requireEncryptRequireDecrypt
    }
}

/// Names of object metadata, without the `x-amz-meta-` in front.
enum S3MetadataName: String, CaseIterable {
    case keyV1 = "x-amz-key"
    case keyV2 = "x-amz-key-v2"
    case iv = "x-amz-iv"
    case contentAlgorithmV2 = "x-amz-cek-alg"
    case wrappingAlgorithmV2 = "x-amz-wrap-alg"
    case context = "x-amz-matdesc"
    case tagLength = "x-amz-tag-len"
    case plaintextLength = "x-amz-unencrypted-content-length"
    case keyV3 = "x-amz-3"
    case contentAlgorithmV3 = "x-amz-c"
    case wrappingAlgorithmV3 = "x-amz-w"
    case commitment = "x-amz-d"
    case messageID = "x-amz-i"
    case contextV3 = "x-amz-t"
    case materialDescription = "x-amz-m"

    /// The names that say which format it is.
    static let markers: [S3MetadataName] = [.keyV1, .keyV2, .keyV3]
    /// The names of format 3 that stand on the object even when there is an instruction file: swapping the file must
    /// not swap what the object commits to.
    static let objectOnly: [S3MetadataName] = [.contentAlgorithmV3, .commitment, .messageID]

    /// The format that the name belongs to; `nil` for names of all formats.
    var format: S3ObjectFormat? {
        switch self {
        case .plaintextLength: nil
        case .keyV1, .keyV2, .iv, .contentAlgorithmV2, .wrappingAlgorithmV2, .context, .tagLength: .v2
        default: .v3
        }
    }
}
