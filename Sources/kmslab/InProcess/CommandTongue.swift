import ArgumentParser
import LabCore
package import LabCourse
import LabServer
import LabWorld

/// Runs `kmslab`'s own commands in this process, on a lab that is there already.
package struct CommandTongue: CourseTongue {
    /// The tongue.
    package init() {}

    /// Runs a command. Commands that open something else than a lab (servers, other homes) are refused.
    package func run(_ words: [String], on lab: any CourseLab) async -> Spoken {
        guard let first = words.first, !Self.refused.contains(first) else {
            return Spoken(status: ExitStatus.usage.rawValue, output: "", error: "`\(words.first ?? "")` is no step")
        }
        let printed = PrintedText()
        let surroundings = Surroundings(connection: Self.connection(lab), printed: printed)
        let status = await Surroundings.$current.withValue(surroundings) { await Self.run(words) }
        return Spoken(status: status, output: printed.output, error: printed.error)
    }

    private static let refused = ["serve", "lab", "demo", "tour", "bench", "env", "help"]

    private static func connection(_ lab: any CourseLab) -> any LabConnection {
        if let memory = lab as? MemoryLab { return LocalConnection(lab: memory.lab, home: nil, region: .standard) }
        if let connected = lab as? ConnectedLab { return connected.connection }
        return DoorConnection(lab: lab)
    }

    private static func run(_ words: [String]) async -> Int32 {
        do {
            var command = try Kmslab.parseAsRoot(words)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return ExitStatus.success.rawValue
        } catch let failure as Failure {
            StandardError.write("\(failure.message)\(failure.hint.map { " (\($0))" } ?? "")")
            return failure.status.rawValue
        } catch {
            StandardError.write(Kmslab.message(for: error))
            return ExitStatus.usage.rawValue
        }
    }
}

/// The learner's lab behind a connection.
struct ConnectedLab: CourseLab {
    let connection: any LabConnection

    func door(_ name: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject {
        try await connection.door(name, input)
    }
}

/// A lab of which nothing is known but its doors.
struct DoorConnection: LabConnection {
    let lab: any CourseLab
    var region: Region { .standard }

    func call(_ service: String, _ operation: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject {
        try await lab.door(
            "call", ["service": .string(service), "operation": .string(operation), "input": .object(input)])
    }

    func door(_ name: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject {
        try await lab.door(name, input)
    }

    func store<Value: Sendable>(
        _ request: StoreRequest, _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value {
        throw Failure(.refused, "S3 cannot be asked through this lab's doors")
    }

    func follow(_ input: JSONObject, _ take: @Sendable (JSONObject) async throws -> Void) async throws {
        throw Failure(.refused, "the trail cannot be followed through this lab's doors")
    }

    func close() {}
}
