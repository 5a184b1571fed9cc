import LabCore
public import LabPolicy

/// One question with all its documents, made at random.
public struct PolicyCase: Sendable {
    /// The question.
    public let request: AccessRequest
    /// The documents.
    public let policies: ApplicablePolicies
    /// The model.
    public let rules: ServiceRules
}

/// Makes policy cases from a seed: the same seed makes the same cases, on every machine.
///
/// Values come from small sets, so that statements match about as often as not.
public struct PolicyCaseGenerator {
    private var random: SplitMix

    /// A generator that starts from `seed`.
    public init(seed: UInt64) {
        random = SplitMix(state: seed)
    }

    /// The next case.
    public mutating func next() -> PolicyCase {
        let service = random.pick(PolicyCaseService.all)
        let request = request(for: service)
        return PolicyCase(request: request, policies: policies(for: service), rules: service.rules)
    }

    // MARK: Requests

    private mutating func request(for service: PolicyCaseService) -> AccessRequest {
        var request = AccessRequest(
            principal: random.pick(PolicyCaseWords.callers), action: random.pick(service.actions),
            resource: random.pick(service.resources), resourceOwner: random.chance(9) ? PolicyCaseWords.home : nil,
            context: context(), isViaService: random.chance(3))
        if random.chance(5) { request.principalTags["Team"] = random.pick(["red", "blue"]) }
        if random.chance(2) { request.session.tags["team"] = random.pick(["red", "blue"]) }
        if random.chance(3) { request.session.isMultiFactorPresent = random.chance(5) }
        if random.chance(8) {
            request.time = Timestamp(secondsSince1970: random.chance(5) ? 1_767_225_600 : 1_780_000_000)
        }
        return request
    }

    private mutating func context() -> ConditionContext {
        var context = ConditionContext()
        for (key, values) in PolicyCaseWords.contextKeys where random.chance(5) {
            let isMultivalued = key == "aws:TagKeys"
            let count = isMultivalued ? random.below(3) : 1
            context.set(key, (0..<count).map { _ in random.pick(values) })
        }
        if random.chance(1) { context.set("KMS:encryptioncontext:DOC", ["q1"]) }
        return context
    }

    // MARK: Documents

    private mutating func policies(for service: PolicyCaseService) -> ApplicablePolicies {
        var policies = ApplicablePolicies()
        if let kind = service.resourceKind, random.chance(9) {
            policies.resource = document(kind, service, holder: .resource("it"))
        }
        for _ in 0..<random.below(3) {
            if let policy = document(.identity(.managed), service, holder: .user("bob")) {
                policies.identity.append(policy)
            }
        }
        if random.chance(3) { policies.boundary = document(.boundary, service, holder: .user("bob")) }
        if random.chance(3) {
            policies.session = (0...random.below(2)).compactMap { _ in
                document(.session, service, holder: .session("s"))
            }
        }
        if random.chance(2) { policies.serviceControl = levels(.serviceControl, service) }
        if random.chance(2) { policies.resourceControl = levels(.resourceControl, service) }
        if random.chance(2) { policies.vpcEndpoint = document(.vpcEndpoint, service, holder: .vpcEndpoint("vpce-1")) }
        if case .key = service.rules.model { policies.grants = grants() }
        return policies
    }

    private mutating func levels(_ kind: PolicyKind, _ service: PolicyCaseService) -> [[AttachedPolicy]] {
        (0...random.below(2)).map { level in
            (0..<random.below(3)).compactMap { _ in document(kind, service, holder: .organization("level \(level)")) }
        }
    }

    private mutating func grants() -> [GrantFinding] {
        (0..<random.below(3)).map { index in
            let results: [GrantFinding.Result] = [
                .applies(.caller), .applies(.role), .applies(.account), .granteeDiffers("somebody"),
                .operationNotListed(["Verify"]), .inactive("is retired"),
            ]
            return GrantFinding(grantID: "g\(index)", result: random.chance(4) ? random.pick(results) : results[3])
        }
    }

    private mutating func document(_ kind: PolicyKind, _ service: PolicyCaseService, holder: AttachedPolicy.Holder)
        -> AttachedPolicy?
    {
        var object = JSONObject()
        let mayBeOld = if case .resource = kind { true } else { false }
        object["Version"] = .string(mayBeOld && random.chance(1) ? "2008-10-17" : "2012-10-17")
        let count = 1 + random.below(3)
        object["Statement"] = .array((0..<count).map { _ in .object(statement(kind, service)) })
        let text = JSONValue.object(object).compactText
        guard let document = try? PolicyDocument(parsing: text, kind: kind) else { return nil }
        return AttachedPolicy(document, name: "policy", holder: holder)
    }

    private mutating func statement(_ kind: PolicyKind, _ service: PolicyCaseService) -> JSONObject {
        var statement = JSONObject()
        statement["Effect"] = .string(random.chance(8) ? "Allow" : "Deny")
        switch kind {
        case .resource(.roleTrust), .resource(.key), .resource(.bucket), .resource(.other), .vpcEndpoint:
            statement[random.chance(9) ? "Principal" : "NotPrincipal"] = principal()
        case .resourceControl: statement["Principal"] = "*"
        default: break
        }
        statement[random.chance(9) ? "Action" : "NotAction"] = .string(random.pick(service.actionPatterns))
        if kind != .resource(.roleTrust) {
            statement[random.chance(9) ? "Resource" : "NotResource"] = resources(service)
        }
        if random.chance(4) { statement["Condition"] = condition() }
        return statement
    }

    private mutating func resources(_ service: PolicyCaseService) -> JSONValue {
        guard random.chance(2) else { return .string(random.pick(service.resourcePatterns)) }
        return .array([.string(random.pick(service.resourcePatterns)), .string(random.pick(service.resourcePatterns))])
    }

    private mutating func principal() -> JSONValue {
        if random.chance(1) { return "*" }
        if random.chance(1) { return ["Service": "cloudtrail.amazonaws.com"] }
        let count = 1 + random.below(3)
        return ["AWS": .array((0..<count).map { _ in .string(random.pick(PolicyCaseWords.principals)) })]
    }

    private mutating func condition() -> JSONValue {
        var operators = JSONObject()
        for _ in 0...random.below(2) {
            let row = random.pick(PolicyCaseWords.conditions)
            let prefix = random.chance(2) ? random.pick(["ForAllValues:", "ForAnyValue:"]) : ""
            let suffix = random.chance(2) ? "IfExists" : ""
            let name = row.operator == "Null" ? "Null" : prefix + row.operator + suffix
            let count = 1 + random.below(2)
            let values = (0..<count).map { _ in JSONValue.string(random.pick(row.values)) }
            operators[name] = .object([random.pick(row.keys): .array(values)])
        }
        return .object(operators)
    }
}

/// SplitMix64: small, and the same everywhere.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// True in `tenths` of ten cases.
    mutating func chance(_ tenths: Int) -> Bool { below(10) < tenths }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
