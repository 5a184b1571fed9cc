import LabCore

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

    func close() { base.close() }
}
