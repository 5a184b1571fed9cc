public import LabCore
public import LabService

/// `DescribeCustomKeyStores`: the custom key stores of the account in the Region.
///
/// - SeeAlso: AWS KMS API Reference, "DescribeCustomKeyStores"
public enum DescribeCustomKeyStores: AccountOperation, Query {
    /// `DescribeCustomKeyStores`.
    public static let name = "DescribeCustomKeyStores"
    /// Reads.
    public static let isReadOnly = true

    /// Which stores, and which page.
    public struct Input: MemberInput {
        /// This store only.
        public var storeID: String?
        /// The store of this name only.
        public var storeName: String?
        /// Entries a page, 1 to 1,000.
        public var limit: Int
        /// Where the page begins.
        public var marker: String?

        /// Which stores.
        public init(storeID: String? = nil, storeName: String? = nil) {
            self.storeID = storeID
            self.storeName = storeName
            limit = KMSLimits.describeStoresPage.standard
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            storeID = members.storeID()
            storeName = members.string("CustomKeyStoreName", KMSLimits.storeNameLength)
            limit = members.limit(KMSLimits.describeStoresPage)
            marker = members.marker()
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        let page: Page<CustomKeyStoreRecord>
        /// The stores, ascending by id.
        public var stores: [CustomKeyStoreRecord] { page.elements }

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = ["CustomKeyStores": .array(stores.map { .object($0.json) })]
            page.appendEnd(to: &json)
            return json
        }
    }

    /// By id or by name, not both.
    public static func check(_ input: Input, on target: Void, in call: Call, state: KMSState) throws(ServiceError) {
        guard input.storeID == nil || input.storeName == nil else {
            throw KMSError.validation("CustomKeyStoreId and CustomKeyStoreName exclude each other.")
        }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let start = try decodeMarker(input.marker)
        let listed = state.stores(of: call.account, in: call.region, from: start).filter { store in
            (input.storeID == nil || store.address.storeID == input.storeID)
                && (input.storeName == nil || store.name == input.storeName)
        }
        if let name = input.storeID ?? input.storeName, listed.isEmpty { throw StoreError.notFound(name) }
        return Output(page: Page(listed, limit: input.limit, key: \.address.storeID))
    }

    /// The filters.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = [:]
        parameters["customKeyStoreId"] = input.storeID.map(JSONValue.string)
        parameters["customKeyStoreName"] = input.storeName.map(JSONValue.string)
        return parameters.isEmpty ? nil : parameters
    }
}

extension CustomKeyStoreRecord {
    /// The store as DescribeCustomKeyStores answers it: no secrets.
    var json: JSONObject {
        var json: JSONObject = [
            "CustomKeyStoreId": .string(address.storeID), "CustomKeyStoreName": .string(name),
        ]
        if let cloudHSM {
            json["CloudHsmClusterId"] = .string(cloudHSM.clusterID)
            json["TrustAnchorCertificate"] = .string(cloudHSM.trustAnchor)
        }
        json["ConnectionState"] = .string(connection.rawValue)
        json["ConnectionErrorCode"] = (connectionError?.rawValue).map(JSONValue.string)
        json["CreationDate"] = .moment(createdAt)
        json["CustomKeyStoreType"] = .string(type.rawValue)
        json["XksProxyConfiguration"] = external.map { .object($0.json) }
        return json
    }
}

extension ExternalProxyConfiguration {
    fileprivate var json: JSONObject {
        var json: JSONObject = [
            "Connectivity": .string(connectivity.rawValue), "AccessKeyId": .string(accessKeyID),
            "UriEndpoint": .string(uriEndpoint), "UriPath": .string(uriPath),
        ]
        json["VpcEndpointServiceName"] = vpcServiceName.map(JSONValue.string)
        json["VpcEndpointServiceOwner"] = vpcServiceOwner.map(JSONValue.string)
        return json
    }
}
