import LabCore
import LabPolicy
import LabTesting
import Testing

@Suite struct SuggestionTests {
    private static func titles(_ decision: Decision) -> [String] { decision.suggestions().map(\.title) }

    @Test func aMissingConditionIsMetBeforeAnybodyGainsPower() throws {
        let viaS3 = "\"StringEquals\":{\"kms:ViaService\":\"s3.us-east-1.amazonaws.com\"}"
        var question = KeyQuestion(context: ["kms:EncryptionContext:doc": ["q1"]])
        question.identity = [document(Say.allow("kms:Decrypt", when: viaS3, sid: "AllowLedger"))]
        let suggestions = try question.decide().suggestions()
        #expect(suggestions.map(\.power) == [.none, .grant, .identity, .resource, .condition])
        #expect(suggestions[0].changes == [.ask(key: "kms:ViaService", value: "s3.us-east-1.amazonaws.com")])
        #expect(suggestions[1].changes == [.createGrant(operations: ["Decrypt"], encryptionContext: ["doc": "q1"])])
        #expect(suggestions[4].title == "drop the condition on kms:ViaService from bob-policy/AllowLedger")
    }

    @Test func aUserWithoutPoliciesGetsAnInlineOne() throws {
        let suggestion = try #require(try ObjectQuestion().decide().suggestions().first)
        guard case .putPolicy(let place, let text)? = suggestion.changes.first else { return #expect(Bool(false)) }
        #expect(place.holder == .user("bob"))
        #expect(place.document == nil)
        let statement = try parse(text, .identity(.userInline)).json["Statement"]?.array?.first
        #expect(statement?["Action"] == "s3:GetObject")
        #expect(statement?["Resource"] == .string(Things.object))
    }

    @Test func acrossAccountsBothHalvesAreSuggestedTogether() throws {
        let suggestions = try ObjectQuestion(
            principal: People.carol, bucket: document(Say.allow("111122223333", to: "s3:*"))
        )
        .decide().suggestions()
        #expect(suggestions.first?.changes.count == 2)
        #expect(Set(suggestions.first?.changes.compactMap(\.layer) ?? []) == [.resource, .identity])
    }

    @Test func aDenyIsEvadedExceptedOrRemovedInThisOrder() throws {
        let tls = Say.deny("*", to: "s3:*", when: "\"Bool\":{\"aws:SecureTransport\":\"false\"}", sid: "TLSOnly")
        let question = ObjectQuestion(
            bucket: document(tls), identity: [document(Say.allow("s3:*"))], context: ["aws:SecureTransport": ["false"]])
        let decision = try question.decide()
        #expect(
            Self.titles(decision) == [
                "ask with aws:SecureTransport = true", "except bob from bucket policy/TLSOnly",
                "remove bucket policy/TLSOnly",
            ])
        #expect(decision.suggestions().map(\.power) == [.none, .exception, .deny])
    }

    @Test func anExceptionSparesTheCallerOnly() throws {
        let deny = Say.deny("*", to: "s3:*", sid: "Nobody")
        let question = ObjectQuestion(
            bucket: document(deny, Say.allow("*", to: "s3:Get*")), identity: [document(Say.allow("s3:*"))])
        let exception = try #require(try question.decide().suggestions().first)
        guard case .putPolicy(_, let text)? = exception.changes.first else { return #expect(Bool(false)) }
        var after = question
        after.bucket = text
        #expect(try after.decide().isAllowed)
        after.principal = People.alice
        #expect(try !after.decide().isAllowed)
    }

    @Test func severalDocumentsThatOnlyDenyAreAllDetached() throws {
        let deny = document(Say.deny("s3:*"))
        let question = ObjectQuestion(
            bucket: document(Say.allow("arn:aws:iam::111122223333:user/bob", to: "s3:*")), identity: [deny, deny])
        let suggestion = try #require(try question.decide().suggestions().first)
        #expect(suggestion.power == .deny)
        let documents = suggestion.changes.compactMap { change -> Int? in
            guard case .detachPolicy(let place) = change else { return nil }
            return place.document
        }
        #expect(documents == [1, 0])
    }

    @Test func nothingIsSuggestedWhereNothingHelps() throws {
        #expect(try KeyQuestion(principal: People.root).decide().suggestions().isEmpty)
        let management = KeyQuestion(principal: People.carol, action: "kms:PutKeyPolicy")
        #expect(try management.decide().suggestions().isEmpty)
    }

    /// Every suggestion is applied to the documents by hand and asked again, of the slow evaluator.
    @Test func everySuggestionTurnsTheDecision() {
        var generator = PolicyCaseGenerator(seed: 7)
        var tried = 0
        for _ in 0..<120 {
            let random = generator.next()
            let decision = PolicyEvaluator.decide(random.request, random.policies, rules: random.rules)
            for suggestion in decision.suggestions() {
                var (request, policies) = (random.request, random.policies)
                for change in suggestion.changes { change.apply(&request, &policies) }
                let outcome = PolicyModel.decide(request, policies, rules: random.rules)
                #expect(outcome == .allowed, "\(suggestion.title)\n\(decision.explanation.statementsText)")
                tried += 1
            }
            #expect(!decision.isAllowed || decision.suggestions().isEmpty)
        }
        #expect(tried > 50)
    }

    @Test func suggestionsAreOrderedByPower() {
        var generator = PolicyCaseGenerator(seed: 11)
        for _ in 0..<100 {
            let random = generator.next()
            let powers = PolicyEvaluator.decide(random.request, random.policies, rules: random.rules).suggestions()
                .map(\.power)
            #expect(powers == powers.sorted())
        }
    }
}

extension Suggestion.Change {
    fileprivate var layer: Layer? {
        switch self {
        case .putPolicy(let place, _), .detachPolicy(let place): place.layer
        case .ask, .createGrant: nil
        }
    }

    fileprivate func apply(_ request: inout AccessRequest, _ policies: inout ApplicablePolicies) {
        switch self {
        case .ask(let key, let value):
            request.context.replace(key, [value])
            if key.lowercased() == "kms:viaservice" { request.isViaService = true }
        case .createGrant: policies.grants.append(GrantFinding(grantID: "suggested", result: .applies(.caller)))
        case .putPolicy(let place, let text): policies.edit(place) { put(text, place, into: &$0) }
        case .detachPolicy(let place):
            policies.edit(place) { documents in _ = place.document.map { documents.remove(at: $0) } }
        }
    }

    private func put(_ text: String, _ place: PolicyPlace, into documents: inout [AttachedPolicy]) {
        let old = place.document.map { documents[$0] }
        guard let document = try? parse(text, old?.document.kind ?? .identity(.roleInline)) else { return }
        let policy = AttachedPolicy(document, name: place.name, holder: place.holder)
        if let index = place.document { documents[index] = policy } else { documents.append(policy) }
    }
}

extension ApplicablePolicies {
    /// Edits the documents of one place as a list.
    fileprivate mutating func edit(_ place: PolicyPlace, _ change: (inout [AttachedPolicy]) -> Void) {
        func edit(_ policy: inout AttachedPolicy?) {
            var list = policy.map { [$0] } ?? []
            change(&list)
            policy = list.first
        }
        switch place.layer {
        case .serviceControl: change(&serviceControl[place.level])
        case .resourceControl: change(&resourceControl[place.level])
        case .vpcEndpoint: edit(&vpcEndpoint)
        case .resource: edit(&resource)
        case .identity: change(&identity)
        case .boundary: edit(&boundary)
        case .session: change(&session)
        case .grants: break
        }
    }
}
