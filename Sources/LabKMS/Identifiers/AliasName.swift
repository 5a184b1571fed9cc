import LabCore
import LabService

/// The rules of alias names.
///
/// - SeeAlso: AWS KMS Developer Guide, "Aliases"
enum AliasName {
    static let prefix = "alias/"
    static let reservedPrefix = "alias/aws/"

    /// Refuses names without the prefix, reserved ones and ones with characters that no alias has.
    static func check(_ name: String) throws(ServiceError) {
        guard name.hasPrefix(prefix) else {
            throw KMSError.validation(
                "Alias must start with the prefix \"alias/\". Please see "
                    + "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html")
        }
        guard !name.hasPrefix(reservedPrefix), name != "alias/aws" else { throw KMSError.reservedAlias }
        guard !name.contains(":") else {
            throw KMSError.validation("\(name) contains invalid characters for an alias")
        }
        guard name.utf8.count > prefix.utf8.count else { throw KMSError.validation("Invalid alias name \(name)") }
    }
}

extension MemberReader {
    /// `AliasName`, required.
    func aliasName() -> String {
        requiredString("AliasName", KMSLimits.aliasNameLength, pattern: "^[a-zA-Z0-9:/_-]+$")
    }
}
