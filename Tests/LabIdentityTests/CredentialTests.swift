import LabCore
import LabIdentity
import LabService
import Testing

/// Access keys, what they stand for, and where their secrets are not.
@Suite struct CredentialTests {
    let bench = Bench()

    @Test func aNewKeyIsSeenWithItsSecretOnce() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        let made = try bench.run(CreateAccessKey.self, ["UserName": "bob"])
        let id = try #require(made.text("AccessKey.AccessKeyId"))
        let secret = try #require(made.text("AccessKey.SecretAccessKey"))
        #expect(id.hasPrefix("AKIA") && id.count == 20)
        #expect(secret.count == 40)
        let credential = try #require(try bench.state.credential(for: id))
        #expect(credential.secret.exposed == secret)
        #expect(credential.isActive && credential.sessionToken == nil && credential.expiry == nil)
        #expect(credential.caller.principal.arn == "arn:aws:iam::111122223333:user/bob")
        let listed = try bench.run(ListAccessKeys.self, ["UserName": "bob"])
        #expect(listed.text("AccessKeyMetadata.0.Status") == "Active")
        #expect(listed.at("AccessKeyMetadata.0.SecretAccessKey") == nil)
    }

    @Test func aKeysIdCarriesItsAccount() throws {
        for account in ["111122223333", "000000000001", "999999999999"] {
            let root = Caller(.root(try #require(AccountID(account))))
            let made = try bench.run(CreateAccessKey.self, as: root)
            let id = try #require(made.at("AccessKey.AccessKeyId"))
            try bench.run(DeleteAccessKey.self, ["AccessKeyId": id], as: root)
            #expect(try bench.run(GetAccessKeyInfo.self, ["AccessKeyId": id]).text("Account") == account)
        }
    }

    /// An id that was published together with its account (Aidan Steele, "AWS Access Key ID formats").
    @Test func idsOfAWSCarryTheirAccountsToo() throws {
        let info = try bench.run(GetAccessKeyInfo.self, ["AccessKeyId": "ASIAY34FZKBOKMUTVV7A"])
        #expect(info.text("Account") == "609629065308")
        expectError("ValidationError", 400) {
            try bench.run(GetAccessKeyInfo.self, ["AccessKeyId": "AKIAIOSFODNN7EXAMPLE"])
        }
    }

    @Test func testAndTwelveDigitsAreRootUsersUnlessTheLabIsStrict() throws {
        let standard = try #require(try bench.state.credential(for: "test"))
        #expect(standard.secret.exposed == "test" && standard.caller.principal == .root(.standard))
        let other = try #require(try bench.state.credential(for: "444455556666"))
        #expect(other.secret.exposed == "test" && other.caller.principal == .root(Bench.other))
        for id in ["test", "444455556666"] { #expect(try bench.state.credential(for: id, isStrict: true) == nil) }
        for id in ["Test", "44445555666", "4444555566667", "AKIANOBODY", ""] {
            #expect(try bench.state.credential(for: id) == nil)
        }
    }

    @Test func twoKeysAreTheMost() throws {
        _ = try bench.user("bob")
        try bench.run(CreateAccessKey.self, ["UserName": "bob"])
        expectError("LimitExceeded", 409, "Cannot exceed quota for AccessKeysPerUser: 2") {
            try bench.run(CreateAccessKey.self, ["UserName": "bob"])
        }
    }

    @Test func anInactiveKeySaysSo() throws {
        let id = try #require(try bench.user("bob").accessKeyID)
        try bench.run(
            UpdateAccessKey.self, ["UserName": "bob", "AccessKeyId": .string(id), "Status": "Inactive"])
        #expect(try bench.state.credential(for: id)?.isActive == false)
        try bench.run(UpdateAccessKey.self, ["UserName": "bob", "AccessKeyId": .string(id), "Status": "Active"])
        #expect(try bench.state.credential(for: id)?.isActive == true)
        expectError("InvalidInput", 400) {
            try bench.run(
                UpdateAccessKey.self, ["UserName": "bob", "AccessKeyId": .string(id), "Status": "Expired"])
        }
    }

    @Test func keysOfOthersAreNotThere() throws {
        let id = try #require(try bench.user("bob").accessKeyID)
        try bench.run(CreateUser.self, ["UserName": "ann"])
        expectError("NoSuchEntity", 404, "The Access Key with id \(id) cannot be found.") {
            try bench.run(DeleteAccessKey.self, ["UserName": "ann", "AccessKeyId": .string(id)])
        }
        expectError("NoSuchEntity", 404) {
            try bench.run(DeleteAccessKey.self, ["AccessKeyId": .string(id)])
        }
        try bench.run(DeleteAccessKey.self, ["UserName": "bob", "AccessKeyId": .string(id)])
        #expect(try bench.state.credential(for: id) == nil)
    }

    @Test func theLastUseIsNotedAndRead() throws {
        let id = try #require(try bench.user("bob").accessKeyID)
        let before = try bench.run(GetAccessKeyLastUsed.self, ["AccessKeyId": .string(id)])
        #expect(before.text("UserName") == "bob")
        #expect(before.text("AccessKeyLastUsed.ServiceName") == "N/A")
        #expect(before.at("AccessKeyLastUsed.LastUsedDate") == nil)
        bench.usage.accessKeys.note(AccessKeyUse(time: bench.now, serviceName: "s3", region: .standard), of: id)
        let after = try bench.run(GetAccessKeyLastUsed.self, ["AccessKeyId": .string(id)])
        #expect(after.text("AccessKeyLastUsed.LastUsedDate") == "2026-05-28T20:26:40Z")
        #expect(after.text("AccessKeyLastUsed.ServiceName") == "s3")
    }

    @Test func aChosenKeyIsSealedLikeAnyOther() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        try bench.state.addAccessKey(
            id: "AKIAIOSFODNN7EXAMPLE", secret: Sensitive("chosen secret"), of: "bob", in: Bench.account, at: bench.now,
            random: bench.random)
        #expect(try bench.state.credential(for: "AKIAIOSFODNN7EXAMPLE")?.secret.exposed == "chosen secret")
        let row = try #require(bench.state.drainChanges().first { $0.table == "iam.accessKeys" })
        let stored = String(decoding: try bytes(of: row), as: UTF8.self)
        #expect(!stored.contains("chosen") && stored.contains("AKIAIOSFODNN7EXAMPLE"))
        #expect(!stored.contains(Base64.encode(Array("chosen secret".utf8))))
    }

    @Test func noWayOfWritingShowsASecret() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        let made = try bench.run(CreateAccessKey.self, ["UserName": "bob"])
        let id = try #require(made.text("AccessKey.AccessKeyId"))
        let secret = try #require(made.text("AccessKey.SecretAccessKey"))
        let session = try bench.run(GetSessionToken.self, as: bench.caller(id))
        let sessionSecret = try #require(session.text("Credentials.SecretAccessKey"))
        let token = try #require(session.text("Credentials.SessionToken"))
        let sessionID = try #require(session.text("Credentials.AccessKeyId"))
        var written = ""
        for id in [id, sessionID] {
            let credential = try #require(try bench.state.credential(for: id))
            written += String(describing: credential) + String(reflecting: credential)
            dump(credential, to: &written)
        }
        dump(bench.state, to: &written)
        dump(bench.events, to: &written)
        for change in bench.state.drainChanges() where change.value != nil {
            written += String(decoding: try bytes(of: change), as: UTF8.self)
        }
        #expect(written.contains(id) && written.contains(sessionID))
        for hidden in [secret, sessionSecret, token] { #expect(!written.contains(hidden)) }
    }

    @Test func aSealedSecretOpensOnlyInItsOwnRow() throws {
        let bob = try #require(try bench.user("bob").accessKeyID)
        let ann = try #require(try bench.user("ann").accessKeyID)
        let keys = bench.state.accessKeys
        let (first, second) = (
            try #require(keys[AccessKeyID(bob)]), try #require(keys[AccessKeyID(ann)])
        )
        var coded = try JSONParser.parse(try coding(first)).object ?? [:]
        coded["secret"] = .string(Base64.encode(second.secret.bytes))
        bench.state.accessKeys.put(try decoding(AccessKeyRecord.self, from: coded))
        #expect(throws: (any Error).self) { try bench.state.credential(for: bob) }
        #expect(throws: Never.self) { try bench.state.credential(for: ann) }
    }
}
