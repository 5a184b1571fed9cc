public import LabCore
import LabPolicy
public import LabService

/// The answer of both simulations: a page of results.
public struct SimulationOutput: JSONOutput {
    /// The page.
    public let page: Listing<SimulationResult>

    init(_ results: [SimulationResult], _ request: PageRequest) throws(ServiceError) {
        // Results stand in the order of the question; places with leading zeros ascend as texts do.
        let places = results.indices.map { String(1_000_000 + $0) }
        let numbered = try Listing(Array(zip(places, results)), request, key: \.0)
        page = numbered.map(\.1)
    }

    /// The members.
    public var json: JSONObject { page.json("EvaluationResults", \.json) }
}

/// `SimulateCustomPolicy`: what given policies would allow.
///
/// - SeeAlso: IAM API Reference, "SimulateCustomPolicy"
public enum SimulateCustomPolicy: AccountWideOperation, IAMQuery {
    /// A page of results.
    public typealias Output = SimulationOutput
    /// `SimulateCustomPolicy`.
    public static let name = "SimulateCustomPolicy"

    /// The policies and the question.
    public struct Input: AuditedInput {
        /// The policies.
        public var policies: [String]
        /// The question.
        public var question: SimulationQuestion

        /// Policies and a question.
        public init(policies: [String], _ question: SimulationQuestion) {
            self.policies = policies
            self.question = question
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            policies =
                members.requiredStrings(
                    "PolicyInputList", each: IdentityLimits.documentLength, pattern: MemberReader.documentPattern)
            question = SimulationQuestion(members)
        }

        /// The question; documents can be long and are left out.
        public var parameters: JSONObject { question.appended(to: [:]) }
    }

    /// Simulates. Without `CallerArn` the policies are those of nobody in particular.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) -> SimulationOutput {
        guard input.question.resourcePolicy == nil || input.question.callerARN != nil else {
            throw IAMError.invalidInput("CallerArn is required when ResourcePolicy is given.")
        }
        let principal =
            try input.question.callerARN.map { (arn) throws(ServiceError) in try Simulation.caller(arn, state) }
            ?? Simulation.somebody(in: call.account)
        let identity = try Simulation.documents(input.policies, named: "PolicyInputList")
        let simulation = try Simulation(
            input.question, as: principal, ApplicablePolicies(identity: identity), at: call.now)
        return try SimulationOutput(simulation.results(), input.question.page)
    }
}

/// `SimulatePrincipalPolicy`: what the policies of a user, group or role allow, perhaps with others on top.
///
/// - SeeAlso: IAM API Reference, "SimulatePrincipalPolicy"
public enum SimulatePrincipalPolicy: IAMQuery {
    /// A page of results.
    public typealias Output = SimulationOutput
    /// `SimulatePrincipalPolicy`.
    public static let name = "SimulatePrincipalPolicy"

    /// Whose policies, and the question.
    public struct Input: AuditedInput {
        /// The ARN of a user, group or role.
        public var sourceARN: String
        /// Policies on top.
        public var policies: [String]
        /// The question.
        public var question: SimulationQuestion

        /// Whose policies, and the question.
        public init(_ sourceARN: String, policies: [String] = [], _ question: SimulationQuestion) {
            self.sourceARN = sourceARN
            self.policies = policies
            self.question = question
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            sourceARN = members.requiredString("PolicySourceArn", IdentityLimits.arnLength)
            policies = members.documents("PolicyInputList") ?? []
            question = SimulationQuestion(members)
        }

        /// Whose policies, and the question.
        public var parameters: JSONObject { question.appended(to: ["policySourceArn": .string(sourceARN)]) }
    }

    /// Whose policies.
    public enum Target: Sendable {
        /// A user's.
        case user(UserRecord)
        /// A group's.
        case group(GroupRecord)
        /// A role's.
        case role(RoleRecord)
        /// Nobody's: there is none of this ARN.
        case nobody
    }

    /// The user, group or role of this ARN in the caller's account.
    public static func find(
        _ input: Input, in call: Call, on state: IdentityState
    ) throws(ServiceError) -> Target {
        guard let arn = ARN(input.sourceARN), arn.service == "iam", let slash = arn.resource.lastIndex(of: "/") else {
            throw IAMError.invalidInput("Invalid Entity Arn: \(input.sourceARN)")
        }
        guard AccountID(arn.account) == call.account else { return .nobody }
        let name = String(arn.resource[arn.resource.index(after: slash)...])
        func found<Entity: IdentityEntity>(_ type: Entity.Type) -> Entity? {
            state.entity(type, named: name, in: call.account).flatMap { $0.arn == input.sourceARN ? $0 : nil }
        }
        if let user = found(UserRecord.self) { return .user(user) }
        if let group = found(GroupRecord.self) { return .group(group) }
        return found(RoleRecord.self).map { .role($0) } ?? .nobody
    }

    /// The ARN.
    public static func resource(_ input: Input, _ target: Target, in call: Call) -> String { input.sourceARN }

    /// Somebody must be there; AWS simulates resource policies for users only.
    public static func check(
        _ input: Input, on target: Target, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        switch target {
        case .nobody: throw IAMError.noSuchEntity("The entity \(input.sourceARN) cannot be found.")
        case .user: return
        case .group, .role:
            guard input.question.resourcePolicy == nil || input.question.callerARN != nil else {
                throw IAMError.invalidInput(
                    "CallerArn is required when ResourcePolicy is given and PolicySourceArn is not a user.")
            }
        }
    }

    /// Simulates.
    public static func perform(
        _ input: Input, on target: Target, in call: Call, state: IdentityState
    ) throws(ServiceError) -> SimulationOutput {
        var (principal, policies) = subject(target, in: call, state)
        if let arn = input.question.callerARN { principal = try Simulation.caller(arn, state) }
        policies.identity += try Simulation.documents(input.policies, named: "PolicyInputList")
        let simulation = try Simulation(input.question, as: principal, policies, at: call.now)
        return try SimulationOutput(simulation.results(), input.question.page)
    }

    private static func subject(
        _ target: Target, in call: Call, _ state: IdentityState
    ) -> (Principal, ApplicablePolicies) {
        let somebody = Simulation.somebody(in: call.account)
        let organization = state.policies(of: Caller(somebody)).serviceControl
        switch target {
        case .user(let user):
            let policies = ApplicablePolicies(
                identity: state.identityPolicies(of: user), boundary: state.boundaryPolicy(of: user),
                serviceControl: organization)
            return (user.principal, policies)
        case .role(let role):
            let policies = ApplicablePolicies(
                identity: state.identityPolicies(of: role), boundary: state.boundaryPolicy(of: role),
                serviceControl: organization)
            return (role.principal(session: "simulated"), policies)
        case .group(let group):
            return (
                somebody, ApplicablePolicies(identity: state.ownPolicies(of: group), serviceControl: organization)
            )
        case .nobody: return (somebody, ApplicablePolicies())
        }
    }
}
