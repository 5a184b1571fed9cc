import LabCore
import LabKMS
import LabTesting
import Synchronization
import Testing

@Suite struct CloudHSMStoreTests {
    static let cluster = "cluster-abcdefg2345"
    static let relative = "cluster-relative234"
    static let stranger = "cluster-stranger234"
    static let small = "cluster-small234567"
    static let asleep = "cluster-asleep23456"
    static let anchor = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"

    let hsm: ScriptedHSM
    let keys: KeyHome

    init() throws {
        hsm = ScriptedHSM(
            ScriptedHSM.Script(clusters: [
                Self.cluster: HSMCluster(certificate: "A", trustAnchor: Self.anchor),
                Self.relative: HSMCluster(certificate: "A"), Self.stranger: HSMCluster(certificate: "B"),
                Self.small: HSMCluster(activeHSMs: 1, certificate: "C"),
                Self.asleep: HSMCluster(isActive: false, certificate: "D"),
            ]))
        keys = try KeyHome(hsm: hsm)
    }

    private func creation(_ more: JSONObject = [:]) -> JSONObject {
        var input: JSONObject = [
            "CustomKeyStoreName": "store", "CloudHsmClusterId": .string(Self.cluster),
            "TrustAnchorCertificate": .string(Self.anchor), "KeyStorePassword": "kmsuser-password",
        ]
        for member in more.members { input[member.name] = member.value }
        return input
    }

    private func makeStore(_ more: JSONObject = [:]) async throws -> String {
        try #require(try await keys.call("CreateCustomKeyStore", creation(more))["CustomKeyStoreId"]?.string)
    }

    private func connect(_ store: String) async throws {
        try await keys.call("ConnectCustomKeyStore", ["CustomKeyStoreId": .string(store)])
        keys.clock.advance(.seconds(2))
    }

    private func disconnect(_ store: String) async throws {
        try await keys.call("DisconnectCustomKeyStore", ["CustomKeyStoreId": .string(store)])
        keys.clock.advance(.seconds(2))
    }

    private func makeKey(in store: String) async throws -> String {
        try await keys.createKey(["Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": .string(store)])
    }

    private func describe(_ store: String) async throws -> JSONObject {
        let answer = try await keys.call("DescribeCustomKeyStores", ["CustomKeyStoreId": .string(store)])
        return try #require(answer["CustomKeyStores"]?.array?.first?.object)
    }

    @Test func aStoreIsMadeConnectedUsedDisconnectedAndDeleted() async throws {
        let store = try await makeStore()
        #expect(store.hasPrefix("cks-"))
        #expect(store.utf8.count == 21)
        #expect(try await describe(store)["ConnectionState"] == "DISCONNECTED")
        try await keys.call("ConnectCustomKeyStore", ["CustomKeyStoreId": .string(store)])
        #expect(try await describe(store)["ConnectionState"] == "CONNECTING")
        keys.clock.advance(.seconds(2))
        let description = try await describe(store)
        #expect(description["ConnectionState"] == "CONNECTED")
        #expect(description["CloudHsmClusterId"]?.string == Self.cluster)
        #expect(description["CustomKeyStoreType"] == "AWS_CLOUDHSM")
        #expect(!JSONValue.object(description).compactText.contains("kmsuser-password"))
        try await disconnect(store)
        try await keys.call("DeleteCustomKeyStore", ["CustomKeyStoreId": .string(store)])
        #expect(
            await keys.refusal("DescribeCustomKeyStores", ["CustomKeyStoreId": .string(store)])?.code
                == "CustomKeyStoreNotFoundException")
    }

    @Test func aKeyInTheStoreIsUsedInTheHSM() async throws {
        let store = try await makeStore()
        try await connect(store)
        let key = try await makeKey(in: store)
        let metadata = try await keys.metadata(key)
        #expect(metadata["Origin"] == "AWS_CLOUDHSM")
        #expect(metadata["CustomKeyStoreId"]?.string == store)
        #expect(metadata["CloudHsmClusterId"]?.string == Self.cluster)
        #expect(metadata["CurrentKeyMaterialId"] == nil)
        #expect(hsm.handles.count == 1)
        let blob = try await keys.encrypt("in the HSM", key, ["a": "b"])
        #expect(CiphertextBlob(try #require(Base64.decode(blob.string ?? "")))?.suite == .cloudHSM)
        #expect(try await keys.decrypt(blob, ["a": "b"]) == "in the HSM")
        #expect(await keys.refusal("Decrypt", ["CiphertextBlob": blob]) == Refusal("InvalidCiphertextException"))
        let dataKey = try await keys.call("GenerateDataKey", ["KeyId": .string(key), "KeySpec": "AES_256"])
        #expect(dataKey["KeyMaterialId"] == nil)
        let opened = try await keys.call("Decrypt", ["CiphertextBlob": try #require(dataKey["CiphertextBlob"])])
        #expect(opened["Plaintext"] == dataKey["Plaintext"])
        let random = try await keys.call(
            "GenerateRandom", ["NumberOfBytes": 20, "CustomKeyStoreId": .string(store)])
        #expect(try random["Plaintext"].bytes().count == 20)
        try await keys.call("ScheduleKeyDeletion", ["KeyId": .string(key), "PendingWindowInDays": 7])
        keys.clock.advance(.days(7))
        #expect(await keys.refusal("DescribeKey", ["KeyId": .string(key)])?.code == "NotFoundException")
        #expect(hsm.handles.isEmpty)
    }

    @Test func keysAreUnavailableWhileTheStoreIsDisconnected() async throws {
        let store = try await makeStore()
        try await connect(store)
        let key = try await makeKey(in: store)
        let blob = try await keys.encrypt("text", key)
        try await disconnect(store)
        #expect(try await keys.state(key) == "Unavailable")
        #expect(try await keys.metadata(key)["Enabled"] == false)
        #expect(
            await keys.refusal("Decrypt", ["CiphertextBlob": blob])
                == Refusal("KMSInvalidStateException", "\(keys.arn(key)) is unavailable."))
        try await keys.call("DisableKey", ["KeyId": .string(key)])
        #expect(try await keys.state(key) == "Unavailable")
        try await connect(store)
        #expect(try await keys.state(key) == "Disabled")
        try await keys.call("EnableKey", ["KeyId": .string(key)])
        #expect(try await keys.decrypt(blob) == "text")
    }

    @Test func whatOtherKeysCanAndTheseCannotIsUnsupported() async throws {
        let store = try await makeStore()
        try await connect(store)
        let key = try await makeKey(in: store)
        let only: JSONObject = ["KeyId": .string(key)]
        for operation in [
            "EnableKeyRotation", "DisableKeyRotation", "GetKeyRotationStatus", "ListKeyRotations", "RotateKeyOnDemand",
        ] {
            #expect(await keys.refusal(operation, only)?.code == "UnsupportedOperationException", "\(operation)")
        }
        #expect(
            await keys.refusal("GenerateDataKeyPair", ["KeyId": .string(key), "KeyPairSpec": "ECC_NIST_P256"])?.code
                == "UnsupportedOperationException")
        var input: JSONObject = ["Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": .string(store)]
        input["MultiRegion"] = true
        #expect(await keys.refusal("CreateKey", input)?.code == "UnsupportedOperationException")
        input["MultiRegion"] = nil
        input["Origin"] = "AWS_KMS"
        #expect(await keys.refusal("CreateKey", input)?.code == "ValidationException")
        input["CustomKeyStoreId"] = nil
        input["Origin"] = "AWS_CLOUDHSM"
        #expect(await keys.refusal("CreateKey", input)?.code == "ValidationException")
        input["CustomKeyStoreId"] = "cks-none"
        #expect(await keys.refusal("CreateKey", input)?.code == "CustomKeyStoreNotFoundException")
    }

    @Test func everyStateAllowsWhatItAllows() async throws {
        let store = try await makeStore()
        let only: JSONObject = ["CustomKeyStoreId": .string(store)]
        let invalid = "CustomKeyStoreInvalidStateException"
        #expect(await keys.refusal("DisconnectCustomKeyStore", only)?.code == invalid)
        #expect(
            await keys.refusal("CreateKey", ["Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": .string(store)])?.code
                == invalid)
        #expect(
            await keys.refusal("GenerateRandom", ["NumberOfBytes": 1, "CustomKeyStoreId": .string(store)])?.code
                == invalid)
        try await connect(store)
        try await keys.call("ConnectCustomKeyStore", only)
        #expect(await keys.refusal("DeleteCustomKeyStore", only)?.code == invalid)
        var update = only
        update["KeyStorePassword"] = "another-password"
        #expect(await keys.refusal("UpdateCustomKeyStore", update)?.code == invalid)
        try await keys.call(
            "UpdateCustomKeyStore", ["CustomKeyStoreId": .string(store), "NewCustomKeyStoreName": "renamed"])
        #expect(try await describe(store)["CustomKeyStoreName"] == "renamed")
        _ = try await makeKey(in: store)
        try await keys.call("DisconnectCustomKeyStore", only)
        #expect(await keys.refusal("ConnectCustomKeyStore", only)?.code == invalid)
        keys.clock.advance(.seconds(2))
        #expect(await keys.refusal("DeleteCustomKeyStore", only)?.code == "CustomKeyStoreHasCMKsException")
    }

    @Test func aWrongPasswordFailsTheConnectionUntilItIsMended() async throws {
        let store = try await makeStore(["KeyStorePassword": "wrong-password"])
        try await connect(store)
        let failed = try await describe(store)
        #expect(failed["ConnectionState"] == "FAILED")
        #expect(failed["ConnectionErrorCode"] == "INVALID_CREDENTIALS")
        #expect(
            await keys.refusal("ConnectCustomKeyStore", ["CustomKeyStoreId": .string(store)])?.code
                == "CustomKeyStoreInvalidStateException")
        try await disconnect(store)
        try await keys.call(
            "UpdateCustomKeyStore", ["CustomKeyStoreId": .string(store), "KeyStorePassword": "kmsuser-password"])
        try await connect(store)
        #expect(try await describe(store)["ConnectionState"] == "CONNECTED")
    }

    @Test(arguments: [
        (HSMError.userLocked, "USER_LOCKED_OUT"), (.noSuchUser, "USER_NOT_FOUND"), (.unreachable, "NETWORK_ERRORS"),
        (.failed("x"), "INTERNAL_ERROR"),
    ])
    func aFailedConnectionSaysWhy(_ failure: HSMError, _ code: String) async throws {
        let store = try await makeStore()
        hsm.script.withLock { $0.failure = failure }
        try await connect(store)
        #expect(try await describe(store)["ConnectionErrorCode"]?.string == code)
    }

    @Test func anHSMThatGoesAwayFailsTheRequestAndNotTheKey() async throws {
        let store = try await makeStore()
        try await connect(store)
        let key = try await makeKey(in: store)
        hsm.script.withLock { $0.failure = .unreachable }
        #expect(
            await keys.refusal("Encrypt", ["KeyId": .string(key), "Plaintext": .blob("x")])
                == Refusal("KMSInvalidStateException", "The AWS CloudHSM cluster cannot be reached."))
        #expect(try await keys.state(key) == "Enabled")
    }

    @Test func clustersAndNamesAreChecked() async throws {
        func refusal(_ more: JSONObject) async -> String? {
            await keys.refusal("CreateCustomKeyStore", creation(more))?.code
        }
        #expect(await refusal(["CloudHsmClusterId": "cluster-unknown2345"]) == "CloudHsmClusterNotFoundException")
        #expect(await refusal(["CloudHsmClusterId": .string(Self.asleep)]) == "CloudHsmClusterNotActiveException")
        #expect(
            await refusal(["CloudHsmClusterId": .string(Self.small)]) == "CloudHsmClusterInvalidConfigurationException")
        #expect(await refusal(["TrustAnchorCertificate": "no certificate"]) == "IncorrectTrustAnchorException")
        #expect(
            await refusal(["TrustAnchorCertificate": .string(Self.anchor + "x")]) == "IncorrectTrustAnchorException")
        #expect(await refusal(["KeyStorePassword": "short"]) == "ValidationException")
        #expect(await refusal(["XksProxyUriPath": "/kms/xks/v1"]) == "ValidationException")
        let store = try await makeStore()
        #expect(
            await refusal(["CloudHsmClusterId": .string(Self.relative)]) == "CustomKeyStoreNameInUseException")
        #expect(await refusal(["CustomKeyStoreName": "other"]) == "CloudHsmClusterInUseException")
        func update(_ cluster: String) async -> String? {
            await keys.refusal(
                "UpdateCustomKeyStore",
                ["CustomKeyStoreId": .string(store), "CloudHsmClusterId": .string(cluster)])?.code
        }
        #expect(await update(Self.stranger) == "CloudHsmClusterNotRelatedException")
        #expect(await update(Self.relative) == nil)
        #expect(try await describe(store)["CloudHsmClusterId"]?.string == Self.relative)
    }

    @Test func withoutAnHSMConnectingIsRefusedWithAHint() async throws {
        let bare = try KeyHome()
        let store = try await bare.call("CreateCustomKeyStore", creation())["CustomKeyStoreId"]
        #expect(
            await bare.refusal("ConnectCustomKeyStore", ["CustomKeyStoreId": try #require(store)])
                == Refusal("CloudHsmClusterNotActiveException", "The AWS CloudHSM cluster is not active."))
    }

    @Test func thereAreAtMostTenStores() async throws {
        let bare = try KeyHome()
        func create(_ index: Int) async throws {
            let letter = String(UnicodeScalar(UInt8(97 + index)))
            try await bare.call(
                "CreateCustomKeyStore",
                creation([
                    "CustomKeyStoreName": .string(letter),
                    "CloudHsmClusterId": .string("cluster-" + String(repeating: letter, count: 11)),
                ]))
        }
        for index in 0..<10 { try await create(index) }
        await #expect(throws: (any Error).self) { try await create(10) }
        let page = try await bare.call("DescribeCustomKeyStores", ["Limit": 4])
        #expect(page["CustomKeyStores"]?.array?.count == 4)
        #expect(page["Truncated"] == true)
        #expect(
            try await bare.call("DescribeCustomKeyStores", ["CustomKeyStoreName": "c"])["CustomKeyStores"]?.array?.count
                == 1)
    }
}
