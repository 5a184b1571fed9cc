public import LabCore
import LabCrypto
import LabService

/// Makes secrets of AWS's shape.
enum NewSecret {
    /// A secret access key: forty characters of base64.
    static func secretAccessKey(from random: any RandomSource) throws(ServiceError) -> Sensitive<String> {
        try text(byteCount: 30, from: random)
    }

    /// A session token. AWS's are longer and carry meaning; nobody but AWS can read either.
    static func sessionToken(from random: any RandomSource) throws(ServiceError) -> Sensitive<String> {
        try text(byteCount: 96, from: random)
    }

    private static func text(byteCount: Int, from random: any RandomSource) throws(ServiceError) -> Sensitive<String> {
        let bytes = try randomly { () throws(RandomFailure) in try random.bytes(byteCount, for: .secret) }
        return Sensitive(Base64.encode(bytes))
    }
}

extension IdentityState {
    /// Seals `text`; a sealer that fails is the lab's own failure.
    func seal(
        _ text: Sensitive<String>, name: String, random: any RandomSource
    ) throws(ServiceError) -> SealedText {
        do throws(CryptoError) {
            return try SealedText(text, name: name, by: sealer, random: random)
        } catch {
            throw IAMError.serviceFailure("a secret could not be sealed: \(error)")
        }
    }

    /// Puts in an access key with a chosen id and secret, as a world file does. `userName` is `nil` for the root user.
    ///
    /// - Throws: `ServiceFailure` when the secret cannot be sealed.
    public mutating func addAccessKey(
        id: String, secret: Sensitive<String>, of userName: String?, in account: AccountID, at now: Timestamp,
        random: any RandomSource
    ) throws(ServiceError) {
        let id = AccessKeyID(id)
        let sealed = try seal(secret, name: AccessKeyRecord.sealName(id), random: random)
        accessKeys.put(
            AccessKeyRecord(
                id: id, account: account, userName: userName, secret: sealed, status: .active, createdAt: now))
    }
}
