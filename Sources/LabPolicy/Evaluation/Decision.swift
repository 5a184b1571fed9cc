/// The answer to an ``AccessRequest``, with everything that led to it.
///
/// The outcome is computed from the findings about every statement of every document, so the explanation cannot
/// disagree with it. Findings are kept as indices; texts are made when somebody asks.
public struct Decision: Hashable, Sendable {
    /// The outcomes.
    public enum Outcome: String, Hashable, Sendable, Codable {
        /// Every required layer allows and none denies.
        case allowed
        /// A statement denies.
        case deniedExplicitly
        /// No statement denies, but a required layer does not allow.
        case deniedImplicitly
    }

    /// The question.
    public let request: AccessRequest
    /// The documents that were read.
    public let policies: ApplicablePolicies
    /// The model they were evaluated by.
    public let rules: ServiceRules
    /// The answer.
    public let outcome: Outcome
    /// The layer that the decision ended at; `nil` when the request is allowed.
    public let stoppedAt: Layer?
    let marks: [Mark]
    let paths: AllowPaths

    /// Whether the request may go on.
    public var isAllowed: Bool { outcome == .allowed }
}
