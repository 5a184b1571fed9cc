import LabCore
import LabService
import LabWire
import LabWorld

/// Finds out who asks: verifies signatures against the credentials that the lab knows.
struct Authenticator: Sendable {
    /// A verified caller; without signature the anonymous one.
    struct Authentication {
        let signature: VerifiedSignature?
        let caller: Caller
    }

    private let credentials: any CredentialSource
    private let verifier = SignatureVerifier()

    init(_ credentials: any CredentialSource) {
        self.credentials = credentials
    }

    /// Verifies the signature of `request` to `service` by the real clock, and the end of its session by the lab's.
    func authenticate(
        _ request: WireRequest, to service: WireService, in lab: Lab
    ) throws(ServiceError) -> Authentication {
        let (result, known) = try verify(request, to: service, in: lab)
        switch result {
        case .failure(let failure): throw failure.serviceError(for: service)
        case .success(let signature):
            guard let signature, let known else { return Authentication(signature: nil, caller: Caller(.anonymous)) }
            try Self.checkSession(known, signature, service, at: lab.now)
            return Authentication(signature: signature, caller: known.caller)
        }
    }

    /// Verifies what can be verified before the body is there: everything but that the signature fits.
    func authenticateHead(of request: WireRequest, to service: WireService, in lab: Lab) throws(ServiceError) {
        let (result, _) = try verify(request, to: service, in: lab)
        guard case .failure(let failure) = result else { return }
        if case .mismatch = failure.cause { return }
        throw failure.serviceError(for: service)
    }

    /// - Throws: when the credentials cannot be looked up.
    private func verify(
        _ request: WireRequest, to service: WireService, in lab: Lab
    ) throws(ServiceError) -> (Result<VerifiedSignature?, SignatureFailure>, KnownCredential?) {
        var lookup: Result<KnownCredential?, ServiceError> = .success(nil)
        let result: Result<VerifiedSignature?, SignatureFailure>
        do throws(SignatureFailure) {
            let signature = try verifier.verify(request, to: service, at: lab.ambient.clock.now) { accessKeyID in
                lookup = Result { () throws(ServiceError) in try credentials.credential(for: accessKeyID, in: lab) }
                return (try? lookup.get())?.signing
            }
            result = .success(signature)
        } catch {
            result = .failure(error)
        }
        return (result, try lookup.get())
    }

    private static func checkSession(
        _ known: KnownCredential, _ signature: VerifiedSignature, _ service: WireService, at now: Timestamp
    ) throws(ServiceError) {
        guard let expiry = known.expiry, expiry <= now else { return }
        let failure = SignatureFailure(
            .expiredToken(known.sessionToken?.exposed ?? ""), in: signature.mechanism.isPresigned ? .query : .header)
        throw failure.serviceError(for: service)
    }
}
