import LabCore
import LabPolicy
import Testing

/// AWS KMS: the key policy first.
@Suite struct KeyDecisionTests {
    private static let allow = document(Say.allow("kms:*"))
    private static let silent = document(Say.allow("ec2:*"))
    private static let deny = document(Say.deny("kms:*"))
    private static func naming(_ principal: String) -> String { document(Say.allow(principal, to: "kms:*")) }

    /// A question, its outcome and where it stopped.
    struct Row: Sendable, CustomTestStringConvertible {
        let fact: String
        let question: KeyQuestion
        let outcome: Decision.Outcome
        var stoppedAt: Layer?
        var testDescription: String { fact }

        init(
            _ fact: String, _ question: KeyQuestion, _ outcome: Decision.Outcome = .allowed, at layer: Layer? = nil
        ) {
            (self.fact, self.question, self.outcome, stoppedAt) = (fact, question, outcome, layer)
        }
    }

    private static let oneAccount: [Row] = [
        Row("IAM alone never opens a key", KeyQuestion(key: nil, identity: [allow]), .deniedImplicitly, at: .resource),
        Row(
            "IAM is a dead letter without the delegation", KeyQuestion(key: naming("444455556666"), identity: [allow]),
            .deniedImplicitly, at: .resource),
        Row("the delegation alone gives a user nothing", KeyQuestion(), .deniedImplicitly, at: .identity),
        Row("delegation and IAM together allow", KeyQuestion(identity: [allow])),
        Row("a user named directly needs no IAM", KeyQuestion(key: naming("arn:aws:iam::111122223333:user/bob"))),
        Row("everybody means everybody of the account", KeyQuestion(key: naming("*"))),
        Row("the root user has what its account is given", KeyQuestion(principal: People.root)),
        Row(
            "the root user has nothing on a key that does not name its account",
            KeyQuestion(principal: People.root, key: naming("arn:aws:iam::111122223333:user/bob")), .deniedImplicitly,
            at: .resource),
        Row(
            "IAM can give only what the delegation lists",
            KeyQuestion(key: document(Say.allow("111122223333", to: "kms:Describe*")), identity: [allow]),
            .deniedImplicitly, at: .resource),
        Row(
            "a condition on the delegation counts",
            KeyQuestion(
                key: document(
                    Say.allow("111122223333", to: "kms:*", when: "\"Bool\":{\"aws:ViaAWSService\":\"true\"}")),
                identity: [allow]), .deniedImplicitly, at: .resource),
        Row(
            "a deny in IAM works without delegation", KeyQuestion(key: naming("*"), identity: [deny]),
            .deniedExplicitly, at: .identity),
        Row(
            "a deny in the key policy beats everything",
            KeyQuestion(
                key: document(Say.delegation, Say.deny("*", to: "kms:Decrypt")), identity: [allow],
                grants: [GrantFinding(grantID: "g", result: .applies(.caller))]), .deniedExplicitly, at: .resource),
        Row(
            "a statement without Action has no effect", KeyQuestion(key: document(effectless("Resource"))),
            .deniedImplicitly, at: .resource),
        Row(
            "a statement without Resource has no effect", KeyQuestion(key: document(effectless("Action"))),
            .deniedImplicitly, at: .resource),
        Row(
            "the key's own ARN is as good as a star",
            KeyQuestion(key: document(Say.allow("*", to: "kms:*", on: Things.key)))),
        Row(
            "another key's ARN is not",
            KeyQuestion(key: document(Say.allow("*", to: "kms:*", on: Things.key + "0"))), .deniedImplicitly,
            at: .resource),
        Row(
            "an anonymous caller gets nothing", KeyQuestion(principal: .anonymous, key: naming("*")), .deniedImplicitly,
            at: .resource),
        Row(
            "a service that is named needs nothing else",
            KeyQuestion(principal: People.trail, key: naming("{\"Service\":\"cloudtrail.amazonaws.com\"}"))),
    ]

    private static func effectless(_ present: String) -> String {
        let value = present == "Action" ? "kms:*" : "*"
        return "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"\(present)\":\"\(value)\"}"
    }

    private static let limits: [Row] = [
        Row(
            "a boundary limits what IAM gives", KeyQuestion(identity: [allow], boundary: silent), .deniedImplicitly,
            at: .boundary),
        Row(
            "a boundary does not limit a user who is named",
            KeyQuestion(key: naming("arn:aws:iam::111122223333:user/bob"), boundary: silent)),
        Row(
            "a boundary's deny does", KeyQuestion(key: naming("arn:aws:iam::111122223333:user/bob"), boundary: deny),
            .deniedExplicitly, at: .boundary),
        Row(
            "a boundary limits a role that is named",
            KeyQuestion(principal: People.app, key: naming("arn:aws:iam::111122223333:role/app"), boundary: silent),
            .deniedImplicitly, at: .boundary),
        Row(
            "a session policy limits a role that is named",
            KeyQuestion(principal: People.app, key: naming("arn:aws:iam::111122223333:role/app"), session: silent),
            .deniedImplicitly, at: .session),
        Row(
            "neither limits a session that is named",
            KeyQuestion(
                principal: People.app, key: naming("arn:aws:sts::111122223333:assumed-role/app/one"), boundary: silent,
                session: silent)),
        Row(
            "a session policy's deny does",
            KeyQuestion(
                principal: People.app, key: naming("arn:aws:sts::111122223333:assumed-role/app/one"), session: deny),
            .deniedExplicitly, at: .session),
        Row(
            "a role that is named needs no IAM",
            KeyQuestion(principal: People.app, key: naming("arn:aws:iam::111122223333:role/app"))),
        Row(
            "a session policy limits what IAM gives",
            KeyQuestion(principal: People.app, identity: [allow], session: silent), .deniedImplicitly, at: .session),
        Row(
            "nothing limits everybody",
            KeyQuestion(principal: People.app, key: naming("*"), boundary: silent, session: silent)),
    ]

    private static func grant(_ result: GrantFinding.Result) -> [GrantFinding] {
        [GrantFinding(grantID: "g", name: "for-app", result: result)]
    }

    private static let grants: [Row] = [
        Row("a grant opens a key that nothing else opens", KeyQuestion(key: nil, grants: grant(.applies(.caller)))),
        Row(
            "a grant to the role is limited by a session policy",
            KeyQuestion(principal: People.app, session: silent, grants: grant(.applies(.role))), .deniedImplicitly,
            at: .session),
        Row(
            "a grant to the account needs IAM", KeyQuestion(key: nil, grants: grant(.applies(.account))),
            .deniedImplicitly, at: .identity),
        Row(
            "a grant to the account and IAM allow",
            KeyQuestion(key: nil, identity: [allow], grants: grant(.applies(.account)))),
        Row(
            "a grant for somebody else is none",
            KeyQuestion(key: nil, grants: grant(.granteeDiffers("role/app"))), .deniedImplicitly, at: .resource),
        Row(
            "a constraint that fails keeps a grant from applying",
            KeyQuestion(key: nil, grants: grant(.constraintFails("wants doc=q1"))), .deniedImplicitly, at: .resource),
        Row(
            "IAM's deny beats a grant", KeyQuestion(identity: [deny], grants: grant(.applies(.caller))),
            .deniedExplicitly, at: .identity),
        Row(
            "kms:RetireGrant is the grant's business alone",
            KeyQuestion(action: "kms:RetireGrant", key: naming("*"), identity: [allow]),
            .deniedImplicitly, at: .resource),
        Row(
            "a grant lets its retiring principal retire it",
            KeyQuestion(action: "kms:RetireGrant", key: nil, grants: grant(.applies(.caller)))),
    ]

    private static let twoAccounts: [Row] = [
        Row(
            "the foreign half alone is not enough",
            KeyQuestion(principal: People.carol, key: document(Say.delegation), identity: [allow]),
            .deniedImplicitly, at: .resource),
        Row(
            "the key's half alone is not enough", KeyQuestion(principal: People.carol, key: naming("444455556666")),
            .deniedImplicitly, at: .identity),
        Row("both halves allow", KeyQuestion(principal: People.carol, key: naming("444455556666"), identity: [allow])),
        Row(
            "naming the foreign user still needs its IAM",
            KeyQuestion(principal: People.carol, key: naming("arn:aws:iam::444455556666:user/carol")),
            .deniedImplicitly, at: .identity),
        Row(
            "everybody still needs IAM in its own account", KeyQuestion(principal: People.carol, key: naming("*")),
            .deniedImplicitly, at: .identity),
        Row(
            "a boundary there limits too",
            KeyQuestion(principal: People.carol, key: naming("*"), identity: [allow], boundary: silent),
            .deniedImplicitly, at: .boundary),
        Row(
            "a grant replaces both halves",
            KeyQuestion(principal: People.carol, key: nil, grants: grant(.applies(.caller)))),
        Row(
            "the foreign root user has full power at home",
            KeyQuestion(principal: People.awayRoot, key: naming("444455556666"))),
        Row(
            "management never crosses accounts",
            KeyQuestion(principal: People.carol, action: "kms:PutKeyPolicy", key: naming("*"), identity: [allow]),
            .deniedImplicitly, at: .resource),
    ]

    @Test(arguments: oneAccount + limits + grants + twoAccounts)
    func theKeyDecides(row: Row) throws {
        let decision = try row.question.decide()
        #expect(decision.outcome == row.outcome)
        #expect(decision.stoppedAt == row.stoppedAt)
    }

    @Test(arguments: ["kms:CreateKey", "kms:ListKeys", "kms:GenerateRandom", "kms:ListRetirableGrants"])
    func actionsWithoutAKeyAreDecidedByIAMAlone(action: String) throws {
        func decide(_ identity: [String]) throws -> Decision {
            let request = AccessRequest(principal: People.bob, action: action, resource: "*")
            let policies = ApplicablePolicies(identity: try identity.map { try attached($0, .identity(.managed)) })
            return PolicyEvaluator.decide(request, policies, rules: .kms)
        }
        #expect(try decide([Self.allow]).isAllowed)
        #expect(try decide([]).stoppedAt == .identity)
    }

    @Test func theAliasHalfOfAnAliasOperationIsDecidedByIAMAlone() throws {
        let request = AccessRequest(
            principal: People.bob, action: "kms:CreateAlias",
            resource: "arn:aws:kms:us-east-1:111122223333:alias/ledger",
            resourceOwner: People.home)
        let identity = [try attached(Self.allow, .identity(.managed))]
        #expect(PolicyEvaluator.decide(request, ApplicablePolicies(identity: identity), rules: .kms).isAllowed)
        #expect(!PolicyEvaluator.decide(request, ApplicablePolicies(), rules: .kms).isAllowed)
    }

    @Test func aKeyPolicyHasNoSayAboutCreateKeyNotEvenADeny() throws {
        var question = KeyQuestion(action: "kms:CreateKey", key: document(Say.deny("*", to: "kms:*")))
        question.identity = [Self.allow]
        let decision = try question.decide()
        #expect(decision.isAllowed)
        #expect(decision.findings.contains { $0.verdict == .skipped(.notEffectiveInResourcePolicies) })
    }

    @Test func everyLevelOfTheOrganizationMustAllow() throws {
        func outcome(_ levels: [[String]], _ principal: Principal = People.bob) throws -> Decision {
            let request = AccessRequest(
                principal: principal, action: "kms:Decrypt", resource: Things.key, resourceOwner: People.home)
            var policies = ApplicablePolicies(resource: try attached(Self.naming("*"), .resource(.key)))
            policies.serviceControl = try levels.map { try $0.map { try attached($0, .serviceControl) } }
            return PolicyEvaluator.decide(request, policies, rules: .kms)
        }
        #expect(try outcome([[Self.allow], [Self.silent, Self.allow]]).isAllowed)
        #expect(try outcome([[Self.allow], [Self.silent]]).stoppedAt == .serviceControl)
        #expect(try outcome([[Self.allow], []]).stoppedAt == .serviceControl)
        #expect(try outcome([[Self.allow], [Self.allow, Self.deny]]).outcome == .deniedExplicitly)
        #expect(try outcome([[Self.silent]], People.root).stoppedAt == .serviceControl)
        #expect(try outcome([[Self.silent]], People.trail).isAllowed)
    }

    @Test func resourceControlReachesCustomerKeysOnly() throws {
        func decide(_ rules: ServiceRules, _ action: String = "kms:Decrypt") throws -> Decision {
            let request = AccessRequest(
                principal: People.bob, action: action, resource: Things.key, resourceOwner: People.home)
            let deny = document(Say.deny("*", to: "kms:*"))
            let policies = ApplicablePolicies(
                resource: try attached(Self.naming("*"), .resource(.key)),
                resourceControl: [[try attached(deny, .resourceControl)]],
                grants: [GrantFinding(grantID: "g", result: .applies(.caller))])
            return PolicyEvaluator.decide(request, policies, rules: rules)
        }
        #expect(try decide(.kms).stoppedAt == .resourceControl)
        #expect(try decide(.kmsAWSManagedKey).isAllowed)
        #expect(try decide(.kms, "kms:RetireGrant").isAllowed)
    }

    @Test func anEndpointPolicyMustAllowWhatComesThroughIt() throws {
        func decide(_ endpoint: String) throws -> Decision {
            let request = AccessRequest(
                principal: People.bob, action: "kms:Decrypt", resource: Things.key, resourceOwner: People.home)
            let policies = ApplicablePolicies(
                resource: try attached(Self.naming("*"), .resource(.key)),
                vpcEndpoint: try attached(endpoint, .vpcEndpoint))
            return PolicyEvaluator.decide(request, policies, rules: .kms)
        }
        #expect(try decide(document(Say.allow("*", to: "*"))).isAllowed)
        #expect(try decide(document(Say.allow("*", to: "s3:*"))).stoppedAt == .vpcEndpoint)
        #expect(try decide(document(Say.allow("111122223333", to: "*"))).isAllowed)
        #expect(try decide(document(Say.allow("444455556666", to: "*"))).stoppedAt == .vpcEndpoint)
        #expect(try decide(document(Say.deny("*", to: "kms:*"))).outcome == .deniedExplicitly)
    }
}
