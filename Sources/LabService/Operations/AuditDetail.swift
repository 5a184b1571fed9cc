public import LabCore

/// What an operation says about itself for its event. Nothing secret: no plaintext, no ciphertext, no token.
///
/// - SeeAlso: AWS CloudTrail User Guide, "CloudTrail record contents"
public struct AuditDetail: Sendable, Hashable {
    /// `requestParameters`, with names in lower camel case; `nil` is recorded as `null`.
    public var requestParameters: JSONObject?
    /// `responseElements`; `nil` is recorded as `null`.
    public var responseElements: JSONObject?
    /// `additionalEventData`; left out when `nil`.
    public var additionalEventData: JSONObject?
    /// `resources`.
    public var resources: [AuditResource]

    /// A detail with the given parts.
    public init(
        requestParameters: JSONObject? = nil, responseElements: JSONObject? = nil,
        additionalEventData: JSONObject? = nil, resources: [AuditResource] = []
    ) {
        self.requestParameters = requestParameters
        self.responseElements = responseElements
        self.additionalEventData = additionalEventData
        self.resources = resources
    }
}

/// A resource that an event names.
public struct AuditResource: Sendable, Hashable {
    /// Its ARN.
    public let arn: String
    /// The account that owns it; S3 objects have none.
    public let account: AccountID?
    /// Its type, such as `AWS::KMS::Key`.
    public let type: String

    /// A resource by ARN, owner and type.
    public init(arn: String, account: AccountID?, type: String) {
        self.arn = arn
        self.account = account
        self.type = type
    }
}
