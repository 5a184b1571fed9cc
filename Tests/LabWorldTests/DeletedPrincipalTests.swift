import LabCore
import LabService
import LabTesting
import LabWorld
import Testing

/// Whoever is deleted leaves a unique id behind in the policies and grants that named him, and a namesake gets nothing.
@Suite struct DeletedPrincipalTests {
    private static let bob = "arn:aws:iam::111122223333:user/bob"
    private static let ledger = "1234abcd-12ab-4cde-8f01-1234567890ab"

    /// A lab where a key policy, a grant and a bucket policy name bob; and bob's unique id.
    private static func labWithBobNamed() async throws -> (fixture: WorldFixture, uniqueID: String) {
        let fixture = try await WorldFixture()
        try await fixture.name(bob)
        let user = try await fixture.call("iam.GetUser", ["UserName": "bob"])
        return (fixture, try #require(user["User"]?["UserId"]?.string))
    }

    @Test func whileBobIsThereHisNameOpens() async throws {
        let (fixture, _) = try await Self.labWithBobNamed()
        _ = try await fixture.call("kms.DescribeKey", ["KeyId": .string(Self.ledger)], as: "bob")
    }

    @Test func policiesAndGrantsShowTheUniqueID() async throws {
        let (fixture, uniqueID) = try await Self.labWithBobNamed()
        try await fixture.deleteBob()
        let policy = try await fixture.call("kms.GetKeyPolicy", ["KeyId": .string(Self.ledger)])["Policy"]?.string
        #expect(policy?.contains(uniqueID) == true)
        #expect(policy?.contains("user/bob") == false)
        let grants = try await fixture.call("kms.ListGrants", ["KeyId": .string(Self.ledger)])["Grants"]?.array
        #expect(grants?.first?["GranteePrincipal"] == .string(uniqueID))
        #expect(grants?.first?["RetiringPrincipal"] == .string(uniqueID))
    }

    @Test func aNewBobInheritsNothing() async throws {
        let (fixture, uniqueID) = try await Self.labWithBobNamed()
        try await fixture.deleteBob()
        _ = try await fixture.call("iam.CreateUser", ["UserName": "bob"])
        let user = try await fixture.call("iam.GetUser", ["UserName": "bob"])
        #expect(user["User"]?["UserId"] != .string(uniqueID))
        await #expect(throws: ServiceError.self) {
            try await fixture.call("kms.DescribeKey", ["KeyId": .string(Self.ledger)], as: "bob")
        }
        await #expect(throws: ServiceError.self) {
            let input: JSONObject = ["KeyId": .string(Self.ledger), "Plaintext": "aGk="]
            _ = try await fixture.call("kms.Encrypt", input, as: "bob")
        }
    }

    @Test func undoBringsTheNamesBack() async throws {
        let (fixture, uniqueID) = try await Self.labWithBobNamed()
        try await fixture.deleteBob()
        _ = try await fixture.lab.door("undo")
        let policy = try await fixture.call("kms.GetKeyPolicy", ["KeyId": .string(Self.ledger)])["Policy"]?.string
        #expect(policy?.contains("user/bob") == true)
        #expect(policy?.contains(uniqueID) == false)
    }
}

extension WorldFixture {
    fileprivate func name(_ bob: String) async throws {
        let policy: JSONObject = [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::111122223333:root"], "Action": "kms:*",
                    "Resource": "*",
                ],
                ["Effect": "Allow", "Principal": ["AWS": .string(bob)], "Action": "kms:DescribeKey", "Resource": "*"],
            ],
        ]
        let key: JSONValue = "1234abcd-12ab-4cde-8f01-1234567890ab"
        _ = try await call("kms.PutKeyPolicy", ["KeyId": key, "Policy": .string(JSONValue.object(policy).compactText)])
        _ = try await call(
            "kms.CreateGrant",
            [
                "KeyId": key, "GranteePrincipal": .string(bob), "RetiringPrincipal": .string(bob),
                "Operations": ["Encrypt"],
            ])
    }

    /// Takes from bob what stands in the way, then deletes him: the last change is the deletion.
    fileprivate func deleteBob() async throws {
        let user: JSONValue = "bob"
        _ = try await call("iam.DeleteAccessKey", ["UserName": user, "AccessKeyId": "AKIABOB00000000001"])
        _ = try await call("iam.RemoveUserFromGroup", ["UserName": user, "GroupName": "readers"])
        _ = try await call("iam.DeleteUser", ["UserName": user])
    }
}
