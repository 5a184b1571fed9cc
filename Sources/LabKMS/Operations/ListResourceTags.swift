public import LabCore
public import LabService

/// `ListResourceTags`: a key's tags.
///
/// - SeeAlso: AWS KMS API Reference, "ListResourceTags"
public enum ListResourceTags: KeyQuery {
    /// `ListResourceTags`.
    public static let name = "ListResourceTags"
    /// In every state.
    public static let stateRule = KeyStateRule.always

    /// Which key, and which page.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// Entries a page, 1 to 50.
        public var limit: Int
        /// Where the page begins.
        public var marker: String?

        /// Which key.
        public init(keyID: String) {
            self.keyID = keyID
            limit = KMSLimits.listResourceTagsPage.standard
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            limit = members.limit(KMSLimits.listResourceTagsPage)
            marker = members.marker()
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        let page: Page<Tag>
        /// The tags, in the order in which they were set.
        public var tags: [Tag] { page.elements }

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = ["Tags": .array(tags.map(\.json))]
            page.appendEnd(to: &json)
            return json
        }
    }

    /// The service takes pages of 50.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try LimitRules.require(input.limit, in: KMSLimits.listResourceTagsPage)
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let marker = try decodeMarker(input.marker)
        let rest = marker.isEmpty ? target.key.tags[...] : target.key.tags.drop { $0.key != marker }
        guard marker.isEmpty || !rest.isEmpty else { throw KMSError.invalidMarker }
        return Output(page: Page(Array(rest), limit: input.limit, key: \.key))
    }
}
