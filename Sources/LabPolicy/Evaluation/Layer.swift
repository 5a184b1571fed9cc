/// The layers of a decision, in the order in which they are evaluated and explained.
///
/// - SeeAlso: IAM User Guide, "How AWS enforcement code logic evaluates requests"
public enum Layer: String, Hashable, Sendable, CaseIterable, Codable {
    /// Service control policies of the caller's organization.
    case serviceControl
    /// Resource control policies of the resource owner's organization.
    case resourceControl
    /// The policy of the VPC endpoint.
    case vpcEndpoint
    /// The resource's policy.
    case resource
    /// The caller's identity policies.
    case identity
    /// The caller's permissions boundary.
    case boundary
    /// The session's policies.
    case session
    /// The grants on the key.
    case grants
}

/// What one layer contributed to a decision.
public struct LayerFinding: Hashable, Sendable {
    /// What a layer did.
    public enum Effect: String, Hashable, Sendable, Codable {
        /// A statement denies.
        case denies
        /// A statement allows.
        case allows
        /// Nothing in the layer allows.
        case isSilent
        /// The layer does not exist for this request.
        case isAbsent
    }

    /// The layer.
    public let layer: Layer
    /// What it did.
    public let effect: Effect
    /// Whether the decision ended here.
    public let isDecisive: Bool
}
