public import LabCore
public import LabService

/// `ListRetirableGrants`: the grants that a principal may retire, on the keys of all accounts.
///
/// - SeeAlso: AWS KMS API Reference, "ListRetirableGrants"
public enum ListRetirableGrants: AccountOperation, Query {
    /// `ListRetirableGrants`.
    public static let name = "ListRetirableGrants"
    /// Reads.
    public static let isReadOnly = true

    /// Whose grants, and which page.
    public struct Input: MemberInput {
        /// Entries a page, 1 to 100.
        public var limit: Int
        /// Where the page begins.
        public var marker: String?
        /// The retiring principal, by ARN.
        public var retiringPrincipal: String

        /// Whose grants.
        public init(retiringPrincipal: String) {
            limit = KMSLimits.listGrantsPage.standard
            self.retiringPrincipal = retiringPrincipal
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            limit = members.limit(KMSLimits.listGrantsPage)
            marker = members.marker()
            retiringPrincipal = members.requiredPrincipal("RetiringPrincipal")
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        let page: Page<GrantRecord>
        /// The grants, ascending by key and id.
        public var grants: [GrantRecord] { page.elements }

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = ["Grants": .array(grants.map { .object($0.json) })]
            page.appendEnd(to: &json)
            return json
        }
    }

    /// The principal must be one of the caller's account.
    public static func check(_ input: Input, on target: Void, in call: Call, state: KMSState) throws(ServiceError) {
        try LimitRules.require(input.limit, in: KMSLimits.listGrantsPage)
        let principal = try GrantPrincipal(awsPrincipal: input.retiringPrincipal)
        guard ARN(principal.text)?.account == call.account.digits else {
            throw KMSError.invalidPrincipal(input.retiringPrincipal)
        }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let principal = try GrantPrincipal(awsPrincipal: input.retiringPrincipal)
        let start = try decodeMarker(input.marker)
        let listed = state.grants.all.filter { grant in
            grant.address.key.region == call.region && grant.terms.retiring == principal
                && grant.address.rowKey >= start
        }
        return Output(page: Page(listed, limit: input.limit, key: \.address.rowKey))
    }

    /// The principal.
    public static func parameters(_ input: Input) -> JSONObject? {
        ["retiringPrincipal": .string(input.retiringPrincipal)]
    }
}
