public import LabCore
import LabCrypto
import LabPolicy
public import LabService

/// `CopyObject`: a new object from a version that is there, decrypted and encrypted again under a fresh data key. Nothing
/// of the source's encryption, list or locks comes along.
///
/// - SeeAlso: Amazon S3 API Reference, "CopyObject"
public enum CopyObject: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `CopyObject`.
    public static let name = "CopyObject"
    /// It writes.
    public static let isReadOnly = false
    /// A data event.
    public static let isDataEvent = true

    /// A copy to make.
    public struct Input: ObjectInput {
        /// The destination's bucket.
        public var bucket: String
        /// The destination's key.
        public var key: String
        /// `x-amz-copy-source`, as sent.
        public var copySource: String
        /// `x-amz-metadata-directive`.
        public var metadataDirective: String?
        /// `x-amz-tagging-directive`.
        public var taggingDirective: String?
        /// What the destination gets.
        public var headers: ObjectHeaders
        /// The customer's key of the source.
        public var copySourceCustomerKey: CustomerKeyHeaders
        /// The conditions on the source.
        public var copySourceConditions: ReadConditions
        /// The conditions on the destination.
        public var conditions: WriteConditions
        /// `x-amz-checksum-algorithm`.
        public var checksumAlgorithm: String?
        /// How the request was signed.
        public var facts: RequestFacts

        /// A copy to make; what is left out was not sent.
        public init(
            bucket: String, key: String, copySource: String, metadataDirective: String? = nil,
            taggingDirective: String? = nil, headers: ObjectHeaders = ObjectHeaders(),
            copySourceCustomerKey: CustomerKeyHeaders = CustomerKeyHeaders(),
            copySourceConditions: ReadConditions = ReadConditions(),
            conditions: WriteConditions = WriteConditions(), checksumAlgorithm: String? = nil,
            facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.copySource = copySource
            self.metadataDirective = metadataDirective
            self.taggingDirective = taggingDirective
            self.headers = headers
            self.copySourceCustomerKey = copySourceCustomerKey
            self.copySourceConditions = copySourceConditions
            self.conditions = conditions
            self.checksumAlgorithm = checksumAlgorithm
            self.facts = facts
        }

        /// Whether metadata comes from the request.
        var replacesMetadata: Bool { metadataDirective == "REPLACE" }
        /// Whether tags come from the request.
        var replacesTags: Bool { taggingDirective == "REPLACE" }
    }

    /// Both ends of the copy.
    public typealias Target = CopyTarget

    /// What became of it.
    public struct Output: Sendable {
        /// `ETag`, without quotes.
        public let eTag: String
        /// When the copy was made.
        public let lastModified: Timestamp
        /// `x-amz-version-id`; `null` where versioning is suspended.
        public let versionID: VersionID?
        /// `x-amz-copy-source-version-id`.
        public let copySourceVersionID: VersionID?
        /// The encryption.
        public let encryption: EncryptionAnswer
        /// The checksum.
        public let checksum: ObjectChecksum?
        /// `x-amz-expiration`.
        public let expiration: String?
        /// CloudTrail's `SSEApplied`.
        let applied: String
        /// How many bytes were copied.
        let size: Int
    }

    /// Finds both ends.
    public static func resolve(
        _ input: Input, in call: Call, on state: S3State
    ) throws(ServiceError) -> CopyTarget {
        CopyTarget(
            source: try state.source(input.copySource, input.facts, in: call),
            destination: try state.target(input, in: call))
    }

    /// Reading the source, with its tags when they come along; writing the destination.
    public static func demands(
        _ input: Input, on target: CopyTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        var demands = target.source.sourceDemands(input.facts, in: call)
        let source = target.source
        let hasTags = source.version?.data?.tags.isEmpty == false
        if hasTags, !input.replacesTags {
            let action = source.requestedID == nil ? "s3:GetObjectTagging" : "s3:GetObjectVersionTagging"
            let maker = DemandMaker(source.bucket, input.facts, in: call)
            demands.append(maker.onObject(action, source.key, version: source.version))
        }
        return demands + destinationDemands(input, on: target.destination, in: call, copiesTags: hasTags)
    }

    private static func destinationDemands(
        _ input: Input, on target: ObjectTarget, in call: Call, copiesTags: Bool
    ) -> [AccessDemand] {
        var headers = input.headers
        if !input.replacesTags { headers.tagging = copiesTags ? "" : nil }
        return DemandMaker(target.bucket, input.facts, in: call).write(target, headers, in: call) { context in
            context.set("s3:x-amz-copy-source", input.copySource)
            context.set("s3:x-amz-metadata-directive", input.metadataDirective)
            context.set("s3:ObjectCreationOperation", true)
            context.set("s3:if-match", input.conditions.ifMatch)
            context.set("s3:if-none-match", input.conditions.ifNoneMatch)
        }
    }

    /// Everything that can be said before the source is opened.
    public static func check(
        _ input: Input, on target: CopyTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        try checkDirectives(input)
        let plan = try plan(input, target, call, state)
        try input.conditions.checkForm()
        let (version, data) = try target.source.existingSource()
        try input.copySourceConditions.checkSource(version, eTag: data.eTag, now: call.now)
        guard data.byteCount <= S3Limits.copySourceBytes else { throw S3Error.copySourceTooLarge }
        try CustomerKey.check(input.copySourceCustomerKey, for: data.encryption)
        guard target.isChange(input, plan, data) else { throw S3Error.illegalSelfCopy }
        _ = try checksumAlgorithm(input, data)
        try input.conditions.check(target.destination.newest, key: target.destination.key)
    }

    private static func checkDirectives(_ input: Input) throws(ServiceError) {
        if let text = input.metadataDirective, !["COPY", "REPLACE"].contains(text) {
            throw S3Error.invalidArgument("Unknown metadata directive.", "x-amz-metadata-directive", text)
        }
        if let text = input.taggingDirective, !["COPY", "REPLACE"].contains(text) {
            throw S3Error.invalidArgument("Unknown tagging directive.", "x-amz-tagging-directive", text)
        }
    }

    private static func plan(
        _ input: Input, _ target: CopyTarget, _ call: Call, _ state: S3State
    ) throws(ServiceError) -> PlannedObject {
        var headers = input.headers
        if !input.replacesTags { headers.tagging = nil }
        if !input.replacesMetadata { headers.properties.metadata = [] }
        return try headers.plan(
            target.destination.key, in: target.destination.bucket, operation: name, facts: input.facts, call: call,
            options: state.options)
    }

    /// The source's, unless the request asks for another.
    private static func checksumAlgorithm(
        _ input: Input, _ data: ObjectData
    ) throws(ServiceError) -> ChecksumAlgorithm {
        guard let text = input.checksumAlgorithm else { return data.checksum?.algorithm ?? .crc64nvme }
        guard let algorithm = ChecksumAlgorithm(rawValue: text.uppercased()) else { throw S3Error.unsupportedChecksum }
        return algorithm
    }

    /// Opens the source and seals the copy.
    public static func prepare(
        _ input: Input, on target: CopyTarget, in call: Call, state: S3State, services: Services
    ) async throws(ServiceError) -> PreparedCopy {
        let (version, data) = try target.source.existingSource()
        let source = VersionReader(
            target: target.source, version: version, data: data, call: call, state: state, services: services)
        let dataKeys = try await source.dataKeys(input.copySourceCustomerKey)
        let reader = try source.reader(0..<data.byteCount, dataKeys)
        let writer = VersionWriter(
            target: target.destination, plan: try plan(input, target, call, state), call: call, state: state,
            services: services)
        let object = try await writer.take(
            ReaderSource(reader: reader), contentLength: data.byteCount,
            expected: try ExpectedChecksums(ChecksumHeaders()), algorithm: try checksumAlgorithm(input, data))
        return PreparedCopy(object: object, source: version, data: data)
    }

    /// Makes the version.
    public static func apply(
        _ input: Input, on target: CopyTarget, prepared: PreparedCopy, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> Output {
        let (source, data) = (prepared.source, prepared.data)
        var object = prepared.object
        if !input.replacesTags { object = object.replacingTags(data.tags) }
        let version = try state.insert(
            object, on: target.destination, properties: properties(input, data), at: call.now)
        let bucket = target.destination.bucket
        let showsSource = target.source.bucket.isVersioned && !source.versionID.isNull
        return Output(
            eTag: object.eTag, lastModified: call.now, versionID: bucket.isVersioned ? object.version : nil,
            copySourceVersionID: showsSource ? source.versionID : nil,
            encryption: object.encryptionAnswer(input.headers.encryption), checksum: object.checksum,
            expiration: bucket.expirationHeader(for: version), applied: object.plan.encryption.applied,
            size: object.body.byteCount)
    }

    /// Metadata comes from one side as a whole; storage class and redirect always from the request.
    private static func properties(_ input: Input, _ data: ObjectData) -> ObjectProperties {
        guard !input.replacesMetadata else { return input.headers.properties }
        var properties = data.properties
        properties.storageClass = input.headers.properties.storageClass
        properties.websiteRedirectLocation = input.headers.properties.websiteRedirectLocation
        return properties
    }

    /// Both ends.
    public static func audit(
        _ input: Input, target: CopyTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters = input.headers.encryption.auditMembers
        parameters["x-amz-copy-source"] = .string(input.copySource)
        var response = output?.encryption.auditMembers
        response?["x-amz-version-id"] = output?.versionID.map { .string($0.text) }
        return S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.destination.bucket.owner,
            parameters: parameters, response: response, applied: output?.applied)
    }
}
