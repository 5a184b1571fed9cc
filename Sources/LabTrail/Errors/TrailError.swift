import LabCore
import LabService

/// AWS's errors of CloudTrail. Names from the API; where AWS's texts are not known ours say the same.
///
/// - SeeAlso: AWS CloudTrail API Reference, the "Errors" of each operation
enum TrailError {
    static func notFound(_ address: TrailAddress) -> ServiceError {
        error(
            "TrailNotFound", "Unknown trail: \(address.arn) for the user: \(address.account)",
            hint: "`kmslab call cloudtrail.ListTrails` shows the trails")
    }

    static func exists(_ address: TrailAddress) -> ServiceError {
        error("TrailAlreadyExists", "Trail \(address.name) already exists for customer: \(address.account)")
    }

    static func invalidName(_ message: String) -> ServiceError { error("InvalidTrailName", message) }

    static func invalidARN(_ text: String) -> ServiceError {
        error(
            "CloudTrailARNInvalid",
            "The ARN \(text) is not valid; a trail's is arn:aws:cloudtrail:REGION:ACCOUNT:trail/NAME")
    }

    static func homeRegion(_ trail: TrailRecord) -> ServiceError {
        error(
            "InvalidHomeRegion",
            "The trail \(trail.arn) can only be changed in its home Region, \(trail.address.region)")
    }

    static func tooMany(_ account: AccountID, _ region: Region) -> ServiceError {
        error(
            "MaximumNumberOfTrailsExceeded",
            "User: \(account) already has \(TrailLimits.trailsInRegion) trails in "
                + "\(region).")
    }

    static func invalidBucketName(_ name: String) -> ServiceError {
        error("InvalidS3BucketName", "Bucket name \(name) is not valid.")
    }

    static let invalidPrefix = error(
        "InvalidS3Prefix", "The S3 prefix can have at most \(TrailLimits.prefixLength) characters.")

    static func invalidTopic(_ name: String) -> ServiceError {
        error("InvalidSnsTopicName", "The SNS topic name \(name) is not valid.")
    }

    static let noLogs = error(
        "CloudWatchLogsDeliveryUnavailable",
        "CloudWatch Logs delivery is not available: the lab has no CloudWatch Logs.")

    static let noOrganization = error(
        "OrganizationsNotInUse", "The account is no member of an organization: the lab has no AWS Organizations.")

    static func invalidCombination(_ message: String) -> ServiceError {
        error("InvalidParameterCombination", message)
    }

    static func invalidTag(_ message: String) -> ServiceError { error("InvalidTagParameter", message) }

    static let tooManyTags = error(
        "TagsLimitExceeded", "A resource can have at most \(TrailLimits.tags) tags.")

    static func noResource(_ text: String) -> ServiceError {
        error("ResourceNotFound", "The resource \(text) was not found.")
    }

    static func resourceType(_ text: String) -> ServiceError {
        error("ResourceTypeNotSupported", "The lab has no such resources: \(text)")
    }

    static func invalidSelectors(_ message: String) -> ServiceError { error("InvalidEventSelectors", message) }

    static let invalidAttributes = error(
        "InvalidLookupAttributes",
        "One attribute can be looked up at a time: a known key with a value of 1 to 2000 characters.")

    static let invalidRange = error("InvalidTimeRange", "The start time must not be after the end time.")

    static let invalidCount = error(
        "InvalidMaxResults", "MaxResults must be between 1 and \(TrailLimits.eventsOnPage).")

    static let invalidNextToken = error(
        "InvalidNextToken", "The token does not belong to this query.",
        hint: "a token is good for the query that it came from, with all its parameters")

    static let invalidCategory = error("InvalidEventCategory", "The only event category is insight.")

    static let invalidToken = error("InvalidToken", "The token is not valid.")

    private static func error(_ name: String, _ message: String, hint: String? = nil) -> ServiceError {
        ServiceError(ServiceError.Code("\(name)Exception"), message, hint: hint)
    }
}

extension TrailDestination {
    /// CloudTrail's error for what stands in the way of writing to the place.
    func error(_ failure: TrailDestinationFailure) -> ServiceError {
        let key = keyID ?? ""
        let (name, message) =
            switch failure {
            case .noBucket: ("S3BucketDoesNotExist", "S3 bucket \(bucket) does not exist!")
            case .bucketRefuses:
                ("InsufficientS3BucketPolicy", "Incorrect S3 bucket policy is detected for bucket: \(bucket)")
            case .noKey: ("KmsKeyNotFound", "The KMS key \(key) does not exist, or is not in the bucket's Region.")
            case .keyDisabled: ("KmsKeyDisabled", "The KMS key \(key) is not enabled.")
            case .keyRefuses:
                (
                    "InsufficientEncryptionPolicy",
                    "Insufficient permissions to access S3 bucket \(bucket) or KMS key \(key)."
                )
            case .keyUnfit: ("InvalidKmsKeyId", "The KMS key \(key) cannot encrypt log files.")
            }
        return ServiceError(ServiceError.Code("\(name)Exception"), message, hint: failure.hint)
    }
}

extension TrailDestinationFailure {
    /// What a person can do about it.
    fileprivate var hint: String? {
        switch self {
        case .bucketRefuses:
            "the bucket policy must let cloudtrail.amazonaws.com call s3:GetBucketAcl, and s3:PutObject under AWSLogs/"
        case .keyRefuses:
            "the key policy must let cloudtrail.amazonaws.com call kms:DescribeKey and kms:GenerateDataKey*"
        case .noBucket, .noKey, .keyDisabled, .keyUnfit: nil
        }
    }
}
