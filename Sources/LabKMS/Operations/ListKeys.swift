public import LabCore
public import LabService

/// `ListKeys`: the keys of the account in the Region.
///
/// - SeeAlso: AWS KMS API Reference, "ListKeys"
public enum ListKeys: AccountOperation, Query {
    /// `ListKeys`.
    public static let name = "ListKeys"
    /// Reads.
    public static let isReadOnly = true

    /// Which page.
    public struct Input: MemberInput {
        /// Entries a page, 1 to 1,000.
        public var limit: Int
        /// Where the page begins.
        public var marker: String?
        /// Whose keys; one's own unless something else is said.
        public var owners: [ResourceOwner]

        /// Which page.
        public init(limit: Int = KMSLimits.listKeysPage.standard, marker: String? = nil) {
            self.limit = limit
            self.marker = marker
            owners = [.own]
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            limit = members.limit(KMSLimits.listKeysPage)
            marker = members.marker()
            owners = members.enumerations("ResourceOwners", KMSLimits.resourceOwners, of: ResourceOwner.self) ?? [.own]
        }
    }

    /// Whose keys there are to list.
    public enum ResourceOwner: String, CaseIterable, Sendable {
        /// The account's own.
        case own = "SELF"
        /// Keys that other accounts share through AWS RAM; the lab has no RAM, so there are none.
        case shared = "OTHER_ACCOUNTS_VIA_RAM"
    }

    /// A page.
    public struct Output: JSONOutput {
        let page: Page<KeyAddress>
        /// The keys, ascending by id.
        public var keys: [KeyAddress] { page.elements }
        /// Where the next page begins; `nil` on the last.
        public var nextMarker: String? { page.nextMarker }

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = ["Keys": .array(keys.map(Self.entry))]
            page.appendEnd(to: &json)
            return json
        }

        private static func entry(_ key: KeyAddress) -> JSONValue {
            ["KeyId": .string(key.keyID), "KeyArn": .string(key.arn.description)]
        }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let start = try decodeMarker(input.marker)
        guard input.owners.contains(.own) else {
            return Output(page: Page([], limit: input.limit, key: \.keyID))
        }
        let keys = state.keys(of: call.account, in: call.region, from: start).filter { $0.manager != .awsOwned }
        return Output(page: Page(keys.map(\.address), limit: input.limit, key: \.keyID))
    }
}
