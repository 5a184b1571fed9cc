import LabCore
import LabService

/// What temporary credentials cannot do, whatever policies say.
///
/// - SeeAlso: IAM User Guide, "Compare AWS STS credentials"
enum SessionRules {
    /// IAM refuses the sessions of GetFederationToken, and those of GetSessionToken that began without multi-factor
    /// authentication.
    static func requireIAM(_ call: Call, _ state: IdentityState) throws(ServiceError) {
        switch kind(of: call, state) {
        case .federated?: throw IAMError.sessionRefused
        case .user? where call.caller.isMultiFactorAuthenticated != true: throw IAMError.sessionRefused
        case .user?, .role?, nil: return
        }
    }

    /// Of STS, the sessions of GetSessionToken may call AssumeRole and GetCallerIdentity, those of GetFederationToken
    /// the latter only.
    static func requireSTS(_ operation: String, _ call: Call, _ state: IdentityState) throws(ServiceError) {
        switch kind(of: call, state) {
        case .federated?: throw STSError.sessionRefused(operation)
        case .user? where operation != "AssumeRole": throw STSError.sessionRefused(operation)
        case .user?, .role?, nil: return
        }
    }

    private static func kind(of call: Call, _ state: IdentityState) -> SessionRecord.Kind? {
        call.caller.accessKeyID.flatMap { state.sessions[AccessKeyID($0)]?.kind }
    }
}
