public import LabCore
public import LabPolicy
public import LabService

/// `CreatePolicy`: a new customer managed policy with its first version.
///
/// - SeeAlso: IAM API Reference, "CreatePolicy"
public enum CreatePolicy: AccountWideOperation, IAMMutation {
    /// `CreatePolicy`.
    public static let name = "CreatePolicy"

    /// What the policy should be.
    public struct Input: AuditedInput {
        /// The name.
        public var policyName: String
        /// The document.
        public var document: String
        /// The path; `/` for `nil`.
        public var path: String?
        /// The description.
        public var description: String?
        /// The tags.
        public var tags: [IdentityTag]

        /// What the policy should be.
        public init(
            _ policyName: String, document: String, path: String? = nil, description: String? = nil,
            tags: [IdentityTag] = []
        ) {
            self.policyName = policyName
            self.document = document
            self.path = path
            self.description = description
            self.tags = tags
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            policyName = members.policyName()
            path = members.policyPath(named: "Path")
            document = members.document(named: "PolicyDocument")
            description = members.string("Description", IdentityLimits.descriptionLength)
            tags = members.tags()
        }

        /// Everything that was asked for.
        public var parameters: JSONObject {
            JSONObject(present: [
                "policyName": .string(policyName), "path": .text(path), "policyDocument": .string(document),
                "description": .text(description), "tags": tags.auditValue,
            ])
        }
    }

    /// The policy.
    public struct Output: JSONOutput {
        /// The policy.
        public let policy: PolicyRecord
        /// The member.
        public var json: JSONObject { ["Policy": .object(policy.json(PolicyUsage()))] }
    }

    /// The ARN that the policy will have.
    public static func resource(_ input: Input, in call: Call) -> String {
        "arn:aws:iam::\(call.account):policy\(input.path ?? "/")\(input.policyName)"
    }

    /// The tags.
    public static func setConditions(
        _ input: Input, on target: Void, state: IdentityState, in context: inout ConditionContext
    ) {
        context.setRequestTags(input.tags)
    }

    /// Tags take `iam:TagPolicy`.
    public static func furtherActions(_ input: Input) -> [String] { input.tags.isEmpty ? [] : ["TagPolicy"] }

    /// The name must be free on every path, the document in order.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        try TagRules.check(input.tags)
        guard state.policies[IdentityName(call.account, input.policyName)] == nil else {
            throw IAMError.policyExists(input.policyName)
        }
        guard state.managedPolicies(of: call.account).count < IdentityLimits.policiesPerAccount else {
            throw IAMError.quota("PoliciesPerAccount", IdentityLimits.policiesPerAccount)
        }
    }

    /// Makes the policy.
    public static func apply(
        _ input: Input, on target: Void, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> Output {
        let document = try Documents.parse(input.document, .identity(.managed))
        let policy = PolicyRecord(
            account: call.account, path: input.path ?? "/", name: input.policyName,
            uniqueID: try UniqueID.make(.policy, from: call.random), createdAt: call.now, document: document,
            description: input.description, tags: input.tags)
        state.policies.put(policy)
        return Output(policy: policy)
    }
}
