import LabCore
import LabIdentity
import LabService
import LabTesting
import LabTrail
import LabWorld
import Testing

/// Identities as a part of the world: through the whole pipeline, by name, in the query protocol's dialect.
@Suite struct PipelineTests {
    let world: InMemoryLab

    init() throws {
        world = try InMemoryLab(seed: 4)
    }

    private func iam(
        _ operation: String, _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root()
    ) async throws -> JSONObject {
        try await run(IAMOperations.all, operation, input, caller)
    }

    private func sts(
        _ operation: String, _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root()
    ) async throws -> JSONObject {
        try await run(STSOperations.all, operation, input, caller)
    }

    private func run(
        _ table: OperationTable, _ operation: String, _ input: JSONObject, _ caller: Caller
    ) async throws -> JSONObject {
        let entry = try #require(table[operation])
        return try await entry.run(world.lab, input, .query, try world.call(as: caller))
    }

    /// A user with a policy, as whoever signs with its key.
    private func user(_ name: String, allowing actions: [String]) async throws -> Caller {
        _ = try await iam("CreateUser", ["UserName": .string(name)])
        _ = try await iam(
            "PutUserPolicy",
            [
                "UserName": .string(name), "PolicyName": "p", "PolicyDocument": .string(Document.allow(actions)),
            ])
        let key = try await iam("CreateAccessKey", ["UserName": .string(name)])
        let id = try #require(key.text("AccessKey.AccessKeyId"))
        return try #require(try world.lab.world.identity.credential(for: id)).caller
    }

    @Test func tablesHoldEveryOperationOfTheRoom() {
        let modelled = Set(ModelledOperation.parse(inputModel).map(\.name))
        let listed = IAMOperations.all.names.map { "iam:\($0)" } + STSOperations.all.names.map { "sts:\($0)" }
        #expect(Set(listed) == modelled)
    }

    @Test func aUsersPoliciesDecideAboutKeys() async throws {
        let key = try await world.kms("CreateKey", [:])
        let keyID: JSONObject = ["KeyId": .string(try #require(key.text("KeyMetadata.KeyId")))]
        let bob = try await user("bob", allowing: ["kms:GenerateDataKey"])
        let eve = try await user("eve", allowing: ["s3:*"])
        var input = keyID
        input["KeySpec"] = "AES_256"
        #expect(try await world.kms("GenerateDataKey", input, as: bob).at("CiphertextBlob") != nil)
        let refusal = await #expect(throws: ServiceError.self) {
            try await world.kms("GenerateDataKey", input, as: eve)
        }
        #expect(refusal?.code.wireName == "AccessDeniedException")
        #expect(
            refusal?.message?.hasSuffix("because no identity-based policy allows the kms:GenerateDataKey action")
                == true)
    }

    @Test func refusalsOfIAMAreAnsweredInTheWordsOfIAM() async throws {
        let bob = try await user("bob", allowing: ["s3:*"])
        let refusal = await #expect(throws: ServiceError.self) { try await iam("ListUsers", as: bob) }
        #expect(refusal?.code == ServiceError.Code("AccessDenied", 403))
        let malformed = await #expect(throws: ServiceError.self) { try await iam("CreateUser") }
        #expect(malformed?.code == ServiceError.Code("ValidationError", 400))
    }

    @Test func assumedRolesActUntilTheirTimeIsOver() async throws {
        let bob = try await user("bob", allowing: ["sts:AssumeRole"])
        _ = try await iam(
            "CreateRole",
            [
                "RoleName": "app",
                "AssumeRolePolicyDocument": .string(Document.trust(["AWS": .string(bob.principal.arn)])),
            ])
        let session = try await sts(
            "AssumeRole", ["RoleArn": "arn:aws:iam::111122223333:role/app", "RoleSessionName": "work"], as: bob)
        let id = try #require(session.text("Credentials.AccessKeyId"))
        func credential() throws -> Credential? { try world.lab.world.identity.credential(for: id) }
        let expiry = try #require(try credential()?.expiry)
        #expect(expiry > world.clock.now)
        world.clock.advance(.minutes(61))
        _ = try await iam("ListUsers")
        #expect(try #require(try credential()?.expiry) < world.clock.now)
        world.clock.advance(.days(2))
        _ = try await iam("ListUsers")
        #expect(try credential() == nil)
    }

    @Test func keyPoliciesNameOnlyWhomThereIs() async throws {
        _ = try await user("bob", allowing: ["s3:*"])
        func create(_ principal: String) async throws -> JSONObject {
            let policy = JSONValue.object([
                "Version": "2012-10-17",
                "Statement": [
                    [
                        "Effect": "Allow", "Principal": ["AWS": ["111122223333", .string(principal)]],
                        "Action": "kms:*", "Resource": "*",
                    ]
                ],
            ]).compactText
            return try await world.kms("CreateKey", ["Policy": .string(policy)])
        }
        await #expect(throws: Never.self) { try await create("arn:aws:iam::111122223333:user/bob") }
        let refusal = await #expect(throws: ServiceError.self) {
            try await create("arn:aws:iam::111122223333:user/nobody")
        }
        #expect(refusal?.code.wireName == "MalformedPolicyDocumentException")
    }

    @Test func aForkGoesItsOwnWay() async throws {
        let bob = try await user("bob", allowing: ["iam:ListUsers"])
        let fork = world.lab.fork()
        let entry = try #require(IAMOperations.all["DeleteUserPolicy"])
        _ = try await entry.run(
            fork, ["UserName": "bob", "PolicyName": "p"], .query, try fork.call(as: InMemoryLab.root()))
        #expect(try await iam("ListUsers", as: bob).texts("Users", "UserName") == ["bob"])
        #expect(fork.world.identity.policies(of: bob).identity.isEmpty)
    }
}
