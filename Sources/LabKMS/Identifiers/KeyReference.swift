import LabCore

/// What a `KeyId` parameter says, taken apart: a key id, a key's ARN, an alias or an alias's ARN.
///
/// - SeeAlso: AWS KMS Developer Guide, "Key identifiers (KeyId)"
enum KeyReference: Hashable, Sendable {
    /// A key, in the account and Region it was said to be in.
    case key(KeyAddress)
    /// An alias, in the account and Region it was said to be in.
    case alias(AliasAddress)

    /// Reads `text` as the account `account` in the Region `region` means it.
    ///
    /// - Throws: `NotFoundException` for text that is no key id and for ARNs of other Regions, `InvalidArnException` for
    ///   ARNs of another shape.
    init(_ text: String, account: AccountID, region: Region) throws(ServiceError) {
        if text.hasPrefix("arn:") {
            self = try Self.fromARN(text, region: region)
        } else if text.hasPrefix("alias/") {
            self = .alias(AliasAddress(account: account, region: region, name: text))
        } else {
            guard KeyID.isWellFormed(text) else { throw KMSError.invalidKeyID(text) }
            self = .key(KeyAddress(account: account, region: region, keyID: text))
        }
    }

    private static func fromARN(_ text: String, region: Region) throws(ServiceError) -> KeyReference {
        guard let arn = ARN(text), arn.service == "kms", let account = AccountID(arn.account) else {
            throw KMSError.malformedARN(text)
        }
        guard arn.region == region.code else { throw KMSError.wrongRegion(arn.region) }
        if arn.resource.hasPrefix("alias/") {
            return .alias(AliasAddress(account: account, region: region, name: arn.resource))
        }
        guard arn.resource.hasPrefix("key/") else { throw KMSError.malformedARN(text) }
        let keyID = String(arn.resource.dropFirst("key/".count))
        guard KeyID.isWellFormed(keyID) else { throw KMSError.invalidKeyID(keyID) }
        return .key(KeyAddress(account: account, region: region, keyID: keyID))
    }
}

/// The form of key ids.
enum KeyID {
    /// Whether `text` is a UUID with hyphens, or `mrk-` and 32 hexadecimal digits.
    static func isWellFormed(_ text: String) -> Bool {
        isMultiRegion(text) || isUUID(text)
    }

    /// Whether `text` is the id of a multi-Region key.
    static func isMultiRegion(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst(4)
        return text.hasPrefix("mrk-") && digits.count == 32 && digits.allSatisfy(isHexDigit)
    }

    private static func isUUID(_ text: String) -> Bool {
        UUIDText.bytes(text) != nil
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    /// A fresh key id.
    static func make(isMultiRegion: Bool, from random: any RandomSource) throws(RandomFailure) -> String {
        isMultiRegion ? "mrk-" + Hex.encode(try random.bytes(16, for: .identifier)) : try random.uuid()
    }
}
