import LabCore
import LabKMS
import LabS3
import LabService
import LabTesting
import LabTrail
import LabWorld
import Testing

@Suite struct WhyTests {
    @Test func aQuestionIsAnsweredAsTheRequestWouldBe() async throws {
        let fixture = try await WorldFixture()
        #expect(fixture.outcome(try await fixture.why("bob", "kms:Decrypt", "alias/ledger")) == "deniedImplicitly")
        let viaS3 = try await fixture.why("bob", "Decrypt", "alias/ledger", ["via": "s3"])
        #expect(fixture.outcome(viaS3) == "allowed")
        #expect(fixture.outcome(try await fixture.why("carol", "kms:Decrypt", "alias/ledger")) == "allowed")
        #expect(fixture.outcome(try await fixture.why("role/app", "kms:Decrypt", "alias/ledger")) == "deniedImplicitly")
    }

    @Test func theAnswerNamesTheConditionThatFailed() async throws {
        let fixture = try await WorldFixture()
        let answer = try await fixture.why("bob", "kms:Decrypt", "alias/ledger", ["context": ["doc": "q1"]])
        let stopped = answer["decisions"]?.array?.last?["questions"]?.array?.first { $0["stoppedHere"]?.bool == true }
        #expect(stopped?["answer"] == "almost")
        #expect(stopped?["failures"]?.array?.first?["key"] == "kms:ViaService")
        #expect(answer["asked"]?["context"]?["doc"] == "q1")
        #expect(fixture.suggestions(answer).first?.contains("kms:ViaService") == true)
        #expect(fixture.suggestions(answer).contains { $0.contains("grant Decrypt to bob, only for doc=q1") })
    }

    @Test func aQuestionLeavesNoEventAndNoChange() async throws {
        let fixture = try await WorldFixture()
        let before = try await fixture.lab.door("trail", ["last": 1000])
        _ = try await fixture.why("bob", "kms:Decrypt", "alias/ledger")
        _ = try await fixture.tried("b", "bob", "kms:Decrypt", "alias/ledger")
        #expect(try await fixture.lab.door("trail", ["last": 1000]) == before)
        #expect(fixture.lab.world.kms.grants.count == 0)
    }

    @Test func theLastDecisionIsExplainedWithWhatWouldTurnIt() async throws {
        let fixture = try await WorldFixture()
        let input: JSONObject = ["KeyId": "alias/ledger", "Plaintext": "aGk=", "EncryptionContext": ["doc": "q1"]]
        await #expect(throws: ServiceError.self) { try await fixture.call("kms.Encrypt", input, as: "bob") }
        let answer = try await fixture.lab.door("why")
        #expect(answer["event"]?["eventName"] == "Encrypt")
        #expect(answer["asked"]?["context"]?["doc"] == "q1")
        #expect(answer["now"] == "deniedImplicitly")
        #expect(fixture.suggestions(answer).contains { $0.contains("grant Encrypt to bob, only for doc=q1") })
        #expect(answer["names"]?.object?.members.first?.value == "alias/ledger")
    }

    @Test func anEventIsFoundByItsID() async throws {
        let fixture = try await WorldFixture()
        _ = try? await fixture.call("kms.DisableKey", ["KeyId": "alias/none"], as: "bob")
        _ = try? await fixture.call("kms.ListKeys", [:], as: "bob")
        let events = try await fixture.lab.door("trail", ["last": 2])["events"]?.array ?? []
        let ids = events.compactMap { $0["eventID"] }
        #expect(try await fixture.lab.door("why", ["event": ids[0]])["decisions"] == [])
        #expect(
            try await fixture.lab.door("why", ["event": ids[1]])["decisions"]?.array?.first?["action"]
                == "kms:ListKeys")
        await #expect(throws: ServiceError.self) { try await fixture.lab.door("why", ["event": "none"]) }
    }

    @Test func anExplanationOfThePastSaysWhenTheAnswerHasChanged() async throws {
        let fixture = try await WorldFixture()
        _ = try? await fixture.call("kms.Encrypt", ["KeyId": "alias/ledger", "Plaintext": "aGk="], as: "bob")
        let policy: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [["Effect": "Allow", "Action": "kms:Encrypt", "Resource": "*"]],
        ]
        _ = try await fixture.call(
            "iam.PutUserPolicy",
            ["UserName": "bob", "PolicyName": "Encrypt", "PolicyDocument": .string(policy.compactText)])
        let denied = fixture.lab
        let events = try await denied.door("trail", ["last": 100])["events"]?.array ?? []
        let id = events.last { $0["errorCode"]?.string == "AccessDenied" }?["eventID"]
        let answer = try await denied.door("why", ["event": try #require(id)])
        #expect(fixture.outcome(answer) == "deniedImplicitly")
        #expect(answer["now"] == "allowed")
        #expect(answer["suggestions"] == [])
    }

    @Test(arguments: ["bobby", "role/none", "999999999999/eve", "arn:aws:iam::111122223333:user/eve", ""])
    func whoIsNotThereCannotBeAskedFor(name: String) async throws {
        let fixture = try await WorldFixture()
        await #expect(throws: ServiceError.self) { try await fixture.why(name, "kms:Decrypt", "alias/ledger") }
    }

    @Test(arguments: [
        ("bob", "arn:aws:iam::111122223333:user/bob"), ("user/bob", "arn:aws:iam::111122223333:user/bob"),
        ("111122223333/bob", "arn:aws:iam::111122223333:user/bob"), ("root", "arn:aws:iam::111122223333:root"),
        ("444455556666", "arn:aws:iam::444455556666:root"),
        ("app", "arn:aws:sts::111122223333:assumed-role/app/kmslab"),
        ("role/app/night", "arn:aws:sts::111122223333:assumed-role/app/night"),
        ("arn:aws:iam::111122223333:role/app", "arn:aws:sts::111122223333:assumed-role/app/kmslab"),
        ("s3.amazonaws.com", "s3.amazonaws.com"),
    ])
    func peopleAreCalledManyWays(name: String, arn: String) async throws {
        let fixture = try await WorldFixture()
        #expect(try fixture.lab.world.caller(named: name).principal.arn == arn)
    }

    @Test func unknownActionsAndMembersAreRefused() async throws {
        let fixture = try await WorldFixture()
        await #expect(throws: ServiceError.self) { try await fixture.why("bob", "kms:Nonsense", "alias/ledger") }
        await #expect(throws: ServiceError.self) { try await fixture.why("bob", "kms:ReEncrypt", "alias/ledger") }
        await #expect(throws: ServiceError.self) { try await fixture.lab.door("why", ["who": "bob"]) }
    }

    @Test func aRolesTrustPolicyIsAsked() async throws {
        let fixture = try await WorldFixture()
        #expect(fixture.outcome(try await fixture.why("bob", "sts:AssumeRole", "role/app")) == "allowed")
        #expect(fixture.outcome(try await fixture.why("carol", "sts:AssumeRole", "role/app")) == "deniedImplicitly")
    }
}

@Suite struct TryTests {
    @Test(arguments: ["a", "b", "c", "d"])
    func everySuggestionTurnsTheAnswerOnAFork(letter: String) async throws {
        let fixture = try await WorldFixture()
        let more: JSONObject = ["context": ["doc": "q1"]]
        let count = fixture.suggestions(try await fixture.why("bob", "kms:Decrypt", "alias/ledger", more)).count
        let index = Int(try #require(letter.utf8.first) - UInt8(ascii: "a"))
        guard index < count else { return }
        let tried = try await fixture.tried(letter, "bob", "kms:Decrypt", "alias/ledger", more)
        #expect(tried["before"]?["outcome"] == "deniedImplicitly")
        #expect(tried["after"]?["outcome"] == "allowed")
        #expect(
            fixture.outcome(try await fixture.why("bob", "kms:Decrypt", "alias/ledger", more)) == "deniedImplicitly")
    }

    /// Root may not touch the vault's policy; carol may, and so the change is hers.
    @Test func aChangeIsMadeByWhoeverMayMakeIt() async throws {
        let fixture = try await WorldFixture()
        let titles = fixture.suggestions(try await fixture.why("bob", "kms:DescribeKey", "alias/vault"))
        let index = try #require(titles.firstIndex { $0.hasPrefix("let key policy") })
        let letter = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index)))
        let tried = try await fixture.tried(letter, "bob", "kms:DescribeKey", "alias/vault")
        #expect(tried["steps"]?.array?.first?["operation"] == "PutKeyPolicy")
        #expect(tried["steps"]?.array?.first?["by"] == "carol")
        #expect(tried["after"]?["outcome"] == "allowed")
    }

    @Test func anEventsRefusalIsTriedAgainAsItWasAsked() async throws {
        let fixture = try await WorldFixture()
        let input: JSONObject = ["KeyId": "alias/ledger", "Plaintext": "aGk=", "EncryptionContext": ["doc": "q1"]]
        _ = try? await fixture.call("kms.Encrypt", input, as: "bob")
        let tried = try await fixture.lab.door("try", ["suggestion": "a"])
        #expect(tried["after"]?["outcome"] == "allowed")
        #expect(tried["before"]?["action"] == "kms:Encrypt")
    }

    @Test func anOrganizationsPolicyIsEditedOnTheForkOnly() async throws {
        let organization = """
            accounts:
              "111122223333":
                organization:
                  service-control:
                    - name: root
                      policies:
                        NoKeys:
                          Version: 2012-10-17
                          Statement:
                            - {Effect: Allow, Action: "*", Resource: "*"}
                            - {Sid: NoDecrypt, Effect: Deny, Action: kms:Decrypt, Resource: "*"}
            """
        let fixture = try await WorldFixture()
        try await fixture.load(organization)
        #expect(fixture.outcome(try await fixture.why("carol", "kms:Decrypt", "alias/ledger")) == "deniedExplicitly")
        let tried = try await fixture.tried("a", "carol", "kms:Decrypt", "alias/ledger")
        #expect(tried["after"]?["outcome"] == "allowed")
        #expect(fixture.outcome(try await fixture.why("carol", "kms:Decrypt", "alias/ledger")) == "deniedExplicitly")
    }

    @Test(arguments: ["z", "", "aa", "0"])
    func aLetterThatNoSuggestionHasIsRefused(letter: String) async throws {
        let fixture = try await WorldFixture()
        await #expect(throws: ServiceError.self) {
            try await fixture.tried(letter, "bob", "kms:Decrypt", "alias/ledger")
        }
    }

    @Test func thereIsNothingToTryWhereNothingWasRefused() async throws {
        let fixture = try await WorldFixture()
        _ = try await fixture.call("kms.DescribeKey", ["KeyId": "alias/ledger"])
        await #expect(throws: ServiceError.self) { try await fixture.lab.door("try", ["suggestion": "a"]) }
        await #expect(throws: ServiceError.self) {
            try await fixture.tried("a", "carol", "kms:Decrypt", "alias/ledger")
        }
    }
}

@Suite struct MatrixTests {
    @Test func everyCellIsTheAuthorizersAnswer() async throws {
        let fixture = try await WorldFixture()
        let matrix = try await fixture.lab.door("can", ["resources": ["alias/ledger", "alias/vault"]])
        let cells = matrix["cells"]?.array ?? []
        #expect(cells.count == 4 * 7 * 2)
        for cell in cells {
            let answer = try await fixture.why(
                cell["principal"]?.string ?? "", cell["action"]?.string ?? "", cell["resource"]?.string ?? "")
            #expect(fixture.outcome(answer) == cell["outcome"]?.string)
        }
        let allowed = cells.filter { $0["outcome"] == "allowed" && $0["resource"] == "alias/vault" }
        #expect(Set(allowed.compactMap { $0["principal"]?.string }) == ["carol"])
    }

    @Test func whatIsNamedIsAllThatIsAsked() async throws {
        let fixture = try await WorldFixture()
        let input: JSONObject = ["as": ["bob"], "actions": ["Decrypt"], "resources": ["alias/ledger"], "via": "s3"]
        let cells = try await fixture.lab.door("can", input)["cells"]?.array
        #expect(cells?.count == 1)
        #expect(cells?.first?["outcome"] == "allowed")
    }

    @Test func aMatrixHasAnEnd() async throws {
        let fixture = try await WorldFixture()
        let many = JSONValue.array((0..<200).map { _ in "alias/ledger" })
        await #expect(throws: ServiceError.self) { try await fixture.lab.door("can", ["resources": many, "as": many]) }
    }
}

@Suite struct BucketQuestionTests {
    private func fixture() async throws -> WorldFixture {
        let fixture = try await WorldFixture()
        let call = try fixture.home.call()
        _ = try await fixture.lab.perform(CreateBucket.self, CreateBucket.Input(bucket: "kumo-ledger"), in: call)
        return fixture
    }

    @Test(arguments: ["kumo-ledger/q1.csv", "s3://kumo-ledger/q1.csv", "arn:aws:s3:::kumo-ledger/q1.csv"])
    func aBucketsPolicyIsAskedAndCanBeTried(resource: String) async throws {
        let fixture = try await fixture()
        let answer = try await fixture.why("bob", "s3:GetObject", resource)
        #expect(fixture.outcome(answer) == "deniedImplicitly")
        #expect(answer["decisions"]?.array?.first?["resource"] == "arn:aws:s3:::kumo-ledger/q1.csv")
        for letter in fixture.suggestions(answer).indices.map({ String(UnicodeScalar(UInt8(97 + $0))) }) {
            let tried = try await fixture.tried(letter, "bob", "s3:GetObject", resource)
            #expect(tried["after"]?["outcome"] == "allowed")
        }
        #expect(fixture.outcome(try await fixture.why("bob", "s3:GetObject", resource)) == "deniedImplicitly")
    }

    @Test func aDenyInTheBucketsPolicyIsFoundAndLifted() async throws {
        let fixture = try await fixture()
        let policy = """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/bob"},
               "Action": "s3:GetObject", "Resource": "arn:aws:s3:::kumo-ledger/*"},
              {"Sid": "OnlyTLS", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
               "Resource": "arn:aws:s3:::kumo-ledger/*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}
            """
        let input = PutBucketPolicy.Input(bucket: "kumo-ledger", policy: policy)
        _ = try await fixture.lab.perform(PutBucketPolicy.self, input, in: try fixture.home.call())
        #expect(fixture.outcome(try await fixture.why("bob", "s3:GetObject", "kumo-ledger/a")) == "allowed")
        let plain = try await fixture.why("bob", "s3:GetObject", "kumo-ledger/a", ["insecure": true])
        #expect(fixture.outcome(plain) == "deniedExplicitly")
        let tried = try await fixture.tried("a", "bob", "s3:GetObject", "kumo-ledger/a", ["insecure": true])
        #expect(tried["steps"]?.array?.first?["key"] == "aws:SecureTransport")
        #expect(tried["after"]?["outcome"] == "allowed")
    }

    @Test func aBucketThatIsNotThereIsSaidSo() async throws {
        let fixture = try await fixture()
        await #expect(throws: ServiceError.self) { try await fixture.why("bob", "s3:GetObject", "none/a") }
    }
}
