import LabCore
import LabCrypto
import LabKMS
import LabService
import LabTesting
import Synchronization
import Testing

@testable import LabWorld

/// A way to make an operation end with one of its declared errors.
struct Provocation {
    let operation: String
    let exception: String

    private static let absentKey = "12345678-1234-1234-1234-123456789012"

    /// What the provoked operation is refused with.
    func refusal() async throws -> Refusal? {
        if exception == "KMSInternalException" { return try await whenNothingCanBeKept() }
        if let store = StoreProvocation(operation, exception) { return try await store.refusal() }
        if let state = stateInTheWay { return try await inState(state) }
        switch exception {
        case "NotFoundException": return try await named(operation == "DeleteAlias" ? "alias/absent" : Self.absentKey)
        case "InvalidArnException": return try await named("arn:aws:s3:::bucket")
        case "UnsupportedOperationException": return try await unsupported()
        case "InvalidKeyUsageException": return try await wrongUsage()
        case "LimitExceededException": return try await overTheLimit()
        case "ConflictException": return try await rotationInTheWay()
        case "AlreadyExistsException": return try await again()
        default: return try await changed()
        }
    }

    // MARK: Whatever the operation

    private func whenNothingCanBeKept() async throws -> Refusal? {
        let store = RecordingStore()
        let fixture = try await KeyInState(.enabled, for: operation, store: store)
        let input = try await fixture.input(for: operation)
        store.fail()
        return await fixture.home.refusal(operation, input)
    }

    /// The first state of the state table that ends with the exception.
    private var stateInTheWay: KeyState? {
        let cells = KeyStateTests.cells.first { $0.0 == operation }?.1 ?? []
        return zip(KeyStateTests.states, cells).first { state, cell in
            cell.refusal("", state)?.code == exception
        }?.0
    }

    private func inState(_ state: KeyState) async throws -> Refusal? {
        let fixture = try await KeyInState(state, for: operation)
        return await fixture.home.refusal(operation, try await fixture.input(for: operation))
    }

    private func with(_ members: JSONObject) async throws -> Refusal? {
        let fixture = try await KeyInState(.enabled, for: operation)
        var input = try await fixture.input(for: operation)
        for (name, value) in members.members { input[name] = value }
        return await fixture.home.refusal(operation, input)
    }

    private func named(_ name: String) async throws -> Refusal? {
        let member =
            switch operation {
            case "CreateAlias", "UpdateAlias": "TargetKeyId"
            case "DeleteAlias": "AliasName"
            case "ReEncrypt": "DestinationKeyId"
            case "ListRetirableGrants": "RetiringPrincipal"
            default: "KeyId"
            }
        return try await with([member: .string(name)])
    }

    /// Errors that a changed member is enough for.
    private func changed() async throws -> Refusal? {
        switch exception {
        case "DryRunOperationException": return try await dryRun()
        case "InvalidMarkerException":
            return try await with(["Marker": "not a marker", "RetiringPrincipal": "arn:aws:iam::111122223333:root"])
        case "InvalidGrantIdException": return try await with(["GrantId": "not a grant"])
        case "InvalidGrantTokenException":
            return try await with(operation == "RetireGrant" ? ["GrantToken": "forged"] : ["GrantTokens": ["forged"]])
        case "MalformedPolicyDocumentException": return try await with(["Policy": "{}"])
        case "TagException":
            let tag: JSONValue = ["TagKey": "a", "TagValue": "b"]
            return try await with(operation == "UntagResource" ? ["TagKeys": ["aws:x"]] : ["Tags": [tag, tag]])
        case "IncorrectKeyException":
            return try await with([operation == "Decrypt" ? "KeyId" : "SourceKeyId": "alias/other"])
        case "KMSInvalidSignatureException", "KMSInvalidMacException": return try await with([:])
        default: return try await ciphertextOrMaterial()
        }
    }

    /// What was signed and what was authenticated must be right before a dry run succeeds.
    private func dryRun() async throws -> Refusal? {
        guard operation == "Verify" || operation == "VerifyMac" else { return try await with(["DryRun": true]) }
        let fixture = try await KeyInState(.enabled, for: operation)
        var input = try await fixture.input(for: operation)
        let (maker, member) = operation == "Verify" ? ("Sign", "Signature") : ("GenerateMac", "Mac")
        input[member] = try await fixture.home.call(maker, input)[member]
        input["DryRun"] = true
        return await fixture.home.refusal(operation, input)
    }

    private func ciphertextOrMaterial() async throws -> Refusal? {
        switch (exception, operation) {
        case ("InvalidCiphertextException", "ImportKeyMaterial"):
            return try await with(["EncryptedKeyMaterial": .blob("not wrapped")])
        case ("InvalidImportTokenException", _): return try await with(["ImportToken": .blob("no token")])
        default: break
        }
        let fixture = try await KeyInState(.enabled, for: operation)
        var input = try await fixture.input(for: operation)
        switch exception {
        case "InvalidCiphertextException":
            var blob = try input["CiphertextBlob"].bytes()
            blob[blob.count - 1] ^= 1
            input["CiphertextBlob"] = .blob(blob)
        case "ExpiredImportTokenException": fixture.home.clock.advance(.hours(25))
        case "IncorrectKeyMaterialException":
            return await refusal { try await fixture.home.importMaterial([1, 2, 3], into: fixture.key) }
        default: Issue.record("nobody knows how to provoke \(exception) of \(operation)")
        }
        return await fixture.home.refusal(operation, input)
    }

    private func refusal(_ body: () async throws -> JSONObject) async -> Refusal? {
        do {
            _ = try await body()
            return nil
        } catch let error as ServiceError {
            return Refusal(error.code.wireName, error.message)
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }
}

// MARK: - Errors that need a key of their own

extension Provocation {
    private func unsupported() async throws -> Refusal? {
        switch operation {
        case "CreateKey": return try await with(["KeySpec": "ML_KEM_768", "KeyUsage": "ENCAPSULATE_DECAPSULATE"])
        case "GenerateRandom":
            let recipient: JSONValue = [
                "KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": .blob("document"),
            ]
            return try await with(["NumberOfBytes": 1, "Recipient": recipient])
        case "PutKeyPolicy": return try await with(["PolicyName": "other"])
        // A symmetric key has no public half; a key of one Region no relatives.
        default: return try await withKey(.symmetricDefault, .encryptDecrypt)
        }
    }

    /// The operation on another key in place of its own.
    private func withKey(_ spec: KeySpec, _ usage: KeyUsage, as member: String = "KeyId") async throws -> Refusal? {
        let fixture = try await KeyInState(.enabled, for: operation)
        var input = try await fixture.input(for: operation)
        input[member] = .string(try await fixture.home.createKey(spec, usage))
        return await fixture.home.refusal(operation, input)
    }

    private func wrongUsage() async throws -> Refusal? {
        switch operation {
        case "Encapsulate", "Decapsulate": return try await with([:])
        case "Decrypt":
            let home = try KeyHome()
            let key = try await home.createKey(.rsa2048, .signVerify)
            let blob = JSONValue.blob([UInt8](repeating: 1, count: 256))
            return await home.refusal(
                operation,
                ["KeyId": .string(key), "CiphertextBlob": blob, "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"])
        case "ReEncrypt": return try await withKey(.hmac256, .generateVerifyMac, as: "DestinationKeyId")
        case "GenerateMac", "VerifyMac", "Sign", "Verify", "DeriveSharedSecret":
            return try await withKey(.symmetricDefault, .encryptDecrypt)
        default: return try await withKey(.hmac256, .generateVerifyMac)
        }
    }

    private func rotationInTheWay() async throws -> Refusal? {
        let fixture = try await KeyInState(.enabled, for: operation)
        let only: JSONObject = ["KeyId": .string(fixture.key)]
        try await fixture.home.call("EnableKeyRotation", ["KeyId": .string(fixture.key), "RotationPeriodInDays": 90])
        fixture.home.clock.advance(.days(90) + .minutes(-20))
        return await fixture.home.refusal(operation, only)
    }

    private func again() async throws -> Refusal? {
        let fixture = try await KeyInState(.enabled, for: operation)
        let input = try await fixture.input(for: operation)
        try await fixture.home.call(operation, input)
        fixture.home.clock.advance(.seconds(1))
        return await fixture.home.refusal(operation, input)
    }

    private func overTheLimit() async throws -> Refusal? {
        let fixture = try await KeyInState(.enabled, for: operation)
        var input = try await fixture.input(for: operation)
        let key = JSONValue.string(fixture.key)
        switch operation {
        case "CreateAlias", "UpdateAlias":
            // The fixture has given the key an alias of its own.
            for index in 1..<KMSLimits.aliasesPerKey {
                try await fixture.home.call(
                    "CreateAlias", ["AliasName": .string("alias/n\(index)"), "TargetKeyId": key])
            }
        case "CreateGrant": try fillGrants(of: fixture)
        case "CreateKey": try fillKeys(of: fixture, in: .standard)
        case "ReplicateKey": try fillKeys(of: fixture, in: try #require(Region("sa-east-1")))
        case "PutKeyPolicy":
            let policy = try #require(input["Policy"]?.string)
            input["Policy"] = .string(policy + String(repeating: " ", count: 32 * 1024))
        case "RotateKeyOnDemand":
            for _ in 0..<KMSLimits.onDemandRotations { try await fixture.home.call(operation, input) }
        default: Issue.record("nobody knows the limit of \(operation)")
        }
        return await fixture.home.refusal(operation, input)
    }

    /// Puts as many grants on the key as it can have.
    private func fillGrants(of fixture: KeyInState) throws {
        try fixture.home.home.lab.cell.writer.withLock { writer in
            let key = try #require(writer.head.kms.keys.all.first { $0.address.keyID == fixture.key })
            for index in 0..<KMSLimits.grantsPerKey {
                writer.head.kms.grants.put(
                    GrantRecord(
                        address: GrantAddress(key: key.address, grantID: "\(index)"),
                        terms: GrantTerms(grantee: .aws("arn:aws:iam::111122223333:root"), operations: [.describeKey]),
                        issuingAccount: .standard, createdAt: key.createdAt))
            }
        }
    }

    /// Fills a Region with keys.
    private func fillKeys(of fixture: KeyInState, in region: Region) throws {
        try fixture.home.home.lab.cell.writer.withLock { writer in
            let key = try #require(writer.head.kms.keys.all.first)
            for index in 0..<KMSLimits.keysPerAccountAndRegion {
                writer.head.kms.keys.put(
                    KeyRecord(
                        address: KeyAddress(account: .standard, region: region, keyID: "\(index)"),
                        createdAt: key.createdAt, manager: .customer, spec: key.spec, usage: key.usage,
                        origin: .external, description: "", state: .pendingImport, policy: key.policy))
            }
        }
    }
}
