import LabCore

/// The operations that a grant can list.
///
/// - SeeAlso: AWS KMS Developer Guide, "Grants in AWS KMS", grant operations
enum GrantOperation {
    private static let all = [
        "Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "GenerateDataKeyPair",
        "GenerateDataKeyPairWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo", "Sign", "Verify", "GenerateMac",
        "VerifyMac", "DeriveSharedSecret", "Encapsulate", "Decapsulate", "GetPublicKey", "DescribeKey", "CreateGrant",
        "RetireGrant",
    ]

    /// The operation that `kms:` action stands for, in AWS's spelling; `nil` when grants cannot list it.
    static func named(_ action: String) -> String? {
        let folded = action.lowercased()
        return all.first { "kms:\($0.lowercased())" == folded }
    }
}

extension Principal {
    /// Whether a grant can name the caller: users and role sessions.
    var canBeGrantee: Bool {
        switch self {
        case .user, .assumedRole: true
        case .root, .service, .anonymous: false
        }
    }

    /// Who keeps an inline policy for the caller: the user, or the session's role.
    var policyHolder: AttachedPolicy.Holder? {
        switch self {
        case .user(_, _, let name, _): .user(name)
        case .assumedRole(_, _, let role, _, _): .role(role)
        case .root, .service, .anonymous: nil
        }
    }
}

extension AttachedPolicy.Holder {
    /// Whether only the caller gains from a policy here; a group has other members.
    var isCallerOnly: Bool {
        switch self {
        case .user, .role: true
        default: false
        }
    }
}

extension AccessRequest {
    /// The pairs of the request's encryption context, as its condition keys tell them.
    var encryptionContext: [String: String] {
        let prefix = "kms:encryptioncontext:"
        return context.entries.reduce(into: [:]) { pairs, entry in
            guard entry.key.folded.hasPrefix(prefix), let value = entry.values.first else { return }
            pairs[String(entry.name.dropFirst(prefix.count))] = value
        }
    }
}

extension Substring {
    /// The text with its first letter in upper case.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
