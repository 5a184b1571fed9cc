/// A smallest change that would turn a refusal into an allowed request.
///
/// Every suggestion has been tried: the evaluator allows the request after it. Nothing is applied; a service or a fork
/// does that with ``changes``.
public struct Suggestion: Hashable, Sendable {
    /// One step of a suggestion.
    public enum Change: Hashable, Sendable {
        /// Ask so that the request has this value for this condition key (through a service, with an encryption
        /// context, with a second factor). No policy changes.
        case ask(key: String, value: String)
        /// Create a grant for the caller with these operations, and, unless empty, with this
        /// `EncryptionContextSubset` constraint.
        case createGrant(operations: [String], encryptionContext: [String: String])
        /// Put this text in the place of an existing document, or make a new one with it.
        case putPolicy(PolicyPlace, text: String)
        /// Detach a document that has no other statement than the one that denies.
        case detachPolicy(PolicyPlace)
    }

    /// How much power a change hands out; suggestions are ordered by it.
    public enum Power: Int, Hashable, Sendable, Comparable, CaseIterable {
        /// Nothing changes but the way of asking.
        case none
        /// One grant for one caller, which can be retired.
        case grant
        /// One statement for the caller in its own policies.
        case identity
        /// One statement for the caller in a resource's policy, or in a policy that limits it.
        case resource
        /// A statement that denies gets an exception, or an organization's or endpoint's policy a statement.
        case exception
        /// A condition falls: everybody whom the statement names gains.
        case condition
        /// A statement that denies falls.
        case deny

        /// Orders by power, least first.
        public static func < (left: Power, right: Power) -> Bool { left.rawValue < right.rawValue }
    }

    /// What to do, in one line.
    public let title: String
    /// The steps, in order.
    public let changes: [Change]
    /// The most powerful of the steps.
    public let power: Power
}

/// Where a policy document is, or should be.
public struct PolicyPlace: Hashable, Sendable {
    /// The layer.
    public let layer: Layer
    /// The level within the organization; 0 elsewhere.
    public let level: Int
    /// The document within its layer; `nil` for a new one.
    public let document: Int?
    /// The document's name.
    public let name: String
    /// Where it is attached.
    public let holder: AttachedPolicy.Holder
}

extension Decision {
    /// The smallest changes that would turn this refusal, least power first; empty for an allowed request and where
    /// nothing within three steps helps.
    public func suggestions() -> [Suggestion] {
        guard !isAllowed, !isOutOfReach else { return [] }
        return SuggestionSearch(self).run()
    }
}
