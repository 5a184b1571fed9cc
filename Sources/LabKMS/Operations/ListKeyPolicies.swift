public import LabCore
public import LabService

/// `ListKeyPolicies`: the names of a key's policies, of which there is one.
///
/// - SeeAlso: AWS KMS API Reference, "ListKeyPolicies"
public enum ListKeyPolicies: KeyQuery {
    /// `ListKeyPolicies`.
    public static let name = "ListKeyPolicies"
    /// In every state.
    public static let stateRule = KeyStateRule.always

    /// Which key, and which page.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// Entries a page, 1 to 1,000.
        public var limit: Int
        /// Where the page begins.
        public var marker: String?

        /// Which key.
        public init(keyID: String) {
            self.keyID = keyID
            limit = KMSLimits.listKeyPoliciesPage.standard
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            limit = members.limit(KMSLimits.listKeyPoliciesPage)
            marker = members.marker()
        }
    }

    /// The names.
    public struct Output: JSONOutput {
        /// The members.
        public var json: JSONObject { ["PolicyNames": [.string(KeyPolicy.name)], "Truncated": false] }
    }

    /// Names them.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        // One page holds the one name, so no page ever ended with a marker.
        guard input.marker == nil else { throw KMSError.invalidMarker }
        return Output()
    }
}
