public import LabCore

/// One request on its way through the pipeline: who asks, from where, when, and where randomness comes from.
///
/// The clock is read once a request, so that a creation date, the event's time and a grant's expiry agree.
public struct Call: Sendable {
    /// Who asks.
    public var caller: Caller
    /// Where the request came from and how.
    public var origin: RequestOrigin
    /// The Region that the request is addressed to.
    public var region: Region
    /// The lab's time when the request arrived.
    public var now: Timestamp
    /// Where random bytes come from.
    public var random: any RandomSource
    /// The request's id, as the client gets it and the event records it.
    public var requestID: String
    /// S3's second id of the request, `x-amz-id-2`; `nil` elsewhere.
    public var extendedRequestID: String?
    /// What the trail remembers of the use of keys; `nil` where nothing does.
    public var usage: UsageLedgers?
    /// Says whether the request has left its event; `nil` where nobody asks.
    public var receipt: EventReceipt?

    /// Puts a call together.
    public init(
        caller: Caller, origin: RequestOrigin = RequestOrigin(), region: Region, now: Timestamp,
        random: any RandomSource, requestID: String
    ) {
        self.caller = caller
        self.origin = origin
        self.region = region
        self.now = now
        self.random = random
        self.requestID = requestID
    }

    /// The account that the call is made from: the caller's, or the lab's standard one for callers without account.
    public var account: AccountID { caller.principal.account ?? .standard }

    /// The same call in the Region where `service` answers it.
    public func inRegion(of service: Service) -> Call {
        guard service.isGlobal else { return self }
        var call = self
        call.region = .standard
        return call
    }

    /// The same call as a service makes it on the caller's behalf (a forward access session).
    ///
    /// - SeeAlso: IAM User Guide, "Forward access sessions"
    public func via(_ service: String) -> Call {
        var call = self
        call.origin.viaServices.append(service)
        // A request of its own, with an event of its own.
        call.extendedRequestID = nil
        call.receipt = nil
        return call
    }
}

/// Who asks, with the facts about the session that policies can ask for.
public struct Caller: Sendable, Hashable, Codable {
    /// Who it is.
    public var principal: Principal
    /// The access key that signed; `nil` for services and anonymous requests.
    public var accessKeyID: String?
    /// Tags of the user or role, and of the session on top.
    public var tags: [String: String]
    /// When a temporary session began; `nil` with long-term credentials.
    public var sessionStart: Timestamp?
    /// Whether the session was opened with multi-factor authentication; `nil` with long-term credentials.
    public var isMultiFactorAuthenticated: Bool?
    /// The session policies' texts.
    public var sessionPolicies: [String]
    /// The source identity, if the session has one.
    public var sourceIdentity: String?

    /// A caller with long-term credentials, unless session facts are given.
    public init(
        _ principal: Principal, accessKeyID: String? = nil, tags: [String: String] = [:],
        sessionStart: Timestamp? = nil, isMultiFactorAuthenticated: Bool? = nil, sessionPolicies: [String] = [],
        sourceIdentity: String? = nil
    ) {
        self.principal = principal
        self.accessKeyID = accessKeyID
        self.tags = tags
        self.sessionStart = sessionStart
        self.isMultiFactorAuthenticated = isMultiFactorAuthenticated
        self.sessionPolicies = sessionPolicies
        self.sourceIdentity = sourceIdentity
    }
}

/// Where a request came from and how it travelled.
public struct RequestOrigin: Sendable, Hashable {
    /// The client's address.
    public var sourceIP: String
    /// The client's name for itself.
    public var userAgent: String
    /// Whether the request came over TLS, or never crossed a network at all.
    public var isSecure: Bool
    /// The VPC endpoint and VPC that the request claims to come through.
    public var vpcEndpoint: String?
    /// The VPC that the request claims to come from.
    public var vpc: String?
    /// The `Host` that the client addressed; `nil` for a request that never crossed a network.
    public var host: String?
    /// The services that the request passed through, first to last, such as `s3.us-east-1.amazonaws.com`.
    public var viaServices: [String]
    /// The resource that a service acts for: `aws:SourceArn`.
    public var sourceARN: String?

    /// A request from inside the lab.
    public init(
        sourceIP: String = "127.0.0.1", userAgent: String = "kmslab", isSecure: Bool = true,
        vpcEndpoint: String? = nil, vpc: String? = nil, host: String? = nil, viaServices: [String] = []
    ) {
        self.sourceIP = sourceIP
        self.userAgent = userAgent
        self.isSecure = isSecure
        self.vpcEndpoint = vpcEndpoint
        self.vpc = vpc
        self.host = host
        self.viaServices = viaServices
    }
}
