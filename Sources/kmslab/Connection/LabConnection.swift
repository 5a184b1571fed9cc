import LabCore
import LabServer

/// A lab to talk to: in this process, or behind a server. What goes back and forth is AWS's own JSON.
protocol LabConnection: Sendable {
    /// The Region that requests are addressed to.
    var region: Region { get }

    /// Asks a service of AWS.
    func call(_ service: String, _ operation: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject

    /// Goes through a door of the lab itself.
    func door(_ name: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject

    /// Asks the object store; `take` gets the answer while its body is on its way, and errors are thrown.
    func store<Value: Sendable>(
        _ request: StoreRequest, _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value

    /// Waits until what the lab does in the wake of requests is done: rules that look, messages that are sent.
    func settle() async

    /// Lets go of the lab.
    func close()
}

extension LabConnection {
    /// A server goes on by itself.
    func settle() async {}

    /// Asks the key service.
    func kms(_ operation: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject {
        try await call("kms", operation, input)
    }

    /// The metadata of the key that `text` names.
    func describe(_ text: String) async throws(ServiceError) -> KeyDescription {
        let output = try await kms("DescribeKey", ["KeyId": .string(text)])
        guard let metadata = output["KeyMetadata"]?.object, let description = KeyDescription(metadata) else {
            throw ServiceError(ServiceError.Code("InternalFailure", 500), "the answer of DescribeKey has no key")
        }
        return description
    }
}

/// A key as DescribeKey tells of it.
struct KeyDescription: Sendable {
    let metadata: JSONObject
    let keyID: String
    let arn: String
    let state: String

    init?(_ metadata: JSONObject) {
        guard let keyID = metadata["KeyId"]?.string, let arn = metadata["Arn"]?.string,
            let state = metadata["KeyState"]?.string
        else { return nil }
        self.metadata = metadata
        self.keyID = keyID
        self.arn = arn
        self.state = state
    }
}
