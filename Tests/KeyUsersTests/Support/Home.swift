import LabCore
import LabCrypto
import LabService
import LabTesting
import LabWorld
import Testing

/// A lab with the few verbs that tests of the key service's users need, in AWS's own JSON.
struct Home {
    let lab: Lab
    let clock: ManualClock

    init() throws {
        let memory = try InMemoryLab()
        lab = memory.lab
        clock = memory.clock
    }

    init(lab: Lab, clock: ManualClock) {
        self.lab = lab
        self.clock = clock
    }

    /// The same world in another process: what was in memory only is gone.
    func restarted() -> Home {
        var world = lab.world
        world.volumes = lab.reloadedVolumes()
        return Home(lab: Lab(world: world, ambient: lab.ambient), clock: clock)
    }

    /// Calls `service.Operation`.
    @discardableResult
    func call(
        _ name: String, _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root(), in region: Region = .standard
    ) async throws -> JSONObject {
        let parts = name.split(separator: ".").map(String.init)
        let (service, operation) = (Service(parts[0]), parts[1])
        let isOurs = [.secretsManager, .ssm].contains(service)
        do {
            let output = try await lab.perform(parts[0], operation, input, as: caller, in: region)
            if isOurs { try Oracle.check(output, of: operation, service) }
            return output
        } catch let error as ServiceError {
            if isOurs { try Oracle.check(error, of: operation, service) }
            throw error
        }
    }

    /// The code and the message that a call is refused with.
    func refusal(
        _ name: String, _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root(),
        _ location: SourceLocation = #_sourceLocation
    ) async -> String? {
        do {
            try await call(name, input, as: caller)
            Issue.record("\(name) was not refused", sourceLocation: location)
            return nil
        } catch let error as ServiceError {
            return error.code.wireName
        } catch {
            Issue.record("\(error)", sourceLocation: location)
            return nil
        }
    }

    /// Makes a key and answers its id.
    func createKey(_ input: JSONObject = [:]) async throws -> String {
        try #require(try await call("kms.CreateKey", input)["KeyMetadata"]?["KeyId"]?.string)
    }

    /// Makes a user with one policy, or none, and answers it as a caller.
    func user(_ name: String, allowed statements: JSONValue..., in account: AccountID = .standard) async throws
        -> Caller
    {
        let root = InMemoryLab.root(of: account)
        let made = try await call("iam.CreateUser", ["UserName": .string(name)], as: root)
        let policy: JSONValue = ["Version": "2012-10-17", "Statement": .array(statements)]
        if !statements.isEmpty {
            try await call(
                "iam.PutUserPolicy",
                ["UserName": .string(name), "PolicyName": "p", "PolicyDocument": .string(policy.compactText)], as: root)
        }
        let id = try #require(made["User"]?["UserId"]?.string)
        return Caller(.user(account: account, path: "/", name: name, id: id), accessKeyID: "AKIA\(name)")
    }

    /// A statement that allows actions on resources.
    static func allow(_ actions: String..., on resource: String = "*") -> JSONValue {
        ["Effect": "Allow", "Action": .array(actions.map(JSONValue.string)), "Resource": .string(resource)]
    }

    /// The latest events, oldest first.
    func events(_ count: Int = 1000) async throws -> [JSONValue] {
        try await lab.door("trail", ["last": .integer(Int64(count))])["events"]?.array ?? []
    }

    /// The names of the events since `start`.
    func eventNames(since start: Int) async throws -> [String] {
        try await events().dropFirst(start).compactMap { $0["eventName"]?.string }
    }

    /// Whether a text stands in any row of the world or in the trail, as it is or in base64.
    func shows(_ text: String) async throws -> Bool {
        let rows = try lab.storedRows()
        let trail = JSONValue.array(try await events()).compactText
        let needles = [text, Base64.encode(Array(text.utf8))]
        return needles.contains { needle in trail.contains(needle) || rows.contains { $0.contains(needle) } }
    }
}

extension Optional<JSONValue> {
    /// The text of a member.
    func text() throws -> String { try #require(self?.string) }
}
