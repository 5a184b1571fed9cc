import LabCore
import LabStore

/// A lab behind a server.
struct RemoteConnection: LabConnection {
    let region: Region

    init(url: String, region: Region, environment: [String: String]) throws(Failure) {
        throw Failure(.unreachable, "this kmslab cannot talk to servers yet")
    }

    init(server: ServerRecord, region: Region) throws(Failure) {
        throw Failure(.homeInUse, "the home is served at \(server.address)")
    }

    func call(
        _ service: String, _ operation: String, _ input: JSONObject
    ) async throws(ServiceError) -> JSONObject {
        [:]
    }

    func door(_ name: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject {
        [:]
    }

    func close() {}
}
