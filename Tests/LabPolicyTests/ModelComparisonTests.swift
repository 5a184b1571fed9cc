import Foundation
import LabCore
import LabPolicy
import LabTesting
import Testing

/// The evaluator against the slow and obvious one.
@Suite struct ModelComparisonTests {
    /// How many random cases; `KMSLAB_POLICY_CASES=1000000` for the nightly run.
    private static let caseCount = number("KMSLAB_POLICY_CASES") ?? 2_000
    /// The seed of the random cases; set `KMSLAB_SEED` to repeat a run.
    private static let seed = number("KMSLAB_SEED").map(UInt64.init) ?? 20_260_105

    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    @Test func bothEvaluatorsAgreeOnRandomCases() {
        var generator = PolicyCaseGenerator(seed: Self.seed)
        var counts: [Decision.Outcome: Int] = [:]
        for index in 0..<Self.caseCount {
            let random = generator.next()
            let decision = PolicyEvaluator.decide(random.request, random.policies, rules: random.rules)
            let expected = PolicyModel.decide(random.request, random.policies, rules: random.rules)
            counts[expected, default: 0] += 1
            guard decision.outcome != expected else { continue }
            Issue.record(
                """
                seed \(Self.seed), case \(index): the model says \(expected), the evaluator \(decision.outcome)
                \(decision.explanation.text)\(decision.explanation.statementsText)\(random.request)
                """)
            return
        }
        let isVaried = Decision.Outcome.everyOne.allSatisfy { counts[$0, default: 0] > Self.caseCount / 20 }
        #expect(isVaried, "the cases of seed \(Self.seed) are lopsided: \(counts)")
    }

    /// Every combination of a few statements in every layer, for every kind of caller.
    @Test(arguments: [ServiceRules.kms, .s3, .roleTrust])
    func bothEvaluatorsAgreeOnEverySmallCase(rules: ServiceRules) throws {
        let small = try SmallPolicies(rules)
        for principal in SmallPolicies.callers {
            let request = AccessRequest(
                principal: principal, action: small.action, resource: small.resource, resourceOwner: People.home)
            for policies in small.combinations {
                let decision = PolicyEvaluator.decide(request, policies, rules: rules)
                let expected = PolicyModel.decide(request, policies, rules: rules)
                guard decision.outcome == expected else {
                    Issue.record("the model says \(expected)\n\(decision.explanation.text)")
                    return
                }
            }
        }
    }
}

extension Decision.Outcome {
    fileprivate static let everyOne: [Decision.Outcome] = [.allowed, .deniedExplicitly, .deniedImplicitly]
}

/// All combinations of small documents for one service.
private struct SmallPolicies {
    let action: String
    let resource: String
    let combinations: [ApplicablePolicies]

    static let callers: [Principal] = [
        People.root, People.bob, People.alice, People.app, People.awayRoot, People.carol, People.trail, .anonymous,
    ]

    private static let names = [
        "*", "111122223333", "arn:aws:iam::111122223333:user/bob", "arn:aws:iam::111122223333:role/app",
        "arn:aws:sts::111122223333:assumed-role/app/one", "444455556666", "arn:aws:iam::444455556666:user/carol",
    ]

    init(_ rules: ServiceRules) throws {
        let kind: PolicyKind
        switch rules.model {
        case .key: (action, resource, kind) = ("kms:Decrypt", Things.key, .resource(.key))
        case .resourcePolicy: (action, resource, kind) = ("s3:GetObject", Things.object, .resource(.bucket))
        case .roleTrust, .identityOnly:
            (action, resource, kind) = ("sts:AssumeRole", Things.role, .resource(.roleTrust))
        }
        let target = rules.model == .roleTrust ? "" : "*"
        let resources = try Self.resourceTexts(action, target).map { try attached($0, kind) }.orNone
        let identities = try Self.texts(action).map { try attached($0, .identity(.managed)) }.orNone
        let boundaries = try Self.texts(action).dropLast().map { try attached($0, .boundary) }.orNone
        let sessions = try Self.texts(action).dropFirst().prefix(1).map { try attached($0, .session) }.orNone
        let grants: [GrantFinding.Grantee?] = rules.model == .key ? [nil, .caller, .role, .account] : [nil]
        var all: [ApplicablePolicies] = []
        for resource in resources {
            for identity in identities {
                for boundary in boundaries {
                    for session in sessions {
                        for grant in grants {
                            all.append(
                                ApplicablePolicies(
                                    resource: resource, identity: identity.map { [$0] } ?? [], boundary: boundary,
                                    session: session.map { [$0] } ?? [],
                                    grants: grant.map { [GrantFinding(grantID: "g", result: .applies($0))] } ?? []))
                        }
                    }
                }
            }
        }
        combinations = all
    }

    private static func resourceTexts(_ action: String, _ target: String) -> [String] {
        let single = names.flatMap { name in
            [
                document(Say.allow(name, to: action, on: target)), document(Say.deny(name, to: action, on: target)),
                document(Say.deny(name, to: action, on: target).replacing("\"Principal\"", with: "\"NotPrincipal\"")),
            ]
        }
        let mixed = names.map { document(Say.allow("*", to: action, on: target), Say.deny($0, to: action, on: target)) }
        return single + mixed
    }

    private static func texts(_ action: String) -> [String] {
        [document(Say.allow(action)), document(Say.allow("ec2:RunInstances")), document(Say.deny(action))]
    }
}

extension Array {
    /// The elements, and the possibility that there is none.
    fileprivate var orNone: [Element?] { [nil] + map { $0 } }
}
