import ArgumentParser
import LabCore

/// A command that asks a service for one change and says what came of it.
protocol ServiceChange: AsyncParsableCommand {
    var lab: LabOptions { get }
    /// The service and AWS's operation, such as `secretsmanager.DeleteSecret`.
    static var operation: String { get }
    /// The input.
    func input() throws -> JSONObject
    /// What is said afterwards.
    func report(_ output: JSONObject) -> String
}

extension ServiceChange {
    func run() async throws {
        let input = try await failing { try self.input() }
        let output = try await lab.withLab { try await $0.ask(Self.operation, input) }
        print(lab.json ? JSONValue.object(output).prettyText : report(output))
    }
}

extension LabConnection {
    /// Asks for `service.Operation`.
    func ask(_ name: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject {
        let parts = name.split(separator: ".", maxSplits: 1)
        return try await call(String(parts[0]), String(parts[1]), input)
    }

    /// Every entry of a listing with tokens, over all its pages.
    func tokenPages(
        _ name: String, of member: String, _ input: JSONObject = [:]
    ) async throws(ServiceError) -> [JSONValue] {
        var entries: [JSONValue] = []
        var input = input
        while true {
            let output = try await ask(name, input)
            entries += output[member]?.array ?? []
            guard let token = output["NextToken"]?.string, !token.isEmpty else { return entries }
            input["NextToken"] = .string(token)
        }
    }
}
