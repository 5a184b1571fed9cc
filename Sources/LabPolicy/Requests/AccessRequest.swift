public import LabCore

/// One question to the evaluator: may this principal perform this action on this resource?
///
/// Condition keys that follow from the principal, the session, the resource's owner and the time (`aws:PrincipalArn`,
/// `aws:userid`, `aws:PrincipalTag/…`, `aws:MultiFactorAuthPresent`, `aws:ResourceAccount`, `aws:CurrentTime`, …) are
/// derived; a key that ``context`` sets itself takes precedence. Everything that only the service knows
/// (`aws:SourceIp`, `kms:EncryptionContext:…`, `s3:prefix`, …) must be set there.
public struct AccessRequest: Hashable, Sendable {
    /// Who asks.
    public var principal: Principal
    /// The tags of the user or role; session tags override them.
    public var principalTags: [String: String]
    /// What is known about the caller's session.
    public var session: SessionFacts
    /// The action, such as `kms:Decrypt`.
    public var action: String
    /// The resource's ARN, or `*` for actions that know no resource.
    public var resource: String
    /// The account that owns the resource; `nil` when it cannot be told apart from the caller's.
    public var resourceOwner: AccountID?
    /// What the service knows about the request.
    public var context: ConditionContext
    /// Whether a service makes the call on the principal's behalf (S3 asking KMS as the user): `aws:ViaAWSService`.
    /// Keys that name the service, such as `kms:ViaService`, belong in ``context``.
    public var isViaService: Bool
    /// The time of the request, for `aws:CurrentTime` and `aws:EpochTime`; `nil` leaves both absent.
    public var time: Timestamp?

    /// A question; everything but the principal, the action and the resource has a plain default.
    public init(
        principal: Principal, action: String, resource: String, resourceOwner: AccountID? = nil,
        context: ConditionContext = ConditionContext(), principalTags: [String: String] = [:],
        session: SessionFacts = SessionFacts(), isViaService: Bool = false, time: Timestamp? = nil
    ) {
        self.principal = principal
        self.principalTags = principalTags
        self.session = session
        self.action = action
        self.resource = resource
        self.resourceOwner = resourceOwner
        self.context = context
        self.isViaService = isViaService
        self.time = time
    }

    /// Whether caller and resource belong to different accounts.
    public var crossesAccounts: Bool {
        guard let caller = principal.account, let owner = resourceOwner else { return false }
        return caller != owner
    }

    /// The values that policies see for condition key `name`, derived keys included; `nil` when it is absent.
    public func values(of name: String) -> [String]? { lookUp(ConditionKey(name))?.values }
}

/// What is known about the session that signed a request, beyond who it belongs to.
public struct SessionFacts: Hashable, Sendable {
    /// Tags handed over when the session was made; they override tags of the same name.
    public var tags: [String: String]
    /// `aws:MultiFactorAuthPresent`; `nil` for long-term keys, where AWS leaves the key out.
    public var isMultiFactorPresent: Bool?
    /// When the multi-factor code was given, for `aws:MultiFactorAuthAge`.
    public var multiFactorTime: Timestamp?
    /// When the temporary credentials were issued, for `aws:TokenIssueTime`; `nil` for long-term keys.
    public var issueTime: Timestamp?
    /// `aws:SourceIdentity`, set when the role was assumed.
    public var sourceIdentity: String?

    /// Facts; without arguments those of a long-term key.
    public init(
        tags: [String: String] = [:], isMultiFactorPresent: Bool? = nil, multiFactorTime: Timestamp? = nil,
        issueTime: Timestamp? = nil, sourceIdentity: String? = nil
    ) {
        self.tags = tags
        self.isMultiFactorPresent = isMultiFactorPresent
        self.multiFactorTime = multiFactorTime
        self.issueTime = issueTime
        self.sourceIdentity = sourceIdentity
    }
}
