public import LabCore
public import LabPolicy
public import LabService

/// Where a topic lives: an account, a Region, a name.
public struct TopicAddress: RowID, Codable {
    /// The owner.
    public let account: AccountID
    /// The Region.
    public let region: Region
    /// The name.
    public let name: String

    /// An address by its parts.
    public init(account: AccountID, region: Region, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }

    /// The address that a topic's ARN names; `nil` for any other text.
    public init?(arn text: String) {
        guard let arn = ARN(text), arn.service == Service.sns.name, let account = AccountID(arn.account),
            let region = Region(arn.region), !arn.resource.contains(":")
        else { return nil }
        self.init(account: account, region: region, name: arn.resource)
    }

    /// `account/region/name`.
    public var rowKey: String { "\(account)/\(region)/\(name)" }
    /// The topic's ARN.
    public var arn: ARN {
        ARN(service: Service.sns.name, region: region.code, account: account.digits, resource: name)
    }

    /// Orders by account, Region and name.
    public static func < (left: TopicAddress, right: TopicAddress) -> Bool {
        (left.account, left.region, left.name) < (right.account, right.region, right.name)
    }
}

/// A topic: what publishers send to.
public struct Topic: Row {
    /// The table's name in the store.
    public static let table = "sns.topics"

    /// Where it lives.
    public let address: TopicAddress
    /// Who may do what with it; `nil` for the policy that AWS gives every topic.
    public var policy: PolicyDocument?
    /// The name that e-mails show.
    public var displayName: String
    /// Its tags.
    public var tags: [ResourceTag]

    /// Where it lives.
    public var id: TopicAddress { address }

    /// The policy's text.
    var policyText: String { policy?.text ?? TopicPolicy.standardText(of: address) }

    /// The policy as decisions see it.
    public var attachedPolicy: AttachedPolicy? {
        (policy ?? (try? TopicPolicy.parse(policyText))).map {
            AttachedPolicy($0, name: "topic policy", holder: .resource(address.arn.description))
        }
    }
}

/// The policies of topics.
enum TopicPolicy {
    /// A given policy.
    ///
    /// - Throws: `InvalidParameter` with the cause.
    static func parse(_ text: String) throws(ServiceError) -> PolicyDocument {
        do throws(PolicyError) {
            return try PolicyDocument(parsing: text, kind: .resource(.other))
        } catch {
            throw TopicError.invalid("Policy Error: \(error.message)", hint: error.hint)
        }
    }

    /// The policy that AWS gives every topic: whoever belongs to the owner's account. It does not let EventBridge in,
    /// which has no account: that takes a statement for `events.amazonaws.com`.
    static func standardText(of topic: TopicAddress) -> String {
        let actions = [
            "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic",
            "Subscribe", "ListSubscriptionsByTopic", "Publish",
        ]
        let statement: JSONValue = [
            "Sid": "__default_statement_ID", "Effect": "Allow", "Principal": ["AWS": "*"],
            "Action": .array(actions.map { .string("SNS:\($0)") }), "Resource": .string(topic.arn.description),
            "Condition": ["StringEquals": ["AWS:SourceOwner": .string(topic.account.digits)]],
        ]
        let policy: JSONValue = [
            "Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement],
        ]
        return policy.compactText
    }
}
