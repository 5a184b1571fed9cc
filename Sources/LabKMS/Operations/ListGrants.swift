public import LabCore
import LabPolicy
public import LabService

/// `ListGrants`: the grants on a key.
///
/// - SeeAlso: AWS KMS API Reference, "ListGrants"
public enum ListGrants: KeyQuery {
    /// `ListGrants`.
    public static let name = "ListGrants"
    /// Also keys of other accounts.
    public static let crossesAccounts = true
    /// In every state.
    public static let stateRule = KeyStateRule.always

    /// Which grants, and which page.
    public struct Input: KeyInput {
        /// Entries a page, 1 to 100.
        public var limit: Int
        /// Where the page begins.
        public var marker: String?
        /// The key.
        public var keyID: String
        /// This grant only.
        public var grantID: String?
        /// Grants for this principal only.
        public var granteePrincipal: String?
        /// Grants for this service only.
        public var granteeService: String?

        /// Which grants.
        public init(keyID: String, grantID: String? = nil, granteePrincipal: String? = nil) {
            limit = KMSLimits.listGrantsPage.standard
            self.keyID = keyID
            self.grantID = grantID
            self.granteePrincipal = granteePrincipal
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            limit = members.limit(KMSLimits.listGrantsPage)
            marker = members.marker()
            keyID = members.keyID()
            grantID = members.string("GrantId", KMSLimits.grantIDLength)
            granteePrincipal = members.principal("GranteePrincipal")
            granteeService = members.servicePrincipal("GranteeServicePrincipal")
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        let page: Page<GrantRecord>
        /// The grants, ascending by id.
        public var grants: [GrantRecord] { page.elements }

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = ["Grants": .array(grants.map { .object($0.json) })]
            page.appendEnd(to: &json)
            return json
        }
    }

    /// Whether a service asks on somebody's behalf.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try LimitRules.require(input.limit, in: KMSLimits.listGrantsPage)
        try input.grantID.map(GrantID.require)
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let start = try decodeMarker(input.marker)
        let listed = state.grants(on: target.key.address, from: start).filter { grant in
            (input.grantID == nil || grant.address.grantID == input.grantID)
                && (input.granteePrincipal == nil || grant.terms.grantee == .aws(input.granteePrincipal ?? ""))
                && (input.granteeService == nil || grant.terms.grantee == .service(input.granteeService ?? ""))
        }
        return Output(page: Page(listed, limit: input.limit, key: \.address.grantID))
    }

    /// Key and filters.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = ["keyId": .string(input.keyID)]
        parameters["grantId"] = input.grantID.map(JSONValue.string)
        parameters["granteePrincipal"] = input.granteePrincipal.map(JSONValue.string)
        parameters["granteeServicePrincipal"] = input.granteeService.map(JSONValue.string)
        return parameters
    }
}

extension GrantRecord {
    /// The grant as ListGrants and ListRetirableGrants answer it.
    var json: JSONObject {
        var json: JSONObject = [
            "KeyId": .string(address.key.arn.description), "GrantId": .string(address.grantID),
            "Name": .string(terms.name ?? ""), "CreationDate": .moment(createdAt),
        ]
        json[terms.grantee.member("Grantee")] = .string(terms.grantee.text)
        if let retiring = terms.retiring { json[retiring.member("Retiring")] = .string(retiring.text) }
        json["IssuingAccount"] = .string(issuingAccount.root.description)
        json["Operations"] = .array(terms.operations.map { .string($0.rawValue) })
        json["Constraints"] = terms.constraints.json.map(JSONValue.object)
        return json
    }
}

extension GrantPrincipal {
    /// The member that holds the principal in the role that is named.
    fileprivate func member(_ role: String) -> String {
        switch self {
        case .aws: "\(role)Principal"
        case .service: "\(role)ServicePrincipal"
        }
    }
}

/// The form of grant ids.
enum GrantID {
    /// Refuses what no grant is called.
    static func require(_ text: String) throws(ServiceError) {
        let isGrantID = text.utf8.count == 64 && Hex.decode(text) != nil
        guard isGrantID else { throw ServiceError(KMSError.Code.invalidGrantID, "The grant ID \(text) is not valid.") }
    }
}
