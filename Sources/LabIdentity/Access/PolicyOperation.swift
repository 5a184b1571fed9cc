public import LabCore
public import LabPolicy
public import LabService

/// What an operation on a managed policy names: the ARN, and the policy if there is one.
public struct PolicyTarget: Sendable {
    /// The ARN as it was written.
    public let arn: String
    /// The policy; `nil` when there is none of this ARN.
    public let record: PolicyRecord?

    /// - Throws: `InvalidInput` for what is no ARN of a managed policy.
    init(_ arn: String, on state: IdentityState) throws(ServiceError) {
        guard PolicyARN(arn) != nil else { throw IAMError.invalidARN(arn) }
        self.arn = arn
        record = state.managedPolicy(arn)
    }

    /// The policy, of the account or of AWS.
    ///
    /// - Throws: `NoSuchEntity`.
    func require(in call: Call) throws(ServiceError) -> PolicyRecord {
        guard let record, isReachable(record, call) else { throw IAMError.policyNotFound(arn) }
        return record
    }

    /// The policy, to be attached.
    ///
    /// - Throws: `NoSuchEntity`.
    func requireAttachable(in call: Call) throws(ServiceError) -> PolicyRecord {
        guard let record, isReachable(record, call) else { throw IAMError.notAttachable(arn) }
        return record
    }

    /// A version of the policy.
    ///
    /// - Throws: `NoSuchEntity`.
    func require(version: String, in call: Call) throws(ServiceError) -> PolicyRecord.Version {
        guard let found = try require(in: call).version(version) else { throw IAMError.versionNotFound(arn, version) }
        return found
    }

    private func isReachable(_ record: PolicyRecord, _ call: Call) -> Bool {
        record.account == nil || record.account == call.account
    }
}

/// An input that names a managed policy.
public protocol PolicyNamingInput: AuditedInput {
    /// The ARN.
    var policyARN: String { get }
}

/// An operation on a managed policy that exists.
public protocol PolicyOperation: IAMOperation where Target == PolicyTarget, Input: PolicyNamingInput {
    /// Adds the operation's own condition keys to the policy's tags.
    static func setOwnConditions(_ input: Input, in context: inout ConditionContext)
}

extension PolicyOperation {
    /// The ARN with its policy.
    public static func find(
        _ input: Input, in call: Call, on state: IdentityState
    ) throws(ServiceError) -> PolicyTarget {
        try PolicyTarget(input.policyARN, on: state)
    }

    /// The ARN.
    public static func resource(_ input: Input, _ target: PolicyTarget, in call: Call) -> String { target.arn }

    /// None of its own.
    public static func setOwnConditions(_ input: Input, in context: inout ConditionContext) {}

    /// The policy's tags, then the operation's own.
    public static func setConditions(
        _ input: Input, on target: PolicyTarget, state: IdentityState, in context: inout ConditionContext
    ) {
        context.setResourceTags(target.record?.tags ?? [])
        setOwnConditions(input, in: &context)
    }

    /// The policy must exist.
    public static func check(
        _ input: Input, on target: PolicyTarget, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        _ = try target.require(in: call)
    }
}

/// An operation on a managed policy that reads.
public protocol PolicyQuery: PolicyOperation, IAMQuery {}

/// An operation that changes a customer managed policy.
public protocol PolicyMutation: PolicyOperation, IAMMutation {
    /// Changes it and answers.
    ///
    /// - Throws: AWS's error when it cannot be.
    static func change(_ policy: inout PolicyRecord, _ input: Input, in call: Call) throws(ServiceError) -> Output
}

extension PolicyMutation {
    /// The policy must exist and be the account's own.
    public static func check(
        _ input: Input, on target: PolicyTarget, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        guard try target.require(in: call).account != nil else {
            throw IAMError.managedByAWS("iam:\(name)", target.arn, call.caller.principal)
        }
    }

    /// Changes it and keeps it.
    public static func apply(
        _ input: Input, on target: PolicyTarget, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> Output {
        var policy = try target.require(in: call)
        let output = try change(&policy, input, in: call)
        state.policies.put(policy)
        return output
    }
}

/// An input that names a managed policy and nothing else.
public struct PolicyInput: PolicyNamingInput {
    /// The ARN.
    public var policyARN: String

    /// An ARN.
    public init(_ policyARN: String) {
        self.policyARN = policyARN
    }

    /// Reads the member.
    public init(_ members: MemberReader) {
        policyARN = members.policyARN()
    }

    /// The ARN.
    public var parameters: JSONObject { ["policyArn": .string(policyARN)] }
}

/// An input that names a managed policy and a page of what it has.
public struct PolicyPageInput: PolicyNamingInput {
    /// The ARN.
    public var policyARN: String
    /// The page.
    public var page: PageRequest

    /// An ARN and a page.
    public init(_ policyARN: String, page: PageRequest = PageRequest()) {
        self.policyARN = policyARN
        self.page = page
    }

    /// Reads the members.
    public init(_ members: MemberReader) {
        policyARN = members.policyARN()
        page = PageRequest(members)
    }

    /// ARN and page.
    public var parameters: JSONObject { page.appended(to: ["policyArn": .string(policyARN)]) }
}

/// An input that names one version of a managed policy.
public struct PolicyVersionInput: PolicyNamingInput {
    /// The ARN.
    public var policyARN: String
    /// The version's id, such as `v2`.
    public var versionID: String

    /// An ARN and a version's id.
    public init(_ policyARN: String, version: String) {
        self.policyARN = policyARN
        versionID = version
    }

    /// Reads the members.
    public init(_ members: MemberReader) {
        policyARN = members.policyARN()
        versionID = members.requiredString("VersionId", pattern: MemberReader.versionPattern)
    }

    /// ARN and version.
    public var parameters: JSONObject { ["policyArn": .string(policyARN), "versionId": .string(versionID)] }
}
