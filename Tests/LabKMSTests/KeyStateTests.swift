import LabCore
import LabCrypto
import LabKMS
import LabTesting
import LabWorld
import Testing

/// The table of the Developer Guide, "Key states of AWS KMS keys", cell by cell.
@Suite struct KeyStateTests {
    /// What a cell of the table says.
    enum Cell: String {
        case allowed = "ok"
        case disabled = "1"
        case pendingDeletion = "3"
        case notPendingDeletion = "4"
        case pendingImport = "5"
        case externalOrigin = "6"
        case unsupported = "7"
        case otherOrigin = "9"
        case unavailable = "11"
        case creating = "14"
        case updating = "15"
        /// The operation has no such key.
        case none = "-"

        func refusal(_ arn: String, _ state: KeyState) -> (code: String, message: String?)? {
            switch self {
            case .allowed, .none: nil
            case .disabled: ("DisabledException", "\(arn) is disabled.")
            case .pendingDeletion:
                (
                    "KMSInvalidStateException",
                    "\(arn) is pending \(state == .pendingReplicaDeletion ? "replica " : "")deletion."
                )
            case .notPendingDeletion: ("KMSInvalidStateException", "\(arn) is not pending deletion.")
            case .pendingImport: ("KMSInvalidStateException", "\(arn) is pending import.")
            case .externalOrigin:
                ("UnsupportedOperationException", "\(arn) origin is EXTERNAL which is not valid for this operation.")
            case .unsupported: ("UnsupportedOperationException", nil)
            case .otherOrigin:
                (
                    "UnsupportedOperationException",
                    "\(arn) origin is AWS_CLOUDHSM which is not valid for this operation."
                )
            case .unavailable: ("KMSInvalidStateException", "\(arn) is unavailable.")
            case .creating: ("KMSInvalidStateException", "\(arn) is creating.")
            case .updating: ("KMSInvalidStateException", "\(arn) is updating.")
            }
        }
    }

    /// The columns.
    static let states: [KeyState] = [
        .enabled, .disabled, .pendingDeletion, .pendingReplicaDeletion, .pendingImport, .unavailable, .creating,
        .updating,
    ]

    /// The rows. Footnotes as in `aws-kms.md`, section B.1; where it offers two, the one that was recorded.
    static let rows: [(operations: String, cells: String)] = [
        ("CancelKeyDeletion", "4 4 ok ok 4 4 4 4"),
        ("CreateAlias UpdateAlias TagResource UntagResource UpdateKeyDescription", "ok ok 3 3 ok ok ok ok"),
        ("CreateGrant", "ok 1 3 3 5 ok 14 ok"),
        (
            "Encrypt Decrypt ReEncrypt GenerateDataKey GenerateDataKeyWithoutPlaintext", "ok 1 3 3 5 11 14 ok"
        ),
        ("GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext", "ok 1 3 3 5 7 14 ok"),
        ("GenerateMac VerifyMac Sign Verify DeriveSharedSecret", "ok 1 3 3 5 - 14 ok"),
        // Without a key of their usage they come as far as the state.
        ("Encapsulate Decapsulate", "- 1 3 3 5 11 14 -"),
        ("GetPublicKey", "ok ok 3 3 ok - 14 ok"),
        (
            "DeleteAlias DescribeKey GetKeyPolicy PutKeyPolicy ListAliases ListGrants ListKeyPolicies ListResourceTags "
                + "GetKeyLastUsage", "ok ok ok ok ok ok ok ok"
        ),
        ("RetireGrant RevokeGrant", "ok ok ok ok ok ok - ok"),
        ("DeleteImportedKeyMaterial", "ok ok ok ok ok 9 14 15"),
        ("GetParametersForImport", "ok ok 3 3 ok 9 14 15"),
        ("ImportKeyMaterial", "ok ok 3 3 ok 9 14 ok"),
        ("EnableKey DisableKey", "ok ok 3 3 5 ok 14 15"),
        ("EnableKeyRotation DisableKeyRotation", "ok 1 3 3 6 7 14 ok"),
        ("GetKeyRotationStatus", "ok ok ok ok 6 7 ok ok"),
        ("ListKeyRotations", "ok ok ok ok ok 7 ok ok"),
        ("RotateKeyOnDemand", "ok 1 3 3 5 7 14 ok"),
        ("ReplicateKey", "ok 1 3 3 5 - 14 15"),
        ("UpdatePrimaryRegion", "ok 1 3 3 5 - 14 ok"),
        ("ScheduleKeyDeletion", "ok ok 3 3 ok ok ok 15"),
    ]

    static let cells: [(String, [Cell])] = rows.flatMap { row in
        row.operations.split(separator: " ").map { operation in
            (String(operation), row.cells.split(separator: " ").compactMap { Cell(rawValue: String($0)) })
        }
    }

    @Test(arguments: cells)
    func everyCellOfTheTableHolds(_ operation: String, _ cells: [Cell]) async throws {
        #expect(cells.count == Self.states.count)
        for (state, cell) in zip(Self.states, cells) where cell != .none {
            let fixture = try await KeyInState(state, for: operation)
            let home = fixture.home
            #expect(try await home.state(fixture.key) == state.rawValue, "\(operation) \(state)")
            let refusal = await home.refusal(operation, try await fixture.input(for: operation))
            guard let wanted = cell.refusal(home.arn(fixture.key), state) else {
                // A wrong signature or code says that the key was used.
                let isUse = ["KMSInvalidSignatureException", "KMSInvalidMacException"].contains(refusal?.code)
                #expect(refusal == nil || isUse, "\(operation) \(state)")
                continue
            }
            #expect(refusal?.code == wanted.code, "\(operation) \(state)")
            if let message = wanted.message { #expect(refusal?.message == message, "\(operation) \(state)") }
        }
    }

    @Test func theTableIsComplete() {
        let keyless: Set<String> = [
            "CreateKey", "ListKeys", "GenerateRandom", "ListRetirableGrants", "CreateCustomKeyStore",
            "ConnectCustomKeyStore", "DisconnectCustomKeyStore", "DescribeCustomKeyStores", "UpdateCustomKeyStore",
            "DeleteCustomKeyStore",
        ]
        #expect(Set(Self.cells.map(\.0)).union(keyless) == Set(KMSOperations.all.names))
    }

    @Test(arguments: ["GetParametersForImport", "ImportKeyMaterial", "DeleteImportedKeyMaterial"])
    func keysOfTheServicesOwnMaterialAreNeverImportedInto(_ operation: String) async throws {
        for state in [KeyState.enabled, .disabled] {
            let fixture = try await KeyInState(state, for: "Encrypt")
            #expect(
                await fixture.home.refusal(operation, try await fixture.input(for: operation))
                    == Refusal(
                        "UnsupportedOperationException",
                        "\(fixture.home.arn(fixture.key)) origin is AWS_KMS which is not valid for this operation."))
        }
    }

    @Test func anAliasMayLeaveAKeyThatIsOnItsWayOut() async throws {
        let keys = try KeyHome()
        let (old, new) = (try await keys.createKey(), try await keys.createKey())
        try await keys.call("CreateAlias", ["AliasName": "alias/a", "TargetKeyId": .string(old)])
        try await keys.call("ScheduleKeyDeletion", ["KeyId": .string(old)])
        try await keys.call("UpdateAlias", ["AliasName": "alias/a", "TargetKeyId": .string(new)])
        #expect(try await keys.metadata("alias/a")["KeyId"]?.string == new)
    }
}

/// A key in a state, of the kind that an operation wants, with what else the operation needs.
struct KeyInState {
    let home: KeyHome
    let key: String
    private let ciphertext: JSONValue?
    private let grant: String?
    private let otherKey: String
    private let material: [UInt8]

    private static let there = Region("eu-central-1") ?? .standard

    private struct Kind {
        var spec = KeySpec.symmetricDefault
        var usage = KeyUsage.encryptDecrypt
        var isExternal = false
        var isMultiRegion = false
    }

    private static func kind(for operation: String) -> Kind {
        switch operation {
        case "Sign", "Verify", "GetPublicKey": Kind(spec: .eccNistP256, usage: .signVerify)
        case "GenerateMac", "VerifyMac": Kind(spec: .hmac256, usage: .generateVerifyMac)
        case "DeriveSharedSecret": Kind(spec: .eccNistP256, usage: .keyAgreement)
        case "GetParametersForImport", "ImportKeyMaterial", "DeleteImportedKeyMaterial": Kind(isExternal: true)
        case "ReplicateKey", "UpdatePrimaryRegion": Kind(isMultiRegion: true)
        default: Kind()
        }
    }

    init(_ state: KeyState, for operation: String, store: RecordingStore? = nil) async throws {
        let hsm = ScriptedHSM(.init(clusters: ["cluster-abcdefg2345": HSMCluster(certificate: "A")]))
        let here = try KeyHome(hsm: hsm, store: store)
        let there = here.at(Self.there)
        var kind = state == .unavailable ? Kind() : Self.kind(for: operation)
        kind.isExternal = kind.isExternal || state == .pendingImport
        kind.isMultiRegion = kind.isMultiRegion || [.pendingReplicaDeletion, .creating, .updating].contains(state)
        let bytes = try Self.material(of: kind.spec)
        let key = try await Self.make(kind, state, in: here)
        if kind.isExternal { try await here.importMaterial(bytes, into: key) }
        let isSymmetric = kind.spec == .symmetricDefault
        ciphertext = isSymmetric ? try await here.encrypt("x", key) : nil
        var grantHome = here
        if operation == "UpdatePrimaryRegion" || [.pendingReplicaDeletion, .creating, .updating].contains(state) {
            let isMoving = operation == "UpdatePrimaryRegion"
            try await here.call("ReplicateKey", ["KeyId": .string(key), "ReplicaRegion": .string(Self.there.code)])
            if state != .creating || isMoving { here.clock.advance(.seconds(1)) }
            if kind.isExternal, state != .creating { try await there.importMaterial(bytes, into: key) }
        }
        if state == .updating { grantHome = there }
        let root = "arn:aws:iam::111122223333:root"
        let grantOperation: JSONValue = ["DescribeKey", "RetireGrant"]
        grant =
            try? await grantHome.call(
                "CreateGrant", ["KeyId": .string(key), "GranteePrincipal": .string(root), "Operations": grantOperation])[
                "GrantId"]?.string
        home = try await Self.move(key, to: state, from: here, there, isMoving: operation == "UpdatePrimaryRegion")
        self.key = key
        material = bytes
        otherKey = try await home.createKey(kind.spec, kind.usage)
        try await home.call("CreateAlias", ["AliasName": "alias/other", "TargetKeyId": .string(otherKey)])
        if !state.isPendingDeletion {
            try await home.call("CreateAlias", ["AliasName": "alias/this", "TargetKeyId": .string(key)])
        }
    }

    private static func material(of spec: KeySpec) throws -> [UInt8] {
        guard spec.isAsymmetric else { return [UInt8](repeating: 5, count: 32) }
        return try PrivateKey.generate(.ec(.p256)).pkcs8().exportForResponse()
    }

    private static func make(_ kind: Kind, _ state: KeyState, in home: KeyHome) async throws -> String {
        var input: JSONObject = ["MultiRegion": .bool(kind.isMultiRegion)]
        if kind.isExternal { input["Origin"] = "EXTERNAL" }
        guard state == .unavailable else { return try await home.createKey(kind.spec, kind.usage, input) }
        let store = try #require(
            try await home.call(
                "CreateCustomKeyStore",
                [
                    "CustomKeyStoreName": "s", "CloudHsmClusterId": "cluster-abcdefg2345",
                    "TrustAnchorCertificate": "-----BEGIN CERTIFICATE-----", "KeyStorePassword": "kmsuser-password",
                ])["CustomKeyStoreId"])
        try await home.call("ConnectCustomKeyStore", ["CustomKeyStoreId": store])
        home.clock.advance(.seconds(2))
        return try await home.createKey(["Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": store])
    }

    private static func move(
        _ key: String, to state: KeyState, from here: KeyHome, _ there: KeyHome, isMoving: Bool
    ) async throws -> KeyHome {
        let only: JSONObject = ["KeyId": .string(key)]
        switch state {
        case .enabled: break
        case .disabled: try await here.call("DisableKey", only)
        case .pendingDeletion:
            if isMoving {
                try await there.call("ScheduleKeyDeletion", ["KeyId": .string(key), "PendingWindowInDays": 7])
                here.clock.advance(.days(7))
            }
            try await here.call("ScheduleKeyDeletion", only)
        case .pendingReplicaDeletion: try await here.call("ScheduleKeyDeletion", only)
        case .pendingImport: try await here.call("DeleteImportedKeyMaterial", only)
        case .unavailable:
            let store = try #require(try await here.metadata(key)["CustomKeyStoreId"])
            try await here.call("DisconnectCustomKeyStore", ["CustomKeyStoreId": store])
        case .creating:
            guard isMoving else { return there }
            let third = here.at(try #require(Region("ap-south-1")))
            try await here.call("ReplicateKey", ["KeyId": .string(key), "ReplicaRegion": "ap-south-1"])
            return third
        case .updating:
            try await here.call(
                "UpdatePrimaryRegion", ["KeyId": .string(key), "PrimaryRegion": .string(there.region.code)])
            return there
        }
        return here
    }

    /// An input for the operation that only the key's state can stand in the way of.
    func input(for operation: String) async throws -> JSONObject {
        let id = JSONValue.string(key)
        var input: JSONObject = ["KeyId": id]
        switch operation {
        case "CreateAlias": input = ["AliasName": "alias/new", "TargetKeyId": id]
        case "UpdateAlias": input = ["AliasName": "alias/other", "TargetKeyId": id]
        case "DeleteAlias": input = ["AliasName": "alias/other"]
        case "TagResource": input["Tags"] = [["TagKey": "a", "TagValue": "b"]]
        case "UntagResource": input["TagKeys"] = ["a"]
        case "UpdateKeyDescription": input["Description"] = "d"
        case "CreateGrant":
            input["GranteePrincipal"] = "arn:aws:iam::111122223333:root"
            input["Operations"] = ["DescribeKey"]
        case "RevokeGrant", "RetireGrant": input["GrantId"] = .string(try #require(grant))
        case "PutKeyPolicy":
            input["Policy"] = try await home.call("GetKeyPolicy", ["KeyId": id])["Policy"]
        case "Encrypt": input["Plaintext"] = .blob("x")
        case "Decrypt": input = ["CiphertextBlob": try #require(ciphertext)]
        case "ReEncrypt": input = ["CiphertextBlob": try #require(ciphertext), "DestinationKeyId": id]
        case "GenerateDataKey", "GenerateDataKeyWithoutPlaintext": input["KeySpec"] = "AES_256"
        case "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext": input["KeyPairSpec"] = "ECC_NIST_P256"
        case "ReplicateKey": input["ReplicaRegion"] = "sa-east-1"
        case "UpdatePrimaryRegion":
            input["PrimaryRegion"] = .string(home.region == .standard ? Self.there.code : "us-east-1")
        default: try await addCryptography(for: operation, to: &input)
        }
        return input
    }

    private func addCryptography(for operation: String, to input: inout JSONObject) async throws {
        switch operation {
        case "GenerateMac", "VerifyMac":
            input["Message"] = .blob("m")
            input["MacAlgorithm"] = "HMAC_SHA_256"
            if operation == "VerifyMac" { input["Mac"] = .blob("wrong") }
        case "Sign", "Verify":
            input["Message"] = .blob("m")
            input["SigningAlgorithm"] = "ECDSA_SHA_256"
            if operation == "Verify" { input["Signature"] = .blob("wrong") }
        case "DeriveSharedSecret":
            input["KeyAgreementAlgorithm"] = "ECDH"
            input["PublicKey"] = .blob(try PrivateKey.generate(.ec(.p256)).publicKey.subjectPublicKeyInfo())
        case "Encapsulate", "Decapsulate":
            input["EncapsulationAlgorithm"] = "ML_KEM"
            if operation == "Decapsulate" { input["SharedSecretCiphertextBlob"] = .blob("x") }
        case "GetParametersForImport":
            input["WrappingAlgorithm"] = "SM2PKE"
            input["WrappingKeySpec"] = "SM2"
        case "ImportKeyMaterial": try await addMaterial(to: &input)
        default: break
        }
    }

    /// Material wrapped as the service asks for it now, or some bytes where it does not let itself be asked.
    private func addMaterial(to input: inout JSONObject) async throws {
        input["ExpirationModel"] = "KEY_MATERIAL_DOES_NOT_EXPIRE"
        input["ImportToken"] = .blob("no token")
        input["EncryptedKeyMaterial"] = .blob("no material")
        if try await home.state(key) == KeyState.updating.rawValue { try await settle(&input) }
        let parameters = try? await home.call(
            "GetParametersForImport",
            ["KeyId": .string(key), "WrappingAlgorithm": "SM2PKE", "WrappingKeySpec": "SM2"])
        guard let parameters else { return }
        let wrappingKey = try PublicKey(subjectPublicKeyInfo: try parameters["PublicKey"].bytes())
        input["ImportToken"] = parameters["ImportToken"]
        input["EncryptedKeyMaterial"] = .blob(try wrappingKey.encrypt(material, .sm2))
    }

    /// While a key is updating no parameters can be had, so they are fetched before and after the moment.
    private func settle(_ input: inout JSONObject) async throws {
        home.clock.advance(.seconds(1))
        let parameters = try await home.call(
            "GetParametersForImport",
            ["KeyId": .string(key), "WrappingAlgorithm": "SM2PKE", "WrappingKeySpec": "SM2"])
        let wrappingKey = try PublicKey(subjectPublicKeyInfo: try parameters["PublicKey"].bytes())
        input["ImportToken"] = parameters["ImportToken"]
        input["EncryptedKeyMaterial"] = .blob(try wrappingKey.encrypt(material, .sm2))
        try await home.call("UpdatePrimaryRegion", ["KeyId": .string(key), "PrimaryRegion": "us-east-1"])
    }
}
