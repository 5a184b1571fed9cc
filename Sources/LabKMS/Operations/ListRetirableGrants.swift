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
        public var retiringPrincipal: String?
        /// The retiring service, in its place.
        public var retiringService: String?

        /// Whose grants.
        public init(retiringPrincipal: String) {
            limit = KMSLimits.listGrantsPage.standard
            self.retiringPrincipal = retiringPrincipal
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            limit = members.limit(KMSLimits.listGrantsPage)
            marker = members.marker()
            retiringPrincipal = members.principal("RetiringPrincipal")
            retiringService = members.servicePrincipal("RetiringServicePrincipal")
        }

        /// Whose grants.
        ///
        /// - Throws: `ValidationException` for none and for two, `InvalidArnException` for one that can hold no grant.
        func principal() throws(ServiceError) -> GrantPrincipal {
            switch (retiringPrincipal, retiringService) {
            case (let arn?, nil): try GrantPrincipal(awsPrincipal: arn)
            case (nil, let service?): .service(service)
            default:
                throw KMSError.validation("Either RetiringPrincipal or RetiringServicePrincipal must be given.")
            }
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

    /// A principal with an ARN must be one of the caller's account.
    public static func check(_ input: Input, on target: Void, in call: Call, state: KMSState) throws(ServiceError) {
        try LimitRules.require(input.limit, in: KMSLimits.listGrantsPage)
        guard case .aws(let arn) = try input.principal() else { return }
        guard ARN(arn)?.account == call.account.digits else { throw KMSError.invalidPrincipal(arn) }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let principal = try input.principal()
        let start = try decodeMarker(input.marker)
        let listed = state.grants.all.filter { grant in
            grant.address.key.region == call.region && grant.terms.retiring == principal
                && grant.address.rowKey >= start && grant.isVisible(to: call.account)
        }
        return Output(page: Page(listed, limit: input.limit, key: \.address.rowKey))
    }

    /// The principal.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = [:]
        parameters["retiringPrincipal"] = input.retiringPrincipal.map(JSONValue.string)
        parameters["retiringServicePrincipal"] = input.retiringService.map(JSONValue.string)
        return parameters
    }
}

extension GrantRecord {
    /// Whether an account that asks for a retiring principal may see the grant: its own principals retire grants on keys
    /// of every account, but a service retires grants for everybody.
    fileprivate func isVisible(to account: AccountID) -> Bool {
        guard case .service? = terms.retiring else { return true }
        return address.key.account == account
    }
}
