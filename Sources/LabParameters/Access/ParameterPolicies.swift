import LabCore

/// The policies of advanced parameters. An expiration is acted on by the lab's clock; notifications are kept, and nobody
/// is notified.
///
/// - SeeAlso: AWS Systems Manager User Guide, "Assigning parameter policies"
enum ParameterPolicies {
    private static let types = ["Expiration", "ExpirationNotification", "NoChangeNotification"]

    /// When the parameter goes by itself.
    ///
    /// - Throws: `InvalidPolicyAttributeException`, `InvalidPolicyTypeException`, `PoliciesLimitExceededException`
    static func expirationDate(_ text: String?, now: Timestamp) throws(ServiceError) -> Timestamp? {
        guard let text else { return nil }
        guard let policies = (try? JSONParser.parse(text))?.array else {
            throw ParametersError.invalidPolicy("The policies must be a JSON array.")
        }
        guard policies.count <= ParametersLimits.policies else { throw ParametersError.tooManyPolicies }
        var date: Timestamp?
        for policy in policies {
            let type = policy["Type"]?.string ?? ""
            guard types.contains(type) else { throw ParametersError.unknownPolicy(type) }
            if type == "Expiration" { date = try expirationDate(policy, now: now) }
        }
        return date
    }

    private static func expirationDate(_ policy: JSONValue, now: Timestamp) throws(ServiceError) -> Timestamp {
        let text = policy["Attributes"]?["Timestamp"]?.string
        guard let date = text.flatMap({ Timestamp(iso8601: $0) }), date > now else {
            throw ParametersError.invalidPolicy("An Expiration policy needs a Timestamp in the future.")
        }
        return date
    }

    /// The policies as DescribeParameters answers them.
    static func inline(_ text: String?) -> [JSONValue] {
        guard let policies = text.flatMap({ try? JSONParser.parse($0) })?.array else { return [] }
        return policies.map { policy in
            [
                "PolicyText": .string(policy.compactText), "PolicyType": policy["Type"] ?? "",
                "PolicyStatus": "Pending",
            ]
        }
    }
}
