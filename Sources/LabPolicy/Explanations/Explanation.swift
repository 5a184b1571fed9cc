import LabCore

/// A decision in the order in which a person would ask about it: numbered questions, then every document with every
/// statement.
///
/// Made from a ``Decision`` and nothing else; ``text`` and ``json`` render it.
public struct Explanation: Hashable, Sendable {
    /// One question, such as "the key policy lets IAM decide".
    public struct Question: Hashable, Sendable {
        /// The answers.
        public enum Answer: String, Hashable, Sendable, Codable {
            /// It is so.
            case yes
            /// It is not so.
            case no
            /// A statement would have matched, but for a condition.
            case almost
            /// There is nothing to ask: no such document, no such statement.
            case none
        }

        /// What is asked.
        public var text: String
        /// The answer.
        public var answer: Answer
        /// What the answer rests on, such as `bob-policy/AllowLedger`.
        public var detail: String?
        /// The conditions that failed, when the answer is `almost`.
        public var failures: [ConditionFailure] = []
        /// Whether the decision ended here.
        public var isDecisive = false
    }

    /// A condition that the request did not meet.
    public struct ConditionFailure: Hashable, Sendable {
        /// The condition key.
        public let key: String
        /// The operator.
        public let `operator`: String
        /// What the policy wants.
        public let wanted: [String]
        /// What the request has; `nil` when the key is absent.
        public let found: [String]?
        /// Whether the policy's own value makes no sense to the operator.
        public let isMalformed: Bool
    }

    /// One document with its statements.
    public struct DocumentTrace: Hashable, Sendable {
        /// The layer.
        public let layer: Layer
        /// The document's name with its holder, such as `user policy AllowLedger (bob)`.
        public let title: String
        /// Its statements, in order.
        public let statements: [StatementTrace]
    }

    /// One statement with what was found.
    public struct StatementTrace: Hashable, Sendable {
        /// What the statement did.
        public enum Symbol: String, Hashable, Sendable, Codable {
            /// An `Allow` that applies.
            case allows = "✓"
            /// A `Deny` that applies.
            case denies = "✗"
            /// A statement that does not apply.
            case silent = "–"
        }

        /// What it did.
        public let symbol: Symbol
        /// The `Sid`, or the statement's number.
        public let name: String
        /// Its effect.
        public let effect: Effect
        /// Why it applies or not.
        public let reason: String
        /// Whether it decided.
        public let isDetermining: Bool
    }

    /// Who asked, as an ARN.
    public let principal: String
    /// The action.
    public let action: String
    /// The resource.
    public let resource: String
    /// The answer.
    public let outcome: Decision.Outcome
    /// The questions, in order.
    public let questions: [Question]
    /// The documents, in the order of evaluation.
    public let documents: [DocumentTrace]
    /// The result in one line for people.
    public let result: String
    /// AWS's sentence; `nil` when the request is allowed.
    public let awsMessage: String?
}

extension Decision {
    /// The decision as questions and answers.
    public var explanation: Explanation {
        Explanation(
            principal: request.principal.arn, action: request.action, resource: request.resource, outcome: outcome,
            questions: Interview(self).questions, documents: documentTraces, result: result,
            awsMessage: isAllowed ? nil : awsMessage)
    }

    private var result: String {
        switch outcome {
        case .allowed: "allowed"
        case .deniedExplicitly: "a statement says no (explicit deny)"
        case .deniedImplicitly where isOutOfReach: "this action never works across accounts"
        case .deniedImplicitly: "nobody said yes (implicit deny)"
        }
    }

    /// Whether the service refuses the action to other accounts, whatever the policies say.
    var isOutOfReach: Bool {
        request.crossesAccounts && !rules.mayCrossAccounts(request.action.lowercased())
    }
}
