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

    /// Bodies stream, and no door streams them: the request itself says in whose name it is made.
    func store<Value: Sendable>(
        _ request: StoreRequest, _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value {
        switch base {
        case let local as LocalConnection: try await local.store(request, as: who, take)
        case let remote as RemoteConnection: try await remote.store(request, as: who, take)
        default: try await base.store(request, take)
        }
    }

    func settle() async { await base.settle() }

    func follow(_ input: JSONObject, _ take: @Sendable (JSONObject) async throws -> Void) async throws {
        try await base.follow(input, take)
    }

    func close() { base.close() }
}
