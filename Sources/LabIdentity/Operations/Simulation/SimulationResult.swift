import LabCore
public import LabPolicy
import LabService

/// One simulated decision, as the answer shows it.
public struct SimulationResult: Sendable {
    /// The decision.
    public let decision: Decision

    /// `allowed`, `explicitDeny` or `implicitDeny`.
    public var outcome: String {
        switch decision.outcome {
        case .allowed: "allowed"
        case .deniedExplicitly: "explicitDeny"
        case .deniedImplicitly: "implicitDeny"
        }
    }

    /// The condition keys that the documents ask for and the request does not have, ascending.
    public var missingContextKeys: [String] {
        documents.reduce(into: Set<String>()) { keys, policy in keys.formUnion(ContextKeys.all(in: policy.document)) }
            .filter { decision.request.values(of: $0) == nil }.sorted()
    }

    private var documents: [AttachedPolicy] {
        let policies = decision.policies
        return policies.identity + policies.session + [policies.boundary, policies.resource].compactMap(\.self)
    }

    /// As the wire has it. AWS shows missing keys with the resource when one is named.
    var json: JSONValue {
        var json: JSONObject = [
            "EvalActionName": .string(decision.request.action), "EvalResourceName": .string(decision.request.resource),
            "EvalDecision": .string(outcome), "MatchedStatements": matched,
        ]
        let missing = JSONValue.strings(missingContextKeys)
        let isAboutAll = decision.request.resource == "*"
        json["MissingContextValues"] = isAboutAll ? missing : []
        appendLimits(to: &json)
        guard !isAboutAll else { return .object(json) }
        json["ResourceSpecificResults"] = [
            [
                "EvalResourceName": .string(decision.request.resource), "EvalResourceDecision": .string(outcome),
                "MatchedStatements": matched, "MissingContextValues": missing,
            ]
        ]
        return .object(json)
    }

    private func appendLimits(to json: inout JSONObject) {
        if !decision.policies.serviceControl.isEmpty {
            let allows = decision.stoppedAt != .serviceControl
            json["OrganizationsDecisionDetail"] = ["AllowedByOrganizations": .bool(allows)]
        }
        if let boundary = decision.layers.first(where: { $0.layer == .boundary }), boundary.effect != .isAbsent {
            json["PermissionsBoundaryDecisionDetail"] = [
                "AllowedByPermissionsBoundary": .bool(boundary.effect == .allows)
            ]
        }
    }

    /// The statements that decided. AWS also shows where in the document each stands, which the lab does not keep.
    private var matched: JSONValue {
        .array(decision.determining.compactMap { decision.policy(of: $0) }.map(\.sourceJSON))
    }
}

extension AttachedPolicy {
    /// The document as the source of a matched statement.
    fileprivate var sourceJSON: JSONValue {
        let isBuiltIn = arn?.hasPrefix("arn:aws:iam::aws:") == true
        let type =
            switch holder {
            case _ where arn != nil: isBuiltIn ? "aws-managed" : "user-managed"
            case .user: "user"
            case .group: "group"
            case .role: "role"
            case .resource: "resource"
            case .session, .organization, .vpcEndpoint: "none"
            }
        return ["SourcePolicyId": .string(name), "SourcePolicyType": .string(type)]
    }
}

/// The condition keys that a document asks for: in conditions, and in variables.
enum ContextKeys {
    static func all(in document: PolicyDocument) -> Set<String> {
        guard let statements = document.json["Statement"] else { return [] }
        return (statements.array ?? [statements]).reduce(into: Set()) { keys, statement in
            for comparison in statement["Condition"]?.object?.members ?? [] {
                keys.formUnion(comparison.value.object?.names ?? [])
            }
            keys.formUnion(variables(in: statement["Condition"]))
            keys.formUnion(variables(in: statement["Resource"]))
            keys.formUnion(variables(in: statement["NotResource"]))
        }
    }

    private static func variables(in value: JSONValue?) -> [String] {
        switch value {
        case .string(let text)?: variables(inText: text)
        case .array(let elements)?: elements.flatMap { variables(in: $0) }
        case .object(let object)?: object.members.flatMap { variables(in: $0.value) }
        default: []
        }
    }

    /// What stands between `${` and `}`, without a default; escapes such as `${*}` are no keys.
    private static func variables(inText text: String) -> [String] {
        text.split(separator: "${", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            guard let end = part.firstIndex(of: "}") else { return nil }
            let name = part[..<end].prefix { $0 != "," && $0 != " " }
            return name.contains(":") ? String(name) : nil
        }
    }
}
