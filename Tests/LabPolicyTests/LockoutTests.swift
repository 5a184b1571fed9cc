import LabCore
import LabPolicy
import Testing

@Suite struct LockoutTests {
    private static let bob = "arn:aws:iam::111122223333:user/bob"

    /// A new key policy, who puts it, and whether it still could afterwards.
    @Test(arguments: [
        (document(Say.delegation), People.bob, true), (document(Say.delegation), People.root, true),
        (document(Say.allow(bob, to: "kms:*")), People.bob, true),
        (document(Say.allow(bob, to: "kms:*")), People.alice, false),
        (document(Say.allow(bob, to: "kms:*")), People.root, false),
        (document(Say.allow(bob, to: "kms:Put*")), People.bob, true),
        (document(Say.allow(bob, to: "kms:Decrypt")), People.bob, false),
        (document(Say.delegation, Say.deny(bob, to: "kms:PutKeyPolicy")), People.bob, false),
        (document(Say.delegation, Say.deny(bob, to: "kms:PutKeyPolicy")), People.alice, true),
        (document(Say.allow("arn:aws:iam::111122223333:role/app", to: "kms:*")), People.app, true),
        (document(Say.allow("444455556666", to: "kms:*")), People.bob, false),
        (
            document(Say.allow(bob, to: "kms:*", when: "\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}")),
            People.bob, false
        ),
    ])
    func theCheckAsksWhetherTheCallerCouldPutAPolicyAgain(policy: String, caller: Principal, expected: Bool) throws {
        let key = try #require(ARN(Things.key))
        let policy = try parse(policy, .resource(.key))
        #expect(PolicyEvaluator.wouldAllow(caller, by: policy, on: key) == expected)
    }

    @Test func theRequestsFactsCount() throws {
        let key = try #require(ARN(Things.key))
        let condition = "\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}"
        let policy = try parse(document(Say.allow(Self.bob, to: "kms:*", when: condition)), .resource(.key))
        let session = SessionFacts(isMultiFactorPresent: true)
        #expect(PolicyEvaluator.wouldAllow(People.bob, by: policy, on: key, session: session))
    }
}
