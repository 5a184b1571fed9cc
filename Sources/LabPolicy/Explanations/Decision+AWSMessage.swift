import LabCore

extension Decision {
    /// The sentence that AWS puts on the wire for this refusal; it is the same text in CloudTrail.
    ///
    /// AWS names one layer only, and hides a key of another account behind a sentence without its ARN. S3 says no more
    /// than `Access Denied` across accounts and to anonymous callers; STS gives no reason for a missing allow. Made for
    /// refusals: of an allowed request it is the sentence without a reason.
    ///
    /// - SeeAlso: IAM User Guide, "Troubleshoot access denied error messages"
    public var awsMessage: String {
        if rules.quotesResource, request.crossesAccounts || request.principal == .anonymous { return "Access Denied" }
        let head = "User: \(request.principal.arn) is not authorized to perform: \(request.action)"
        if hidesResource { return "\(head) on this resource because \(Self.hiddenReason)" }
        let resource = rules.quotesResource ? "\"\(request.resource)\"" : request.resource
        return "\(head) on resource: \(resource)\(reason.map { " \($0)" } ?? "")"
    }

    private static let hiddenReason =
        "the resource does not exist in this Region, no resource-based policies allow access, "
        + "or a resource-based policy explicitly denies access"

    private var hidesResource: Bool {
        rules.model == .key && request.crossesAccounts && stoppedAt == .resource
    }

    private var reason: String? {
        guard let layer = stoppedAt else { return nil }
        switch outcome {
        case .allowed: return nil
        case .deniedExplicitly: return "with an explicit deny in \(layer.article) \(layer.awsName)"
        case .deniedImplicitly where rules.model == .roleTrust: return nil
        case .deniedImplicitly: return "because no \(layer.awsName) allows the \(request.action) action"
        }
    }
}

extension Layer {
    /// What AWS calls the layer in its messages.
    var awsName: String {
        switch self {
        case .serviceControl: "service control policy"
        case .resourceControl: "resource control policy"
        case .vpcEndpoint: "VPC endpoint policy"
        case .resource, .grants: "resource-based policy"
        case .identity: "identity-based policy"
        case .boundary: "permissions boundary"
        case .session: "session policy"
        }
    }

    fileprivate var article: String { self == .identity ? "an" : "a" }
}
