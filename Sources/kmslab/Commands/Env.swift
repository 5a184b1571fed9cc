import ArgumentParser
import Foundation
import LabCore
import LabServer
import LabStore

/// `kmslab env`
struct Env: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the variables that make AWS's tools talk to the server.",
        discussion: """
            For a shell: eval "$(kmslab env)". The server is the one that has the home open, or --endpoint.

            --as names who signs: nothing is the root user of the account by convention (test/test), twelve digits are \
            the root user of that account, `owner` is the root user by the home's own token, which --strict accepts, \
            too, and any other name is an IAM user, who gets a new access key.
            """)

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let exports = try await failing {
            let environment = ProcessInfo.processInfo.environment
            let place = try ServerPlace.find(lab, environment: environment)
            return Exports(
                address: place.address, region: try lab.resolvedRegion(),
                credentials: try await credentials(at: place, environment),
                certificatePath: place.record?.certificatePath)
        }
        if lab.json {
            let variables = exports.variables.map { ($0.name, JSONValue.string($0.value)) }
            return print(JSONValue.object(JSONObject(variables)).prettyText)
        }
        for line in exports.lines { print(line) }
    }

    private func credentials(
        at place: ServerPlace, _ environment: [String: String]
    ) async throws -> (id: String, secret: String) {
        switch lab.callers.last {
        case nil: return ("test", "test")
        case "owner"?:
            guard let record = place.record else {
                throw Failure(.refused, "only the server of a home has an owner", hint: "start it: `kmslab serve`")
            }
            return (OwnerCredentials.accessKeyID, record.token.exposed)
        case let account? where AccountID(account) != nil: return (account, "test")
        case let user?:
            let region = try lab.resolvedRegion()
            let connection =
                try place.record.map { record throws(Failure) in try RemoteConnection(server: record, region: region) }
                ?? RemoteConnection(url: place.address, region: region, environment: environment)
            return try await Self.newKey(of: user, connection)
        }
    }

    private static func newKey(
        of user: String, _ connection: RemoteConnection
    ) async throws(ServiceError) -> (id: String, secret: String) {
        let output = try await connection.call("iam", "CreateAccessKey", ["UserName": .string(user)])
        let key = output["AccessKey"]?.object ?? [:]
        return (try key.text("AccessKeyId"), try key.text("SecretAccessKey"))
    }
}

/// Where the server is that a command means.
struct ServerPlace {
    let address: String
    /// The record in the home; `nil` when the server was named.
    let record: ServerRecord?

    /// The address of a server that nobody told anything else.
    private static let usual = "http://127.0.0.1:4566"

    /// The server that was named, or the one that has the home open, or else the usual place.
    static func find(_ lab: LabOptions, environment: [String: String]) throws -> ServerPlace {
        if let url = lab.endpoint ?? environment["KMSLAB_ENDPOINT"], !url.isEmpty {
            return ServerPlace(address: url, record: nil)
        }
        let directory = try HomeDirectory.locate(lab.home, environment: environment)
        guard let record = ServerRecord.read(in: directory), kill(pid_t(record.pid), 0) == 0 || errno == EPERM else {
            return ServerPlace(address: usual, record: nil)
        }
        return ServerPlace(address: record.address, record: record)
    }
}
