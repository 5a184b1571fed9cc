import LabCore
import LabKMS
import LabTesting
import Testing

@Suite struct ExternalStoreTests {
    let manager = ScriptedKeyManager()
    let keys: KeyHome

    init() throws {
        keys = try KeyHome(externalKeys: manager)
    }

    private static let secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA=="

    private func creation(_ more: JSONObject = [:]) -> JSONObject {
        var input: JSONObject = [
            "CustomKeyStoreName": "outside", "CustomKeyStoreType": "EXTERNAL_KEY_STORE",
            "XksProxyConnectivity": "PUBLIC_ENDPOINT", "XksProxyUriEndpoint": "https://xks.example.com",
            "XksProxyUriPath": "/kms/xks/v1",
            "XksProxyAuthenticationCredential": [
                "AccessKeyId": "ABCDEFGHIJKLMNOPQRST", "RawSecretAccessKey": .string(Self.secret),
            ],
        ]
        for member in more.members { input[member.name] = member.value }
        return input
    }

    private func makeStore(in home: KeyHome, _ more: JSONObject = [:]) async throws -> String {
        let store = try await home.call("CreateCustomKeyStore", creation(more))["CustomKeyStoreId"]?.string
        return try #require(store)
    }

    private func connected(in home: KeyHome) async throws -> String {
        let store = try await makeStore(in: home)
        try await home.call("ConnectCustomKeyStore", ["CustomKeyStoreId": .string(store)])
        home.clock.advance(.seconds(2))
        return store
    }

    private func key(_ store: String, _ externalKey: String = "key-1") -> JSONObject {
        [
            "Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": .string(store), "XksKeyId": .string(externalKey),
        ]
    }

    @Test func whatAnExternalKeyEncryptsIsEncryptedTwice() async throws {
        let home = try KeyHome()
        let store = try await connected(in: home)
        let key = try await home.createKey(key(store))
        let metadata = try await home.metadata(key)
        #expect(metadata["Origin"] == "EXTERNAL_KEY_STORE")
        #expect(metadata["XksKeyConfiguration"] == ["Id": "key-1"])
        #expect(metadata["CloudHsmClusterId"] == nil)
        let blob = try await home.encrypt("twice", key, ["a": "b"])
        #expect(try await home.decrypt(blob, ["a": "b"]) == "twice")
        let bytes = try #require(Base64.decode(blob.string ?? ""))
        #expect(CiphertextBlob(bytes)?.suite == .external)
        for index in [1, 60, bytes.count - 1] {
            var changed = bytes
            changed[index] ^= 1
            let refusal = await home.refusal(
                "Decrypt", ["CiphertextBlob": .blob(changed), "EncryptionContext": ["a": "b"]])
            #expect(
                ["InvalidCiphertextException", "KMSInvalidStateException"].contains(refusal?.code), "byte \(index)")
        }
        #expect(await home.refusal("Decrypt", ["CiphertextBlob": blob]) == Refusal("InvalidCiphertextException"))
    }

    @Test func anExternalKeyServesOneKey() async throws {
        let store = try await connected(in: keys)
        _ = try await keys.createKey(key(store))
        #expect(await keys.refusal("CreateKey", key(store))?.code == "XksKeyAlreadyInUseException")
        _ = try await keys.createKey(key(store, "key-2"))
        var nameless = key(store)
        nameless["XksKeyId"] = nil
        #expect(await keys.refusal("CreateKey", nameless)?.code == "ValidationException")
        manager.fail(.noSuchKey)
        #expect(await keys.refusal("CreateKey", key(store, "key-3"))?.code == "XksKeyNotFoundException")
        manager.fail(.unsuitableKey)
        #expect(await keys.refusal("CreateKey", key(store, "key-3"))?.code == "XksKeyInvalidConfigurationException")
        #expect(
            await keys.refusal("GenerateRandom", ["NumberOfBytes": 1, "CustomKeyStoreId": .string(store)])?.code
                == "UnsupportedOperationException")
    }

    @Test(arguments: [
        (ExternalKeyError.unreachable, "XksProxyUriUnreachableException", "XKS_PROXY_NOT_REACHABLE"),
        (.timedOut, "XksProxyUriUnreachableException", "XKS_PROXY_TIMED_OUT"),
        (.accessDenied, "XksProxyIncorrectAuthenticationCredentialException", "XKS_PROXY_ACCESS_DENIED"),
        (.invalidResponse, "XksProxyInvalidResponseException", "XKS_PROXY_INVALID_RESPONSE"),
        (.invalidConfiguration, "XksProxyInvalidConfigurationException", "XKS_PROXY_INVALID_CONFIGURATION"),
        (.vpcServiceNotFound, "XksProxyVpcEndpointServiceNotFoundException", "XKS_VPC_ENDPOINT_SERVICE_NOT_FOUND"),
        (
            .vpcServiceInvalid, "XksProxyVpcEndpointServiceInvalidConfigurationException",
            "XKS_VPC_ENDPOINT_SERVICE_INVALID_CONFIGURATION"
        ),
    ])
    func aProxyThatDoesNotWorkIsRefusedAndFailsTheConnection(
        _ failure: ExternalKeyError, _ code: String, _ connection: String
    ) async throws {
        let store = try await makeStore(in: keys)
        manager.fail(failure)
        #expect(
            await keys.refusal(
                "CreateCustomKeyStore", creation(["CustomKeyStoreName": "b", "XksProxyUriPath": "/b/kms/xks/v1"]))?
                .code == code)
        #expect(
            await keys.refusal(
                "UpdateCustomKeyStore",
                ["CustomKeyStoreId": .string(store), "XksProxyUriPath": "/c/kms/xks/v1"])?.code == code)
        try await keys.call("ConnectCustomKeyStore", ["CustomKeyStoreId": .string(store)])
        keys.clock.advance(.seconds(2))
        let described = try await keys.call("DescribeCustomKeyStores")["CustomKeyStores"]?.array?.first
        #expect(described?["ConnectionState"] == "FAILED")
        #expect(described?["ConnectionErrorCode"]?.string == connection)
    }

    @Test func aProxyThatGoesAwayFailsTheRequestWithTheCause() async throws {
        let store = try await connected(in: keys)
        let key = try await keys.createKey(key(store))
        let blob = try await keys.encrypt("x", key)
        manager.fail(.invalidCiphertext)
        #expect(
            await keys.refusal("Decrypt", ["CiphertextBlob": blob])
                == Refusal(
                    "KMSInvalidStateException",
                    "The external key store proxy rejected the request because the specified ciphertext or additional "
                        + "authenticated data is corrupted, missing, or otherwise invalid."))
        #expect(try await keys.state(key) == "Enabled")
    }

    @Test func addressesAreNotShared() async throws {
        _ = try await makeStore(in: keys)
        func refusal(_ more: JSONObject) async -> String? {
            var input = creation(more)
            input["CustomKeyStoreName"] = "second"
            return await keys.refusal("CreateCustomKeyStore", input)?.code
        }
        #expect(await refusal([:]) == "XksProxyUriInUseException")
        let service = JSONValue.string("com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0")
        #expect(
            await refusal([
                "XksProxyConnectivity": "VPC_ENDPOINT_SERVICE", "XksProxyUriPath": "/a/kms/xks/v1",
                "XksProxyVpcEndpointServiceName": service,
            ]) == "XksProxyUriEndpointInUseException")
        #expect(await refusal(["XksProxyConnectivity": "VPC_ENDPOINT_SERVICE"]) == "ValidationException")
        #expect(await refusal(["XksProxyVpcEndpointServiceName": service]) == "ValidationException")
        #expect(await refusal(["KeyStorePassword": "a-password"]) == "ValidationException")
        try await keys.call(
            "CreateCustomKeyStore",
            creation([
                "CustomKeyStoreName": "private", "XksProxyConnectivity": "VPC_ENDPOINT_SERVICE",
                "XksProxyUriEndpoint": "https://private.example.com", "XksProxyVpcEndpointServiceName": service,
            ]))
        #expect(
            await refusal([
                "XksProxyConnectivity": "VPC_ENDPOINT_SERVICE", "XksProxyUriEndpoint": "https://other.example.com",
                "XksProxyVpcEndpointServiceName": service,
            ]) == "XksProxyVpcEndpointServiceInUseException")
        #expect(await refusal(["XksProxyUriEndpoint": "http://insecure.example.com"]) == "ValidationException")
    }

    @Test func theCredentialIsShownByNameOnly() async throws {
        let store = try await makeStore(in: keys)
        let described = try await keys.call("DescribeCustomKeyStores", ["CustomKeyStoreId": .string(store)])
        let proxy = described["CustomKeyStores"]?.array?.first?["XksProxyConfiguration"]
        #expect(proxy?["AccessKeyId"] == "ABCDEFGHIJKLMNOPQRST")
        #expect(!JSONValue.object(described).compactText.contains(Self.secret))
    }
}
