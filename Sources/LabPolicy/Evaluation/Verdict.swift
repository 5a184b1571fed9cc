/// Whether a statement allows or denies.
public enum Effect: String, Hashable, Sendable, Codable {
    /// The statement allows.
    case allow = "Allow"
    /// The statement denies.
    case deny = "Deny"
}

/// Names one statement of one document of one layer.
public struct StatementID: Hashable, Sendable {
    /// The layer.
    public let layer: Layer
    /// The level within the organization, from 0; 0 in every other layer.
    public let level: Int
    /// The document within its layer and level, from 0; for grants, the grant.
    public let document: Int
    /// The statement within its document, from 0; 0 for grants.
    public let statement: Int
}

/// What the evaluator found about one statement.
public enum Verdict: Hashable, Sendable {
    /// Everything matches: the statement has its effect.
    case applies
    /// The statement names somebody else.
    case principalDiffers
    /// The statement is about other actions.
    case actionDiffers
    /// The statement is about other resources.
    case resourceDiffers
    /// A condition does not hold. `found` is `nil` when the key is absent from the request.
    case conditionFails(key: String, operator: String, wanted: [String], found: [String]?)
    /// A condition cannot be evaluated: a value that is no number, date, address, … Such a statement never grants.
    case malformedCondition(key: String, operator: String, wanted: [String])
    /// The statement was not looked at.
    case skipped(SkipReason)

    /// Why a statement was not looked at.
    public enum SkipReason: Hashable, Sendable {
        /// A key policy's statement without `Action` has no effect.
        case noAction
        /// A key policy's statement without `Resource` has no effect.
        case noResource
        /// The action is never decided by resource policies (`kms:CreateKey`, `kms:RetireGrant`).
        case notEffectiveInResourcePolicies
        /// Resource control policies do not reach AWS managed keys, nor `kms:RetireGrant`.
        case beyondResourceControl
        /// The layer is about principals of an account, and the caller is a service or nobody.
        case callerHasNoAccount
        /// The root user of a bucket's account can always read, replace and delete the bucket's policy.
        case bucketOwnerRoot
        /// A grant that does not cover the request; the text says why.
        case grant(String)
    }
}

/// One statement with what was found about it.
public struct Finding: Hashable, Sendable {
    /// Which statement.
    public let id: StatementID
    /// The name of its document; for a grant, its name or id.
    public let document: String
    /// The statement's `Sid`.
    public let sid: String?
    /// Its effect.
    public let effect: Effect
    /// What was found.
    public let verdict: Verdict
}
