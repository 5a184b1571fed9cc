import ArgumentParser
import Foundation
import LabCore

/// The options of every command that meets a lab.
struct LabOptions: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("The home directory (default: KMSLAB_HOME, or ~/.kmslab).", valueName: "dir"))
    var home: String?

    @Option(
        name: .long,
        help: ArgumentHelp("A server to ask instead of the home (default: KMSLAB_ENDPOINT).", valueName: "url"))
    var endpoint: String?

    @Option(name: .long, help: ArgumentHelp("The Region (default: AWS_REGION, or us-east-1).", valueName: "code"))
    var region: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Who asks: a user, a role, root, ACCOUNT/NAME or an ARN (default: the account's root).", valueName: "who"))
    var callers: [String] = []

    @Flag(name: .long, help: "Print JSON instead of text.")
    var json = false

    /// The Region that the command means.
    func resolvedRegion() throws(Failure) -> Region {
        let environment = ProcessInfo.processInfo.environment
        let code = region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? Region.standard.code
        guard let region = Region(code) else { throw Failure(.usage, "`\(code)` is not a Region") }
        return region
    }

    /// Opens the lab that the command means, runs `body`, and closes it again.
    func withLab<Value>(_ body: (any LabConnection) async throws -> Value) async throws(Failure) -> Value {
        let connection = impersonating(try await open())
        do {
            let value = try await failing { try await body(connection) }
            letGo(connection)
            return value
        } catch {
            letGo(connection)
            throw error
        }
    }

    /// Closes a connection that the command opened; one that was there already is somebody else's.
    private func letGo(_ connection: any LabConnection) {
        if Surroundings.current == nil { connection.close() }
    }

    /// The connection in the name of whoever `--as` says.
    private func impersonating(_ connection: any LabConnection) -> any LabConnection {
        guard let who = callers.last else { return connection }
        return ImpersonatingConnection(base: connection, who: who)
    }

    /// The one caller that `--as` says; `nil` when it says none.
    func caller() throws(Failure) -> String? {
        guard callers.count <= 1 else { throw Failure(.usage, "`--as` can be given once here") }
        return callers.last
    }

    private func open() async throws(Failure) -> any LabConnection {
        let environment = ProcessInfo.processInfo.environment
        let region = try resolvedRegion()
        if let surroundings = Surroundings.current { return surroundings.connection }
        if let url = endpoint ?? environment["KMSLAB_ENDPOINT"], !url.isEmpty {
            return try RemoteConnection(url: url, region: region, environment: environment)
        }
        return try await failing {
            try await LocalConnection.open(home: home, region: region, environment: environment)
        }
    }
}

/// The encryption context of a command.
struct ContextOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("A pair of the encryption context; may be repeated.", valueName: "key=value"))
    var context: [String] = []

    /// The context that the pairs make.
    func encryptionContext() throws(Failure) -> EncryptionContext {
        guard let context = EncryptionContext(try Self.pairs(context)) else {
            throw Failure(.usage, "a key of the encryption context stands twice")
        }
        return context
    }

    /// The pairs that texts of the form key=value are.
    static func pairs(_ texts: [String]) throws(Failure) -> [EncryptionContext.Pair] {
        var pairs: [EncryptionContext.Pair] = []
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw Failure(.usage, "`\(text)` is not a pair of the form key=value")
            }
            pairs.append((String(parts[0]), String(parts[1])))
        }
        return pairs
    }
}
