import LabCore
import LabPolicy
import LabService

/// Everything about a session but its credentials, gathered before it begins.
struct SessionGrant {
    var kind: SessionRecord.Kind
    var principal: Principal
    var seconds: Int
    var tags: [IdentityTag] = []
    var transitiveTagKeys: [String] = []
    var isMultiFactorAuthenticated = false
    var sourceIdentity: String?
    var policy: PolicyDocument?
    var policyARNs: [String] = []

    /// Begins the session: makes its credentials, and keeps them sealed.
    func begin(in call: Call, to state: inout IdentityState) throws(ServiceError) -> SessionCredentials {
        let id = try AccessKeyID.make(.temporary, for: call.account(of: principal), from: call.random)
        let secret = try NewSecret.secretAccessKey(from: call.random)
        let token = try NewSecret.sessionToken(from: call.random)
        // Credentials end at whole seconds, because that is what the wire shows.
        let issued = Timestamp(millisecondsSince1970: call.now.millisecondsSince1970 / 1000 * 1000)
        let session = SessionRecord(
            id: id, kind: kind, principal: principal,
            secret: try state.seal(secret, name: SessionRecord.secretName(id), random: call.random),
            token: try state.seal(token, name: SessionRecord.tokenName(id), random: call.random),
            issuedAt: issued, expiry: issued + .seconds(seconds), tags: tags, transitiveTagKeys: transitiveTagKeys,
            isMultiFactorAuthenticated: isMultiFactorAuthenticated, sourceIdentity: sourceIdentity, policy: policy,
            policyARNs: policyARNs)
        state.sessions.put(session)
        return SessionCredentials(accessKeyID: id.text, secret: secret, token: token, expiry: session.expiry)
    }

    /// How full the session's policies and tags make its token, in percent; `nil` when it has neither.
    ///
    /// AWS packs them in a binary form that it does not describe. Ours counts their bytes.
    var packedPolicySize: Int? {
        guard policy != nil || !policyARNs.isEmpty || !tags.isEmpty else { return nil }
        let policyBytes = policy?.text.utf8.count ?? 0
        let arnBytes = policyARNs.reduce(0) { $0 + $1.utf8.count }
        let tagBytes = tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        return ((policyBytes + arnBytes + tagBytes) * 100 + IdentityLimits.packedPolicyBytes - 1)
            / IdentityLimits.packedPolicyBytes
    }

    /// Refuses policies and tags that do not fit.
    ///
    /// - Throws: `PackedPolicyTooLarge`.
    func checkSize() throws(ServiceError) {
        guard let size = packedPolicySize, size > 100 else { return }
        throw STSError.packedPolicyTooLarge(size)
    }
}

extension Call {
    /// The account that a session belongs to.
    fileprivate func account(of principal: Principal) -> AccountID { principal.account ?? account }
}

/// The session policies of a request: one document, and managed policies by ARN.
struct SessionPolicyInput: Sendable {
    var document: String?
    var arns: [String] = []

    /// Reads `Policy` and `PolicyArns`. AWS's model bounds the document in one operation and not in the other.
    init(_ members: MemberReader, policyLength: any MemberBounds) {
        arns =
            members.structures("PolicyArns") {
                $0.string("arn", IdentityLimits.arnLength, pattern: stsARNPattern) ?? ""
            } ?? []
        document = members.string("Policy", policyLength, pattern: MemberReader.documentPattern)
    }

    init(document: String? = nil, arns: [String] = []) {
        self.document = document
        self.arns = arns
    }

    /// As events have them.
    func append(to parameters: inout JSONObject) {
        parameters["policy"] = .text(document)
        if !arns.isEmpty { parameters["policyArns"] = .array(arns.map { ["arn": .string($0)] }) }
    }

    /// Parses the document and looks the ARNs up.
    ///
    /// - Throws: `MalformedPolicyDocument`, `PackedPolicyTooLarge`, `ValidationError`, `NoSuchEntity`.
    func apply(to grant: inout SessionGrant, in call: Call, _ state: IdentityState) throws(ServiceError) {
        let count = (document?.unicodeScalars.count ?? 0) + arns.reduce(0) { $0 + $1.utf8.count }
        guard count <= IdentityLimits.sessionPolicyCharacters else { throw STSError.policyTooLong(count) }
        guard arns.count <= IdentityLimits.policiesPerSession else {
            throw IAMError.validation("a session takes \(IdentityLimits.policiesPerSession) managed policies at most")
        }
        for arn in arns { _ = try PolicyTarget(arn, on: state).require(of: grant.principal.account) }
        grant.policy = try document.map { (text) throws(ServiceError) in try Documents.parse(text, .session) }
        grant.policyARNs = arns
    }
}

/// The pattern of ARNs in the model of STS.
let stsARNPattern = "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+"

extension PolicyTarget {
    /// The policy, which must be the account's own or AWS's.
    ///
    /// - Throws: `NoSuchEntity`.
    fileprivate func require(of account: AccountID?) throws(ServiceError) -> PolicyRecord {
        guard let record, record.account == nil || record.account == account else {
            throw IAMError.notAttachable(arn)
        }
        return record
    }
}

/// Multi-factor authentication in a lab without devices.
///
/// Policies can ask for `aws:MultiFactorAuthPresent`, and people should be able to learn that. So every user has a
/// device, `arn:aws:iam::ACCOUNT:mfa/USER`, which takes any six digits but `000000`.
enum MultiFactor {
    /// Whether the request proves a second factor; `false` when it does not try to.
    ///
    /// - Throws: `AccessDenied` for a wrong device or code.
    static func isProved(serial: String?, code: String?, by principal: Principal) throws(ServiceError) -> Bool {
        guard serial != nil || code != nil else { return false }
        guard let serial, let code, code != "000000", serial == device(of: principal) else {
            throw STSError.multiFactorFailed
        }
        return true
    }

    private static func device(of principal: Principal) -> String? {
        switch principal {
        case .user(let account, _, let name, _): "arn:aws:iam::\(account):mfa/\(name)"
        case .root(let account): "arn:aws:iam::\(account):mfa/root-account-mfa-device"
        case .assumedRole, .service, .anonymous: nil
        }
    }
}

extension MemberReader {
    /// `SerialNumber`.
    func serialNumber() -> String? { string("SerialNumber", 9...256, pattern: "[\\w+=/:,.@-]*") }
    /// `TokenCode`.
    func tokenCode() -> String? { string("TokenCode", 6...6, pattern: "[\\d]*") }
}
