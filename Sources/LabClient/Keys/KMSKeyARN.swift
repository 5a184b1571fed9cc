import LabCore

/// The ARN of a KMS key, taken apart: `arn:partition:kms:region:account:key/id`.
struct KMSKeyARN: Hashable, Sendable {
    let arn: ARN

    /// Parses the ARN of a key; an alias is none.
    init?(_ text: String) {
        guard let arn = ARN(text), arn.service == "kms", !arn.region.isEmpty, !arn.account.isEmpty else { return nil }
        guard arn.resource.hasPrefix(KMSKeyARN.prefix), arn.resource.utf8.count > KMSKeyARN.prefix.utf8.count else {
            return nil
        }
        self.arn = arn
    }

    private static let prefix = "key/"

    /// What follows `key/`.
    var keyID: Substring { arn.resource.dropFirst(KMSKeyARN.prefix.count) }
}
