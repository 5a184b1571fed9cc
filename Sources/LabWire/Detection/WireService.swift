public import LabCore

/// The services whose protocols this module speaks.
public enum WireService: String, Sendable, Hashable, CaseIterable {
    /// AWS KMS.
    case kms
    /// AWS CloudTrail.
    case cloudTrail = "cloudtrail"
    /// AWS Secrets Manager.
    case secretsManager = "secretsmanager"
    /// AWS Systems Manager.
    case ssm
    /// AWS Config.
    case config
    /// Amazon EventBridge.
    case events
    /// AWS IAM.
    case iam
    /// AWS STS.
    case sts
    /// Amazon SNS.
    case sns
    /// Amazon S3.
    case s3

    /// A family of protocols.
    public enum ProtocolFamily: Sendable, Hashable {
        /// AWS JSON 1.1: `POST /`, the operation in `X-Amz-Target`.
        case json
        /// AWS query: a form in, XML out.
        case query
        /// REST with XML bodies.
        case restXML
    }

    /// The name in credential scopes.
    public var signingName: String { rawValue }

    /// The protocol that the service speaks.
    public var protocolFamily: ProtocolFamily {
        switch self {
        case .kms, .cloudTrail, .secretsManager, .ssm, .config, .events: .json
        case .iam, .sts, .sns: .query
        case .s3: .restXML
        }
    }

    /// What stands before the dot in `X-Amz-Target`; JSON services only.
    public var targetPrefixes: [String] {
        switch self {
        case .kms: ["TrentService"]
        case .cloudTrail:
            ["com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", "CloudTrail_20131101"]
        case .secretsManager: ["secretsmanager"]
        case .ssm: ["AmazonSSM"]
        case .config: ["StarlingDoveService"]
        case .events: ["AWSEvents"]
        case .iam, .sts, .sns, .s3: []
        }
    }

    /// The API version that query requests name; query services only.
    public var queryVersion: String? {
        switch self {
        case .iam: "2010-05-08"
        case .sts: "2011-06-15"
        case .sns: "2010-03-31"
        default: nil
        }
    }

    /// The namespace of the service's XML documents.
    public var xmlNamespace: String? {
        switch self {
        case .iam: "https://iam.amazonaws.com/doc/2010-05-08/"
        case .sts: "https://sts.amazonaws.com/doc/2011-06-15/"
        case .sns: "http://sns.amazonaws.com/doc/2010-03-31/"
        case .s3: XMLWriter.s3Namespace
        default: nil
        }
    }

    /// How far a request's time may be from the server's, either way: 5 minutes for JSON services, 15 for the others.
    ///
    /// - SeeAlso: `aws-kms.md`, section J.2, "Skew window"
    public var mostSkew: LabDuration {
        protocolFamily == .json ? .minutes(5) : .minutes(15)
    }
}
