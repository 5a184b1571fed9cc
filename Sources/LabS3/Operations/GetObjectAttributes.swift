public import LabCore
public import LabService

/// `GetObjectAttributes`: what is known about a version, its parts and checksums too, in one answer.
///
/// - SeeAlso: Amazon S3 API Reference, "GetObjectAttributes"
public enum GetObjectAttributes: S3Operation, AsyncQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetObjectAttributes`.
    public static let name = "GetObjectAttributes"
    /// It reads.
    public static let isReadOnly = true
    /// A data event.
    public static let isDataEvent = true

    /// What can be asked for.
    public enum Attribute: String, Sendable, Hashable, CaseIterable {
        /// The entity tag.
        case eTag = "ETag"
        /// The checksum.
        case checksum = "Checksum"
        /// The parts.
        case objectParts = "ObjectParts"
        /// The storage class.
        case storageClass = "StorageClass"
        /// The length.
        case objectSize = "ObjectSize"
    }

    /// Which version, and what of it.
    public struct Input: ObjectInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// `versionId`.
        public var versionID: String?
        /// `x-amz-object-attributes`, as sent, taken apart.
        public var objectAttributes: [String]
        /// `x-amz-max-parts`.
        public var maxParts: Int?
        /// `x-amz-part-number-marker`.
        public var partNumberMarker: Int?
        /// The customer's key.
        public var customerKey: CustomerKeyHeaders
        /// How the request was signed.
        public var facts: RequestFacts

        /// Which version; what is left out was not sent.
        public init(
            bucket: String, key: String, versionID: String? = nil, objectAttributes: [String], maxParts: Int? = nil,
            partNumberMarker: Int? = nil, customerKey: CustomerKeyHeaders = CustomerKeyHeaders(),
            facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.versionID = versionID
            self.objectAttributes = objectAttributes
            self.maxParts = maxParts
            self.partNumberMarker = partNumberMarker
            self.customerKey = customerKey
            self.facts = facts
        }

        var wanted: Set<Attribute> { Set(objectAttributes.compactMap(Attribute.init)) }
    }

    /// A part.
    public struct Part: Sendable {
        /// `PartNumber`.
        public let number: Int
        /// The length.
        public let size: Int
        /// The checksum.
        public let checksum: ObjectChecksum?
    }

    /// The parts.
    public struct Parts: Sendable {
        /// `PartsCount`.
        public let totalCount: Int
        /// `PartNumberMarker`.
        public let partNumberMarker: Int
        /// `NextPartNumberMarker`.
        public let nextPartNumberMarker: Int
        /// `MaxParts`.
        public let maxParts: Int
        /// Whether there is more.
        public let isTruncated: Bool
        /// The parts, listed only for objects whose parts have checksums that were asked for.
        public let parts: [Part]
    }

    /// What was asked for; `nil` for the rest.
    public struct Output: Sendable {
        /// When it was written.
        public let lastModified: Timestamp
        /// `x-amz-version-id`.
        public let versionID: VersionID?
        /// `ETag`, which this answer alone shows without quotes.
        public let eTag: String?
        /// The checksum; its ``ObjectChecksum/bareValue`` is what this answer shows.
        public let checksum: ObjectChecksum?
        /// The parts, for a multipart object.
        public let objectParts: Parts?
        /// The storage class.
        public let storageClass: String?
        /// The length.
        public let objectSize: Int?
    }

    /// Finds the version.
    public static func resolve(
        _ input: Input, in call: Call, on state: S3State
    ) throws(ServiceError) -> ObjectTarget {
        try state.target(input, in: call)
    }

    /// Reading the object, and `s3:GetObjectAttributes`.
    public static func demands(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        let maker = DemandMaker(target.bucket, input.facts, in: call)
        let action = input.versionID == nil ? "s3:GetObjectAttributes" : "s3:GetObjectVersionAttributes"
        let own = maker.onObject(action, target.key, version: target.version, versionID: input.versionID)
        return [maker.read(target, versionID: input.versionID), own] + maker.absence(of: target)
    }

    /// The version must be there, the attributes be some, the key fit.
    public static func check(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        let (_, data) = try target.existing("GET")
        guard !input.objectAttributes.isEmpty else {
            throw S3Error.invalidArgument(
                "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or "
                    + "empty", "x-amz-object-attributes", nil)
        }
        guard input.objectAttributes.allSatisfy({ Attribute(rawValue: $0) != nil }) else {
            throw S3Error.invalidArgument(
                "Invalid attribute name specified.", "x-amz-object-attributes",
                input.objectAttributes.joined(separator: ","))
        }
        try CustomerKey.check(input.customerKey, for: data.encryption)
    }

    /// Gathers what was asked for.
    public static func perform(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State, services: Services
    ) async throws(ServiceError) -> Output {
        let (version, data) = try target.existing("GET")
        let wanted = input.wanted
        let showsChecksums = wanted.contains(.checksum) || wanted.contains(.objectParts)
        var wrap: KeyWrap?
        if showsChecksums, data.checksum?.isSealed == true {
            let reader = VersionReader(
                target: target, version: version, data: data, call: call, state: state, services: services)
            wrap = target.checksumWrap(try await reader.dataKeys(input.customerKey))
        }
        return Output(
            lastModified: version.lastModified, versionID: target.shownVersionID,
            eTag: wanted.contains(.eTag) ? data.eTag : nil,
            checksum: wanted.contains(.checksum) ? try data.checksum?.open(wrap) : nil,
            objectParts: wanted.contains(.objectParts) ? try parts(input, data, wrap) : nil,
            storageClass: wanted.contains(.storageClass)
                ? data.properties.storageClass ?? StorageClass.standard : nil,
            objectSize: wanted.contains(.objectSize) ? data.byteCount : nil)
    }

    private static func parts(_ input: Input, _ data: ObjectData, _ wrap: KeyWrap?) throws(ServiceError) -> Parts? {
        guard let count = data.partCount else { return nil }
        let limit = min(input.maxParts ?? S3Limits.listPage, S3Limits.listPage)
        let marker = input.partNumberMarker ?? 0
        let rest = data.segments.enumerated().drop { $0.offset < marker }
        let page = rest.prefix(limit)
        var parts: [Part] = []
        for (index, segment) in page {
            let checksum = try segment.checksum?.open(wrap)
            parts.append(Part(number: index + 1, size: segment.byteCount, checksum: checksum))
        }
        return Parts(
            totalCount: count, partNumberMarker: marker, nextPartNumberMarker: parts.last?.number ?? 0,
            maxParts: limit, isTruncated: page.count < rest.count,
            parts: data.checksum?.type == .composite ? parts : [])
    }

    /// Bucket, key and version.
    public static func audit(
        _ input: Input, target: ObjectTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters = input.customerKey.auditMembers
        parameters["versionId"] = input.versionID.map(JSONValue.string)
        parameters["x-amz-object-attributes"] = .string(input.objectAttributes.joined(separator: ","))
        return S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.bucket.owner, parameters: parameters)
    }
}
