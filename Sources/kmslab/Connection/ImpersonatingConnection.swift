import LabCore
import LabServer

/// A lab that is asked in somebody else's name: `--as`.
///
/// Requests go through the lab's own door, which needs no credentials of theirs, and then through the whole pipeline as
/// theirs: their policies decide, and the trail names them.
struct ImpersonatingConnection: LabConnection {
    let base: any LabConnection
    let who: String

    var region: Region { base.region }

    func call(
        _ service: String, _ operation: String, _ input: JSONObject
    ) async throws(ServiceError) -> JSONObject {
        try await base.door(
            "call",
            [
                "service": .string(service), "operation": .string(operation), "input": .object(input),
                "as": .string(who), "region": .string(region.code),
            ])
    }

    func door(_ name: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject {
        try await base.door(name, input)
    }

    /// The object store speaks through doors to nobody: at a server it takes the access key of whoever asks.
    func store<Value: Sendable>(
        _ request: StoreRequest, _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value {
        guard let local = base as? LocalConnection else {
            throw Failure(
                .usage, "a server takes requests to S3 from whoever signs them",
                hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY and name it with --endpoint, or stop the server")
        }
        return try await local.store(request, as: who, take)
    }

    func settle() async { await base.settle() }

    func close() { base.close() }
}
