public import LabCore
public import LabService

/// `GetObject`: a version with its body, or a range or part of it.
///
/// - SeeAlso: Amazon S3 API Reference, "GetObject"
public enum GetObject: ReadOperation {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetObject`.
    public static let name = "GetObject"
    /// `GET`.
    public static let method = "GET"
    /// Which version, and what of it.
    public typealias Input = ObjectReadRequest

    /// The version.
    public struct Output: Sendable {
        /// The headers.
        public let description: ObjectDescription
        /// The body.
        public let body: BodyReader
    }

    /// Opens the body. One call to the key service, however much is read.
    public static func perform(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State, services: Services
    ) async throws(ServiceError) -> Output {
        let (version, data) = try target.existing(method)
        if let storageClass = data.properties.storageClass, StorageClass.archived.contains(storageClass) {
            throw S3Error.archived(storageClass)
        }
        let extent = try ReadExtent(input, data)
        let reader = VersionReader(
            target: target, version: version, data: data, call: call, state: state, services: services)
        let dataKeys = try await reader.dataKeys(input.customerKey)
        let body = try reader.reader(extent.bytes, dataKeys)
        let checksum = input.isChecksumModeEnabled ? try reader.checksum(extent, dataKeys) : nil
        return Output(description: reader.description(input, extent, checksum: checksum), body: body)
    }

    /// Bucket, key, version, and how many bytes go out.
    public static func audit(
        _ input: Input, target: ObjectTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        auditDetail(input, target: target, bytesOut: output?.description.contentLength ?? 0, in: call)
    }
}

/// `HeadObject`: what GetObject says, without the body. It asks the key service only for a checksum that is kept under
/// the object's data key.
///
/// - SeeAlso: Amazon S3 API Reference, "HeadObject"
public enum HeadObject: ReadOperation {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `HeadObject`.
    public static let name = "HeadObject"
    /// `HEAD`.
    public static let method = "HEAD"
    /// Which version.
    public typealias Input = ObjectReadRequest
    /// The headers.
    public typealias Output = ObjectDescription

    /// Describes the version.
    public static func perform(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State, services: Services
    ) async throws(ServiceError) -> ObjectDescription {
        let (version, data) = try target.existing(method)
        let extent = try ReadExtent(input, data)
        let reader = VersionReader(
            target: target, version: version, data: data, call: call, state: state, services: services)
        var checksum: ObjectChecksum?
        if input.isChecksumModeEnabled, let stored = reader.storedChecksum(extent) {
            let dataKeys = stored.isSealed ? try await reader.dataKeys(input.customerKey) : []
            checksum = try reader.checksum(extent, dataKeys)
        }
        return reader.description(input, extent, checksum: checksum)
    }

    /// Bucket, key and version.
    public static func audit(
        _ input: Input, target: ObjectTarget?, output: ObjectDescription?, in call: Call
    ) -> AuditDetail {
        auditDetail(input, target: target, bytesOut: 0, in: call)
    }
}
