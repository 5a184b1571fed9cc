import LabCore
import LabS3
import LabWorld

/// Handlers that differ in nothing but their operation.
enum Handlers {
    /// Takes a bucket's configuration away: 204.
    static func deletion<M: BucketMutation>(_ operation: M.Type) -> Handler where M.Input == BucketRequest {
        { reader, lab async throws(ServiceError) -> S3Response in
            _ = try await lab.perform(operation, reader.bucketRequest, in: reader.call)
            return .noContent
        }
    }

    /// Asks about what the lab has none of.
    ///
    /// - Parameter root: The document that says so, where there is one.
    static func absence<Q: AbsentConfigurationQuery>(_ operation: Q.Type, _ status: Int, _ root: String?) -> Handler {
        { reader, lab async throws(ServiceError) -> S3Response in
            _ = try await lab.perform(operation, reader.bucketRequest, in: reader.call)
            guard let root else { return S3Response(status: status) }
            return .xml(root, status: status) { _ in }
        }
    }

    /// Performs a change of a bucket that answers with nothing.
    static func change<M: BucketMutation>(
        _ operation: M.Type, _ input: M.Input, _ reader: RequestReader, _ lab: Lab, status: Int = 200
    ) async throws(ServiceError) -> S3Response {
        _ = try await lab.perform(operation, input, in: reader.call)
        return S3Response(status: status)
    }

    /// Performs a change of a version; the answer names the version.
    static func change<M: VersionMutation>(
        _ operation: M.Type, _ input: M.Input, _ reader: RequestReader, _ lab: Lab, status: Int = 200
    ) async throws(ServiceError) -> S3Response {
        let answer = try await lab.perform(operation, input, in: reader.call)
        var response = S3Response(status: status)
        response.headers.set("x-amz-version-id", answer.versionID?.text)
        return response
    }
}
