public import LabCore

/// A bucket's lifecycle rules. Expiration, noncurrent expiration and the abort of uploads are acted on; transitions are
/// kept and shown, for the lab has one storage class that costs anything.
///
/// - SeeAlso: Amazon S3 User Guide, "Managing the lifecycle of objects"
public struct LifecycleConfiguration: Sendable, Hashable, Codable {
    /// The rules.
    public var rules: [LifecycleRule]
    /// `x-amz-transition-default-minimum-object-size`, kept for clients that read it back.
    public var transitionDefaultMinimumObjectSize: String

    /// A configuration.
    public init(
        rules: [LifecycleRule], transitionDefaultMinimumObjectSize: String = "all_storage_classes_128K"
    ) {
        self.rules = rules
        self.transitionDefaultMinimumObjectSize = transitionDefaultMinimumObjectSize
    }
}

/// One lifecycle rule.
public struct LifecycleRule: Sendable, Hashable, Codable {
    /// When current versions go.
    public struct Expiration: Sendable, Hashable, Codable {
        /// Days after the version was written.
        public var days: Int?
        /// A midnight from which on everything expires.
        public var date: Timestamp?
        /// Whether a delete marker goes when nothing is left behind it.
        public var expiredObjectDeleteMarker: Bool?

        /// An expiration.
        public init(days: Int? = nil, date: Timestamp? = nil, expiredObjectDeleteMarker: Bool? = nil) {
            self.days = days
            self.date = date
            self.expiredObjectDeleteMarker = expiredObjectDeleteMarker
        }
    }

    /// When noncurrent versions go.
    public struct NoncurrentExpiration: Sendable, Hashable, Codable {
        /// Days after the version became noncurrent.
        public var noncurrentDays: Int?
        /// How many noncurrent versions stay, whatever their age.
        public var newerNoncurrentVersions: Int?

        /// A noncurrent expiration.
        public init(noncurrentDays: Int? = nil, newerNoncurrentVersions: Int? = nil) {
            self.noncurrentDays = noncurrentDays
            self.newerNoncurrentVersions = newerNoncurrentVersions
        }
    }

    /// A transition; kept, not acted on.
    public struct Transition: Sendable, Hashable, Codable {
        /// Days after the version was written, or became noncurrent.
        public var days: Int?
        /// A midnight; never for noncurrent versions.
        public var date: Timestamp?
        /// The storage class to move to.
        public var storageClass: String
        /// How many noncurrent versions stay where they are.
        public var newerNoncurrentVersions: Int?

        /// A transition.
        public init(
            days: Int? = nil, date: Timestamp? = nil, storageClass: String, newerNoncurrentVersions: Int? = nil
        ) {
            self.days = days
            self.date = date
            self.storageClass = storageClass
            self.newerNoncurrentVersions = newerNoncurrentVersions
        }
    }

    /// Which objects a rule is for: all that meet every condition given.
    public struct Filter: Sendable, Hashable, Codable {
        /// What keys begin with.
        public var prefix: String?
        /// Tags that objects have.
        public var tags: [S3Tag]
        /// Larger than, in bytes.
        public var objectSizeGreaterThan: Int?
        /// Smaller than, in bytes.
        public var objectSizeLessThan: Int?
        /// Whether several conditions came in an `And` element.
        public var isConjunction: Bool

        /// A filter; without arguments all objects.
        public init(
            prefix: String? = nil, tags: [S3Tag] = [], objectSizeGreaterThan: Int? = nil,
            objectSizeLessThan: Int? = nil, isConjunction: Bool = false
        ) {
            self.prefix = prefix
            self.tags = tags
            self.objectSizeGreaterThan = objectSizeGreaterThan
            self.objectSizeLessThan = objectSizeLessThan
            self.isConjunction = isConjunction
        }
    }

    /// The rule's id; S3 makes one up.
    public var id: String?
    /// Whether it is in force.
    public var isEnabled: Bool
    /// The older way to name a prefix, outside a filter.
    public var prefix: String?
    /// Which objects it is for; `nil` when it has the older ``prefix``.
    public var filter: Filter?
    /// When current versions go.
    public var expiration: Expiration?
    /// When noncurrent versions go.
    public var noncurrentVersionExpiration: NoncurrentExpiration?
    /// Days after which an upload that was not completed is aborted.
    public var abortIncompleteMultipartUploadDays: Int?
    /// Kept and shown.
    public var transitions: [Transition]
    /// Kept and shown.
    public var noncurrentVersionTransitions: [Transition]

    /// A rule.
    public init(
        id: String? = nil, isEnabled: Bool = true, prefix: String? = nil, filter: Filter? = nil,
        expiration: Expiration? = nil, noncurrentVersionExpiration: NoncurrentExpiration? = nil,
        abortIncompleteMultipartUploadDays: Int? = nil, transitions: [Transition] = [],
        noncurrentVersionTransitions: [Transition] = []
    ) {
        self.id = id
        self.isEnabled = isEnabled
        self.prefix = prefix
        self.filter = filter
        self.expiration = expiration
        self.noncurrentVersionExpiration = noncurrentVersionExpiration
        self.abortIncompleteMultipartUploadDays = abortIncompleteMultipartUploadDays
        self.transitions = transitions
        self.noncurrentVersionTransitions = noncurrentVersionTransitions
    }
}
