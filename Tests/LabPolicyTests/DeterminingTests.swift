import LabCore
import LabPolicy
import LabTesting
import Testing

/// The explanation is what decides: taking a statement away shows it.
@Suite struct DeterminingTests {
    @Test func anyOtherStatementMayGoWithoutChangingTheOutcome() {
        forEachCase { decision in
            let determining = Set(decision.determining)
            for finding in decision.findings where !determining.contains(finding.id) {
                let after = decision.removing([finding.id])
                #expect(after == nil || after == decision.outcome, "\(finding)\n\(decision.explanation.statementsText)")
            }
        }
    }

    @Test func withoutAllDeterminingStatementsTheOutcomeChanges() {
        forEachCase { decision in
            guard !decision.determining.isEmpty else { return }
            let after = decision.removing(decision.determining)
            #expect(after == nil || after != decision.outcome, "\(decision.explanation.statementsText)")
        }
    }

    @Test func takenAwayInTurnTheyChangeTheOutcomeAtTheLatestWithTheLast() {
        forEachCase { decision in
            let determining = decision.determining
            guard !determining.isEmpty else { return }
            let outcomes = determining.indices.map { decision.removing(Array(determining[...$0])) }
            #expect(outcomes.contains { $0 != decision.outcome })
        }
    }

    @Test(arguments: [
        (document(Say.delegation), document(Say.allow("kms:Decrypt"))),
        (
            document(Say.delegation, Say.allow("444455556666", to: "kms:*")),
            document(Say.allow("kms:*"), Say.allow("s3:*"))
        ),
        (document(Say.allow("arn:aws:iam::111122223333:user/bob", to: "kms:Decrypt")), document(Say.allow("s3:*"))),
        (document(Say.delegation), document(Say.deny("kms:*"), Say.allow("kms:*"))),
    ])
    func withoutRedundancyEachDeterminingStatementChangesTheOutcome(key: String, identity: String) throws {
        let decision = try KeyQuestion(key: key, identity: [identity]).decide()
        #expect(!decision.determining.isEmpty)
        for id in decision.determining { #expect(decision.removing([id]) != decision.outcome) }
    }

    @Test func anImplicitDenialIsDeterminedByNothing() throws {
        #expect(try KeyQuestion().decide().determining.isEmpty)
    }

    private func forEachCase(_ check: (Decision) -> Void) {
        var generator = PolicyCaseGenerator(seed: 42)
        for _ in 0..<200 {
            let random = generator.next()
            check(PolicyEvaluator.decide(random.request, random.policies, rules: random.rules))
        }
    }
}

extension Decision {
    /// The outcome without some statements; `nil` when a document would be left without statements, which cannot be
    /// written down. Grants are taken away whole.
    fileprivate func removing(_ ids: [StatementID]) -> Outcome? {
        var policies = policies
        let grants = Set(ids.filter { $0.layer == .grants }.map(\.document))
        policies.grants = policies.grants.enumerated().filter { !grants.contains($0.offset) }.map(\.element)
        for (document, statements) in Dictionary(grouping: ids.filter { $0.layer != .grants }, by: \.documentID) {
            guard let first = statements.first, let old = policy(of: first),
                let new = old.removing(Set(statements.map(\.statement)))
            else { return nil }
            policies.replace(document, with: new)
        }
        return PolicyEvaluator.decide(request, policies, rules: rules).outcome
    }
}

extension StatementID {
    fileprivate var documentID: [Int] { [Layer.allCases.firstIndex(of: layer) ?? 0, level, document] }
}

extension AttachedPolicy {
    fileprivate func removing(_ statements: Set<Int>) -> AttachedPolicy? {
        guard var object = document.json.object, let list = object["Statement"]?.array else { return nil }
        object["Statement"] = .array(list.enumerated().filter { !statements.contains($0.offset) }.map(\.element))
        guard let document = try? parse(JSONValue.object(object).compactText, document.kind) else { return nil }
        return AttachedPolicy(document, name: name, arn: arn, holder: holder)
    }
}

extension ApplicablePolicies {
    fileprivate mutating func replace(_ place: [Int], with policy: AttachedPolicy) {
        switch Layer.allCases[place[0]] {
        case .serviceControl: serviceControl[place[1]][place[2]] = policy
        case .resourceControl: resourceControl[place[1]][place[2]] = policy
        case .vpcEndpoint: vpcEndpoint = policy
        case .resource: resource = policy
        case .identity: identity[place[2]] = policy
        case .boundary: boundary = policy
        case .session: session[place[2]] = policy
        case .grants: break
        }
    }
}
