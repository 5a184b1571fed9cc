public import LabCore
public import LabService

/// A request that names an upload and nothing else.
public struct UploadRequest: UploadInput {
    /// The bucket's name.
    public var bucket: String
    /// The key.
    public var key: String
    /// `uploadId`.
    public var uploadID: String
    /// How the request was signed.
    public var facts: RequestFacts

    /// A request about an upload.
    public init(bucket: String, key: String, uploadID: String, facts: RequestFacts = RequestFacts()) {
        self.bucket = bucket
        self.key = key
        self.uploadID = uploadID
        self.facts = facts
    }
}

/// `AbortMultipartUpload`: the upload goes, with its parts.
///
/// - SeeAlso: Amazon S3 API Reference, "AbortMultipartUpload"
public enum AbortMultipartUpload: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `AbortMultipartUpload`.
    public static let name = "AbortMultipartUpload"
    /// It writes.
    public static let isReadOnly = false
    /// A data event.
    public static let isDataEvent = true
    /// Which upload.
    public typealias Input = UploadRequest
    /// Nothing.
    public typealias Output = NoOutput

    /// Finds the upload.
    public static func resolve(
        _ input: UploadRequest, in call: Call, on state: S3State
    ) throws(ServiceError) -> UploadTarget {
        try state.target(input, in: call)
    }

    /// `s3:AbortMultipartUpload`.
    public static func demands(
        _ input: UploadRequest, on target: UploadTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        [DemandMaker(target.bucket, input.facts, in: call).onObject("s3:AbortMultipartUpload", target.key)]
    }

    /// The upload must be there.
    public static func check(
        _ input: UploadRequest, on target: UploadTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        _ = try target.existing()
    }

    /// Removes the upload.
    public static func apply(
        _ input: UploadRequest, on target: UploadTarget, prepared: Void, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> NoOutput {
        state.remove(try target.existing())
        return NoOutput()
    }

    /// The upload.
    public static func audit(
        _ input: UploadRequest, target: UploadTarget?, output: NoOutput?, in call: Call
    ) -> AuditDetail {
        S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.bucket.owner,
            parameters: ["uploadId": .string(input.uploadID)])
    }
}
