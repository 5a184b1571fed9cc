import LabCore
import LabKMS
import LabService
import LabTesting
import LabWorld
import Testing

@Suite struct GrantTests {
    let keys: KeyHome
    let ada = Caller.user("ada")
    let bob = Caller.user("bob")
    let worker = Caller.role("worker")

    init() async throws {
        keys = try KeyHome()
        try await keys.meet(ada, bob, worker)
    }

    /// Grants as the root user and answers id and token.
    @discardableResult
    private func grant(
        _ key: String, to grantee: String, _ operations: [String], _ more: JSONObject = [:],
        as caller: Caller = InMemoryLab.root()
    ) async throws -> (id: String, token: String) {
        var input: JSONObject = [
            "KeyId": .string(key), "GranteePrincipal": .string(grantee),
            "Operations": .array(operations.map(JSONValue.string)),
        ]
        for member in more.members { input[member.name] = member.value }
        let output = try await keys.call("CreateGrant", input, as: caller)
        return (try #require(output["GrantId"]?.string), try #require(output["GrantToken"]?.string))
    }

    private func encryption(_ key: String, _ context: JSONObject = [:]) -> JSONObject {
        ["KeyId": .string(key), "Plaintext": .blob("x"), "EncryptionContext": .object(context)]
    }

    @Test func aConstraintWithoutPairsIsNone() async throws {
        let key = try await keys.createKey()
        let constraints: JSONObject = ["EncryptionContextEquals": ["doc": "1"], "EncryptionContextSubset": [:]]
        try await grant(key, to: ada.principal.arn, ["Encrypt"], ["Constraints": .object(constraints)])
        _ = try await keys.call("Encrypt", encryption(key, ["doc": "1"]), as: ada)
        #expect(await keys.refusal("Encrypt", encryption(key), as: ada)?.code == "AccessDeniedException")
    }

    @Test func aGrantLetsItsGranteeDoWhatItListsAndNothingElse() async throws {
        let key = try await keys.createKey()
        #expect(await keys.refusal("Encrypt", encryption(key), as: ada)?.code == "AccessDeniedException")
        try await grant(key, to: ada.principal.arn, ["Encrypt"])
        let blob = try await keys.call("Encrypt", encryption(key), as: ada)["CiphertextBlob"]
        let decryption: JSONObject = ["CiphertextBlob": try #require(blob)]
        #expect(await keys.refusal("Decrypt", decryption, as: ada)?.code == "AccessDeniedException")
        #expect(await keys.refusal("Encrypt", encryption(key), as: bob)?.code == "AccessDeniedException")
    }

    @Test func aGrantToARoleServesItsSessions() async throws {
        let key = try await keys.createKey()
        try await grant(key, to: "arn:aws:iam::111122223333:role/worker", ["Encrypt"])
        try await keys.call("Encrypt", encryption(key), as: worker)
        #expect(await keys.refusal("Encrypt", encryption(key), as: .role("other"))?.code == "AccessDeniedException")
    }

    @Test func aGrantToASessionServesThatSessionOnly() async throws {
        let key = try await keys.createKey()
        try await grant(key, to: "arn:aws:sts::111122223333:assumed-role/worker/monday", ["Encrypt"])
        try await keys.call("Encrypt", encryption(key), as: .role("worker", session: "monday"))
        let tuesday = Caller.role("worker", session: "tuesday")
        #expect(await keys.refusal("Encrypt", encryption(key), as: tuesday)?.code == "AccessDeniedException")
    }

    @Test func aGrantCrossesAccounts() async throws {
        let key = try await keys.createKey()
        let other = try #require(AccountID("444455556666"))
        let carol = Caller.user("carol", in: other)
        try await keys.meet(carol)
        let arn = keys.arn(key)
        #expect(await keys.refusal("Encrypt", encryption(arn), as: carol)?.code == "AccessDeniedException")
        try await grant(key, to: carol.principal.arn, ["Encrypt", "DescribeKey"])
        try await keys.call("Encrypt", encryption(arn), as: carol)
        try await keys.call("DescribeKey", ["KeyId": .string(arn)], as: carol)
    }

    static let contexts: [(String, JSONObject, Bool)] = [
        ("EncryptionContextSubset", ["team": "red"], true),
        ("EncryptionContextSubset", ["team": "red", "more": "x"], true),
        ("EncryptionContextSubset", ["team": "Red"], false), ("EncryptionContextSubset", [:], false),
        ("EncryptionContextEquals", ["team": "red"], true),
        ("EncryptionContextEquals", ["team": "red", "more": "x"], false), ("EncryptionContextEquals", [:], false),
    ]

    @Test(arguments: contexts)
    func aConstraintBindsTheEncryptionContext(_ kind: String, _ context: JSONObject, _ isAllowed: Bool) async throws {
        let key = try await keys.createKey()
        try await grant(
            key, to: ada.principal.arn, ["Encrypt", "DescribeKey"],
            ["Constraints": .object([kind: ["team": "red"]])])
        let refusal = await keys.refusal("Encrypt", encryption(key, context), as: ada)
        #expect(refusal?.code == (isAllowed ? nil : "AccessDeniedException"))
        try await keys.call("DescribeKey", ["KeyId": .string(key)], as: ada)
    }

    @Test func theSameNameAndTermsMakeOneGrantWithAnotherToken() async throws {
        let key = try await keys.createKey()
        let first = try await grant(key, to: ada.principal.arn, ["Encrypt"], ["Name": "ledger"])
        let again = try await grant(key, to: ada.principal.arn, ["Encrypt"], ["Name": "ledger"])
        #expect(first.id == again.id)
        #expect(first.token != again.token)
        #expect(first.token.hasPrefix("AQpA"))
        let wider = try await grant(key, to: ada.principal.arn, ["Encrypt", "Decrypt"], ["Name": "ledger"])
        #expect(wider.id != first.id)
        let nameless = try await grant(key, to: ada.principal.arn, ["Encrypt"])
        #expect(try await grant(key, to: ada.principal.arn, ["Encrypt"]).id != nameless.id)
    }

    @Test func aGrantMadeThroughAGrantIsNoWider() async throws {
        let key = try await keys.createKey()
        try await grant(
            key, to: ada.principal.arn, ["Encrypt", "Decrypt", "CreateGrant"],
            ["Constraints": ["EncryptionContextSubset": ["team": "red"]]])
        func attempt(_ operations: [String], _ constraints: JSONObject?) async -> String? {
            var input: JSONObject = [
                "KeyId": .string(key), "GranteePrincipal": .string(bob.principal.arn),
                "Operations": .array(operations.map(JSONValue.string)),
            ]
            input["Constraints"] = constraints.map(JSONValue.object)
            return await keys.refusal("CreateGrant", input, as: ada)?.code
        }
        #expect(await attempt(["Encrypt"], nil) == "AccessDeniedException")
        #expect(await attempt(["Encrypt"], ["EncryptionContextSubset": ["team": "blue"]]) == "AccessDeniedException")
        #expect(await attempt(["DescribeKey"], ["EncryptionContextSubset": ["team": "red"]]) == "AccessDeniedException")
        #expect(await attempt(["Encrypt"], ["EncryptionContextSubset": ["team": "red", "a": "b"]]) == nil)
        #expect(await attempt(["Encrypt"], ["EncryptionContextEquals": ["team": "red"]]) == nil)
        try await keys.call("Encrypt", encryption(key, ["team": "red"]), as: bob)
        #expect(
            await keys.refusal("Encrypt", encryption(key, ["team": "blue"]), as: bob)?.code == "AccessDeniedException")
    }

    @Test func aRevokedGrantAllowsNothing() async throws {
        let key = try await keys.createKey()
        let (id, _) = try await grant(key, to: ada.principal.arn, ["Encrypt"])
        try await keys.call("RevokeGrant", ["KeyId": .string(key), "GrantId": .string(id)])
        #expect(await keys.refusal("Encrypt", encryption(key), as: ada)?.code == "AccessDeniedException")
        #expect(
            await keys.refusal("RevokeGrant", ["KeyId": .string(key), "GrantId": .string(id)])?.code
                == "NotFoundException")
        #expect(
            await keys.refusal("RevokeGrant", ["KeyId": .string(key), "GrantId": "short"])?.code
                == "InvalidGrantIdException")
    }

    @Test func onlyThoseWhoMayRetireAGrant() async throws {
        let key = try await keys.createKey()
        let (id, token) = try await grant(
            key, to: ada.principal.arn, ["Encrypt"], ["RetiringPrincipal": .string(bob.principal.arn)])
        let byID: JSONObject = ["KeyId": .string(keys.arn(key)), "GrantId": .string(id)]
        #expect(await keys.refusal("RetireGrant", byID, as: ada)?.code == "AccessDeniedException")
        #expect(await keys.refusal("RetireGrant", byID, as: worker)?.code == "AccessDeniedException")
        let retirable = try await keys.call(
            "ListRetirableGrants", ["RetiringPrincipal": .string(bob.principal.arn)])
        #expect(retirable["Grants"]?.array?.map { $0["GrantId"]?.string } == [id])
        try await keys.call("RetireGrant", ["GrantToken": .string(token)], as: bob)
        #expect(await keys.refusal("Encrypt", encryption(key), as: ada)?.code == "AccessDeniedException")
    }

    @Test func aGranteeRetiresItsGrantIfTheGrantSaysSo() async throws {
        let key = try await keys.createKey()
        let (_, token) = try await grant(key, to: ada.principal.arn, ["Encrypt", "RetireGrant"])
        try await keys.call("RetireGrant", ["GrantToken": .string(token)], as: ada)
        #expect(try await keys.call("ListGrants", ["KeyId": .string(key)])["Grants"] == [])
    }

    @Test func theIssuingAccountsRootRetiresGrants() async throws {
        let key = try await keys.createKey()
        let (id, _) = try await grant(key, to: ada.principal.arn, ["Encrypt"])
        try await keys.call("RetireGrant", ["KeyId": .string(key), "GrantId": .string(id)])
        #expect(await keys.refusal("RetireGrant", ["KeyId": .string(key)])?.code == "ValidationException")
    }

    @Test func aTokenThatTheLabDidNotMakeIsRefused() async throws {
        let key = try await keys.createKey()
        let (_, token) = try await grant(key, to: ada.principal.arn, ["Encrypt"])
        var input = encryption(key)
        input["GrantTokens"] = [.string(token)]
        try await keys.call("Encrypt", input, as: ada)
        for wrong in ["AQpAnonsense", "", token + "A", String(token.dropLast(4))] where !wrong.isEmpty {
            input["GrantTokens"] = [.string(wrong)]
            #expect(await keys.refusal("Encrypt", input) == Refusal("InvalidGrantTokenException"))
            #expect(
                await keys.refusal("RetireGrant", ["GrantToken": .string(wrong)])
                    == Refusal("InvalidGrantTokenException"))
        }
    }

    @Test func grantsAreListedByPageGranteeAndID() async throws {
        let key = try await keys.createKey()
        let name: JSONObject = ["Name": "first", "Constraints": ["EncryptionContextEquals": ["a": "b"]]]
        let (id, _) = try await grant(key, to: ada.principal.arn, ["Encrypt"], name)
        for _ in 0..<4 { try await grant(key, to: bob.principal.arn, ["Decrypt"]) }
        func list(_ more: JSONObject) async throws -> JSONObject {
            var input: JSONObject = ["KeyId": .string(key)]
            for member in more.members { input[member.name] = member.value }
            return try await keys.call("ListGrants", input)
        }
        let one = try #require(try await list(["GrantId": .string(id)])["Grants"]?.array?.first?.object)
        #expect(one["Name"] == "first")
        #expect(one["KeyId"]?.string == keys.arn(key))
        #expect(one["IssuingAccount"] == "arn:aws:iam::111122223333:root")
        #expect(one["Constraints"] == ["EncryptionContextEquals": ["a": "b"]])
        #expect(try await list(["GranteePrincipal": .string(bob.principal.arn)])["Grants"]?.array?.count == 4)
        let page = try await list(["Limit": 3])
        #expect(page["Truncated"] == true)
        let rest = try await list(["Limit": 3, "Marker": try #require(page["NextMarker"])])
        #expect(rest["Grants"]?.array?.count == 2)
        #expect(rest["Truncated"] == false)
        #expect(
            await keys.refusal("ListGrants", ["KeyId": .string(key), "Limit": 101])?.code == "ValidationException")
        #expect(
            await keys.refusal("ListGrants", ["KeyId": .string(key), "Marker": "?"])?.code == "InvalidMarkerException")
    }

    @Test(arguments: [
        (KeySpec.symmetricDefault, KeyUsage.encryptDecrypt, "Sign"),
        (.symmetricDefault, .encryptDecrypt, "GetPublicKey"), (.eccNistP256, .signVerify, "GenerateDataKey"),
        (.eccNistP256, .signVerify, "Encrypt"), (.hmac256, .generateVerifyMac, "Sign"),
        (.eccNistP256, .keyAgreement, "Verify"),
    ])
    func aGrantListsOnlyWhatItsKeyCanDo(_ spec: KeySpec, _ usage: KeyUsage, _ operation: String) async throws {
        let key = try await keys.createKey(spec, usage)
        let refusal = await keys.refusal(
            "CreateGrant",
            [
                "KeyId": .string(key), "GranteePrincipal": .string(ada.principal.arn),
                "Operations": [.string(operation)],
            ])
        #expect(refusal?.code == "ValidationException")
    }

    @Test func aGrantHasAtMostOneConstraintAndAGranteeThatCanBeOne() async throws {
        let key = try await keys.createKey()
        var input: JSONObject = [
            "KeyId": .string(key), "GranteePrincipal": .string(ada.principal.arn), "Operations": ["Encrypt"],
            "Constraints": ["EncryptionContextEquals": ["a": "b"], "EncryptionContextSubset": ["a": "b"]],
        ]
        #expect(
            await keys.refusal("CreateGrant", input)
                == Refusal("ValidationException", "More than one constraint supplied"))
        input["Constraints"] = ["EncryptionContextEquals": ["a": .string(String(repeating: "x", count: 385))]]
        #expect(await keys.refusal("CreateGrant", input)?.code == "ValidationException")
        input["Constraints"] = nil
        for grantee in ["ec2.amazonaws.com", "arn:aws:iam::111122223333:group/staff", "nobody"] {
            input["GranteePrincipal"] = .string(grantee)
            #expect(await keys.refusal("CreateGrant", input)?.code == "InvalidArnException")
        }
        input["GranteePrincipal"] = nil
        #expect(
            await keys.refusal("CreateGrant", input)
                == Refusal("ValidationException", "GranteePrincipal or GranteeServicePrincipal must be given."))
        input["GranteePrincipal"] = .string(ada.principal.arn)
        input["KeyId"] = "alias/any"
        #expect(
            await keys.refusal("CreateGrant", input)
                == Refusal("InvalidArnException", "Key Aliases are not supported for this operation."))
    }

    @Test func aGrantToAServiceIsForItsResource() async throws {
        let key = try await keys.createKey()
        try await keys.call(
            "CreateGrant",
            [
                "KeyId": .string(key), "GranteeServicePrincipal": "ec2.amazonaws.com", "Operations": ["Encrypt"],
                "Constraints": ["SourceArn": "arn:aws:ec2:us-east-1:111122223333:instance/i-1"],
            ])
        var call = try keys.home.call(as: Caller(.service("ec2.amazonaws.com")))
        let input = Encrypt.Input(keyID: keys.arn(key), plaintext: [1])
        await #expect(throws: ServiceError.self) { try await keys.home.lab.perform(Encrypt.self, input, in: call) }
        call.origin.sourceARN = "arn:aws:ec2:us-east-1:111122223333:instance/i-1"
        _ = try await keys.home.lab.perform(Encrypt.self, input, in: call)
    }

    @Test func grantsOfAndToServicesAreListedAsSuch() async throws {
        let key = try await keys.createKey()
        try await grant(key, to: ada.principal.arn, ["Encrypt"])
        try await keys.call(
            "CreateGrant",
            [
                "KeyId": .string(key), "GranteeServicePrincipal": "ec2.amazonaws.com",
                "RetiringServicePrincipal": "rds.amazonaws.com", "Operations": ["Encrypt"],
            ])
        let listed = try await keys.call(
            "ListGrants", ["KeyId": .string(key), "GranteeServicePrincipal": "ec2.amazonaws.com"])["Grants"]?.array
        #expect(listed?.count == 1)
        #expect(listed?.first?["GranteeServicePrincipal"] == "ec2.amazonaws.com")
        #expect(listed?.first?["GranteePrincipal"] == nil)
        let service: JSONObject = ["RetiringServicePrincipal": "rds.amazonaws.com"]
        let retirable = try await keys.call("ListRetirableGrants", service)["Grants"]?.array
        #expect(retirable?.first?["RetiringServicePrincipal"] == "rds.amazonaws.com")
        let stranger = InMemoryLab.root(of: try #require(AccountID("444455556666")))
        #expect(try await keys.call("ListRetirableGrants", service, as: stranger)["Grants"] == [])
        #expect(await keys.refusal("ListRetirableGrants")?.code == "ValidationException")
    }

    @Test func aDryRunMakesNoGrant() async throws {
        let key = try await keys.createKey()
        let refusal = await keys.refusal(
            "CreateGrant",
            [
                "KeyId": .string(key), "GranteePrincipal": .string(ada.principal.arn), "Operations": ["Encrypt"],
                "DryRun": true,
            ])
        #expect(refusal?.code == "DryRunOperationException")
        #expect(try await keys.call("ListGrants", ["KeyId": .string(key)])["Grants"] == [])
    }

    @Test func grantsGoWithTheirKey() async throws {
        let key = try await keys.createKey()
        try await grant(key, to: ada.principal.arn, ["Encrypt"], ["RetiringPrincipal": .string(bob.principal.arn)])
        try await keys.call("ScheduleKeyDeletion", ["KeyId": .string(key), "PendingWindowInDays": 7])
        keys.clock.advance(.days(7))
        let retirable = try await keys.call(
            "ListRetirableGrants", ["RetiringPrincipal": .string(bob.principal.arn)])
        #expect(retirable["Grants"] == [])
    }
}
