public import LabCore
import LabCrypto
import LabIdentity
public import LabWorld

/// The access keys of the lab's own IAM and the sessions of its STS.
public struct IdentityCredentials: CredentialSource {
    /// The access keys and sessions as they stand at each request.
    public init() {}

    /// The key or session of this id, if it may sign. AWS answers for an inactive key as for an unknown one.
    ///
    /// - Throws: `InternalFailure` when a sealed secret does not open.
    public func credential(for accessKeyID: String, in lab: Lab) throws(ServiceError) -> KnownCredential? {
        do throws(CryptoError) {
            guard let known = try lab.world.identity.credential(for: accessKeyID, isStrict: true), known.isActive else {
                return nil
            }
            return KnownCredential(
                accessKeyID: known.accessKeyID, secret: known.secret, sessionToken: known.sessionToken,
                expiry: known.expiry, caller: known.caller)
        } catch {
            throw ServiceError(ServiceError.Code("InternalFailure", 500), error.description)
        }
    }
}
