import LabCore
import LabPolicy
import Testing

@Suite struct ExplanationTests {
    /// Bob's IAM would allow, but only through S3.
    private static let almost: KeyQuestion = {
        let viaS3 = "\"StringEquals\":{\"kms:ViaService\":\"s3.ap-northeast-1.amazonaws.com\"}"
        var question = KeyQuestion(context: ["kms:EncryptionContext:doc": ["q1"]])
        question.identity = [document(Say.allow("kms:Decrypt", when: viaS3, sid: "AllowLedger"), Say.allow("s3:*"))]
        question.grants = [GrantFinding(grantID: "1f3a", result: .granteeDiffers("role/app"))]
        return question
    }()

    @Test func aRefusalIsToldInTheOrderOfItsQuestions() throws {
        let expected = """
            DENIED  arn:aws:iam::111122223333:user/bob  kms:Decrypt  \(Things.key)

               1 explicit Deny in any policy .... none   (2 policies read)
               2 key policy names bob ........... no
               3 key policy lets IAM decide ..... yes   key policy/EnableIAM
               4 bob's IAM allows ............... almost   bob-policy/AllowLedger
                    Condition StringEquals kms:ViaService
                        wants  s3.ap-northeast-1.amazonaws.com
                        got    (absent)   <== stopped here
               5 a grant for bob ................ none   1f3a is for role/app
              ------------------------------------------------------------------------
               result: nobody said yes (implicit deny)
               AWS says only: "User: arn:aws:iam::111122223333:user/bob is not authorized to perform: kms:Decrypt on \
            resource: \(Things.key) because no identity-based policy allows the kms:Decrypt action"

            """
        #expect(try Self.almost.decide().explanation.text == expected)
    }

    @Test func everyStatementIsListedWithItsReason() throws {
        let expected = """
            key policy of alias/ledger
              ✓ EnableIAM (Allow): allows

            user policy bob-policy (bob)
              – AllowLedger (Allow): StringEquals kms:ViaService: wants s3.ap-northeast-1.amazonaws.com, got (absent)
              – statement 2 (Allow): is about other actions

            grants
              – 1f3a (Allow): is for role/app

            """
        #expect(try Self.almost.decide().explanation.statementsText == expected)
    }

    @Test func anAllowedRequestIsToldToo() throws {
        var question = ObjectQuestion(identity: [document(Say.allow("s3:Get*", sid: "Read"))])
        question.bucket = document(Say.deny("*", to: "s3:Put*", sid: "NoWrites"))
        let expected = """
            ALLOWED  arn:aws:iam::111122223333:user/bob  s3:GetObject  \(Things.object)

               1 explicit Deny in any policy .... none   (2 policies read)
               2 bucket policy names bob ........ no
               3 bob's IAM allows ............... yes   bob-policy/Read
              ------------------------------------------------------------------------
               result: allowed

            """
        #expect(try question.decide().explanation.text == expected)
    }

    @Test func aDenyIsNamedFirst() throws {
        let tls = Say.deny("*", to: "s3:*", when: "\"Bool\":{\"aws:SecureTransport\":\"false\"}", sid: "TLSOnly")
        let question = ObjectQuestion(
            bucket: document(tls), identity: [document(Say.allow("s3:*"))], context: ["aws:SecureTransport": ["false"]])
        let explanation = try question.decide().explanation
        #expect(explanation.questions[0].answer == .yes)
        #expect(explanation.questions[0].detail == "bucket policy/TLSOnly")
        #expect(explanation.questions.map(\.isDecisive) == [true, false, false])
        #expect(explanation.documents[0].statements[0].symbol == .denies)
    }

    @Test func theGatesAreAskedOnlyWhereTheyExist() throws {
        let request = AccessRequest(
            principal: People.app, action: "kms:Decrypt", resource: Things.key, resourceOwner: People.home)
        var policies = ApplicablePolicies(resource: try attached(document(Say.delegation), .resource(.key)))
        policies.serviceControl = [[try attached(document(Say.allow("s3:*")), .serviceControl)]]
        policies.session = [try attached(document(Say.allow("*")), .session)]
        let questions = PolicyEvaluator.decide(request, policies, rules: .kms).explanation.questions
        #expect(
            questions.map(\.text) == [
                "explicit Deny in any policy", "the organization lets the account", "key policy names app/one",
                "key policy lets IAM decide", "app/one's IAM allows", "the session policy allows",
                "a grant for app/one",
            ])
        #expect(questions.map(\.answer) == [.none, .no, .no, .yes, .none, .yes, .none])
        #expect(questions.map(\.isDecisive) == [false, true, false, false, false, false, false])
    }

    @Test func programsGetTheSameAsJSON() throws {
        let json = try Self.almost.decide().explanation.json
        #expect(json["outcome"] == "deniedImplicitly")
        #expect(json["questions"]?.array?.count == 5)
        let fourth = json["questions"]?.array?[3]
        #expect(fourth?["answer"] == "almost")
        #expect(fourth?["stoppedHere"] == true)
        #expect(fourth?["failures"]?.array?.first?["found"] == .null)
        #expect(json["documents"]?.array?.last?["layer"] == "grants")
        #expect(throws: Never.self) { try JSONParser.parse(json.prettyText, duplicates: .refuse) }
    }

    @Test func everyFailedConditionIsListedNotOnlyTheFirst() throws {
        let condition = "\"StringEquals\":{\"aws:SourceIdentity\":\"x\",\"kms:ViaService\":\"s3\"}"
        let decision = try KeyQuestion(identity: [document(Say.allow("*", when: condition))]).decide()
        let id = try #require(decision.findings.last).id
        #expect(decision.failedConditions(of: id).count == 2)
    }

    @Test func layersTellWhatEachContributed() throws {
        let layers = try Self.almost.decide().layers
        let effects = Dictionary(uniqueKeysWithValues: layers.map { ($0.layer, $0.effect) })
        #expect(effects[.resource] == .allows)
        #expect(effects[.identity] == .isSilent)
        #expect(effects[.boundary] == .isAbsent)
        #expect(layers.first(where: \.isDecisive)?.layer == .identity)
    }
}
