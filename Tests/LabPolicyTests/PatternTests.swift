import LabCore
import LabPolicy
import Testing

@Suite struct PatternTests {
    @Test(arguments: [
        ("kms:Decrypt", "kms:Decrypt", true), ("KMS:decrypt", "kms:Decrypt", true), ("kms:*", "kms:Decrypt", true),
        ("kms:GenerateDataKey*", "kms:GenerateDataKeyPairWithoutPlaintext", true),
        ("kms:GenerateDataKey", "kms:GenerateDataKeyPair", false), ("kms:ReEncrypt*", "kms:ReEncryptTo", true),
        ("kms:?ecrypt", "kms:Decrypt", true), ("kms:?ecrypt", "kms:Encrypt", false), ("*", "kms:Decrypt", true),
        ("s3:*", "kms:Decrypt", false), ("kms:*c*t", "kms:Decrypt", true), ("kms:*c*tt", "kms:Decrypt", false),
        ("kms:**********t", "kms:Decrypt", true),
    ])
    func actionsMatchWithoutRegardToCase(pattern: String, action: String, expected: Bool) throws {
        let decision = try KeyQuestion(action: action, identity: [document(Say.allow(pattern))]).decide()
        #expect(decision.isAllowed == expected)
    }

    @Test(arguments: [
        ("*", true), ("arn:aws:s3:::kumo-ledger/*", true), ("arn:aws:s3:::kumo-ledger/q1.csv", true),
        ("arn:aws:s3:::kumo-ledger/Q1.csv", false), ("arn:aws:s3:::kumo-ledger", false),
        ("arn:aws:s3:::kumo-ledger/q?.csv", true), ("arn:aws:s3:::kumo-ledger/q??.csv", false),
        ("arn:aws:s3:::kumo-*", true), ("arn:aws:s3:::*/q1.csv", true), ("arn:aws:s3:*:*:kumo-ledger/*", true),
        ("arn:*", true), ("arn:aws:s3:::kumo-ledger/*.csv", true), ("arn:aws:s3:::kumo-ledger/*.tsv", false),
    ])
    func resourcesMatchWithRegardToCase(pattern: String, expected: Bool) throws {
        let decision = try ObjectQuestion(identity: [document(Say.allow("s3:*", on: pattern))]).decide()
        #expect(decision.isAllowed == expected)
    }

    @Test func aQuestionMarkStandsForOneCharacterNotOneByte() throws {
        func matches(_ pattern: String, _ key: String) throws -> Bool {
            let bucket = document(Say.allow("*", to: "s3:*", on: "arn:aws:s3:::b/\(pattern)"))
            return try ObjectQuestion(resource: "arn:aws:s3:::b/\(key)", bucket: bucket).decide().isAllowed
        }
        #expect(try matches("?.csv", "\u{4E00}.csv"))
        #expect(try !matches("??.csv", "\u{4E00}.csv"))
        #expect(try !matches("*??", "\u{4E00}"))
        #expect(try matches("*?", "\u{4E00}"))
    }

    @Test func composedAndDecomposedKeysAreDifferentResources() throws {
        let bucket = document(Say.allow("*", to: "s3:*", on: "arn:aws:s3:::b/\u{E9}"))
        #expect(try ObjectQuestion(resource: "arn:aws:s3:::b/\u{E9}", bucket: bucket).decide().isAllowed)
        #expect(try !ObjectQuestion(resource: "arn:aws:s3:::b/e\u{301}", bucket: bucket).decide().isAllowed)
    }

    /// A resource with variables, who asks, and whether `b/bob/x` is meant.
    @Test(arguments: [
        ("b/${aws:username}/*", People.bob, true), ("b/${aws:username}/*", People.alice, false),
        ("b/${AWS:UserName}/*", People.bob, true), ("b/${aws:username}/*", People.app, false),
        ("b/${aws:username, 'bob'}/*", People.app, true), ("b/${aws:username,'bob'}/*", People.alice, false),
        ("b/${ aws:username }/*", People.bob, true), ("b/${aws:PrincipalAccount}/*", People.bob, false),
        ("b/bob/${?}", People.bob, false), ("b/bob/${*}", People.bob, false), ("b/${aws:username/*", People.bob, false),
    ])
    func variablesInResourcesTakeTheCallersValues(pattern: String, caller: Principal, expected: Bool) throws {
        let identity = document(Say.allow("s3:*", on: "arn:aws:s3:::\(pattern)"))
        let question = ObjectQuestion(principal: caller, resource: "arn:aws:s3:::b/bob/x", identity: [identity])
        #expect(try question.decide().isAllowed == expected)
    }

    @Test func escapesStandForThemselves() throws {
        func matches(_ pattern: String, _ key: String) throws -> Bool {
            let identity = document(Say.allow("s3:*", on: "arn:aws:s3:::b/\(pattern)"))
            return try ObjectQuestion(resource: "arn:aws:s3:::b/\(key)", identity: [identity]).decide().isAllowed
        }
        #expect(try matches("a${*}b", "a*b"))
        #expect(try !matches("a${*}b", "axb"))
        #expect(try matches("a${?}b${$}", "a?b$"))
    }

    @Test func aWildcardInAVariablesValueIsAnOrdinaryCharacter() throws {
        let identity = document(Say.allow("s3:*", on: "arn:aws:s3:::b/${aws:SourceIdentity}/*"))
        func isAllowed(_ path: String) throws -> Bool {
            let policies = ApplicablePolicies(identity: [try attached(identity, .identity(.managed))])
            var request = AccessRequest(
                principal: People.bob, action: "s3:GetObject", resource: "arn:aws:s3:::b/\(path)")
            request.session.sourceIdentity = "*"
            return PolicyEvaluator.decide(request, policies, rules: .s3).isAllowed
        }
        #expect(try isAllowed("*/x"))
        #expect(try !isAllowed("bob/x"))
    }

    @Test func theOldVersionTakesVariablesLiterally() throws {
        let statement = Say.allow(
            "arn:aws:iam::111122223333:user/bob", to: "s3:*", on: "arn:aws:s3:::b/${aws:username}")
        func isAllowed(_ version: String, _ key: String) throws -> Bool {
            let bucket = document(statement, version: version)
            return try ObjectQuestion(resource: "arn:aws:s3:::b/\(key)", bucket: bucket).decide().isAllowed
        }
        #expect(try isAllowed("2012-10-17", "bob"))
        #expect(try !isAllowed("2008-10-17", "bob"))
        #expect(try isAllowed("2008-10-17", "${aws:username}"))
    }

    @Test func variablesBeforeTheFifthColonAreLiteral() throws {
        let identity = document(Say.allow("s3:*", on: "arn:aws:s3:${aws:username}::b/x"))
        #expect(try !ObjectQuestion(resource: "arn:aws:s3:bob::b/x", identity: [identity]).decide().isAllowed)
    }

    @Test func notActionAndNotResourceMeanEverythingElse() throws {
        let allow = "{\"Effect\":\"Allow\",\"NotAction\":\"kms:Sign\",\"NotResource\":\"arn:aws:kms:*:*:key/0*\"}"
        #expect(try KeyQuestion(identity: [document(allow)]).decide().isAllowed)
        #expect(try !KeyQuestion(action: "kms:Sign", identity: [document(allow)]).decide().isAllowed)
        let other = allow.replacing("key/0*", with: "key/1*")
        #expect(try !KeyQuestion(identity: [document(other)]).decide().isAllowed)
    }

    @Test func notResourceWithAVariableWithoutAValueIsVoid() throws {
        let allow = "{\"Effect\":\"Allow\",\"Action\":\"*\",\"NotResource\":\"arn:aws:s3:::b/${aws:username}\"}"
        func isAllowed(_ caller: Principal) throws -> Bool {
            try ObjectQuestion(principal: caller, identity: [document(allow)]).decide().isAllowed
        }
        #expect(try isAllowed(People.bob))
        #expect(try !isAllowed(People.app))
    }
}
