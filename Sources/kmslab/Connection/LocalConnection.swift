import Foundation
import LabCore
import LabCrypto
import LabHSM
import LabKMS
import LabServer
import LabService
import LabStore
import LabTrail
import LabWorld

/// A lab in this process: the home is opened, and everybody else has to wait until the command is done.
final class LocalConnection: LabConnection {
    let region: Region
    private let lab: Lab
    /// The home; `nil` for a lab in memory.
    private let home: OpenHome?
    private let caller = Caller(.root(.standard), accessKeyID: "kmslab-cli")

    init(lab: Lab, home: OpenHome?, region: Region) {
        self.lab = lab
        self.home = home
        self.region = region
    }

    /// A new lab in memory, gone with the connection. The tour is played in one.
    static func inMemory(region: Region) throws -> LocalConnection {
        let ambient = Ambient(clock: SystemClock(), random: OpenSSLRandom())
        let rootKey = try KeyMaterial.random(byteCount: 32, from: ambient.random)
        let world = WorldState(vault: try KeyVault(rootKey: rootKey))
        return LocalConnection(lab: Lab(world: world, ambient: ambient), home: nil, region: region)
    }

    /// How long a command waits for another one to be done with the home.
    private static let patience = Duration.seconds(5)

    /// Opens the home; when a server has it, talks to that server instead.
    static func open(
        home path: String?, region: Region, environment: [String: String]
    ) async throws -> any LabConnection {
        let directory = try HomeDirectory.locate(path, environment: environment)
        do {
            let ambient = Ambient(clock: SystemClock(), random: OpenSSLRandom())
            let hsm = SoftHSM(directory: directory.hsmPath, random: ambient.random)
            let home = try OpenHome.open(
                directory, ambient: ambient, hsm: hsm, sender: LoopbackSender(), waitingForLock: patience)
            return LocalConnection(lab: home.lab, home: home, region: region)
        } catch HomeError.served(let server) {
            return try RemoteConnection(server: server, region: region)
        }
    }

    func call(
        _ service: String, _ operation: String, _ input: JSONObject
    ) async throws(ServiceError) -> JSONObject {
        guard let entry = Operations.table(of: service)?[operation] else {
            throw ServiceError(
                ServiceError.Code("UnknownOperationException"), "the lab has no operation `\(service):\(operation)`",
                hint: "`kmslab about` lists what there is")
        }
        return try await entry.run(lab, input, .json, try lab.call(as: caller, in: region))
    }

    func door(_ name: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject {
        try await lab.door(name, input)
    }

    func store<Value: Sendable>(
        _ request: StoreRequest, _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value {
        try await store(request, as: caller, take)
    }

    /// Asks the object store as somebody else, by name.
    func store<Value: Sendable>(
        _ request: StoreRequest, as who: String, _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value {
        try await store(request, as: try lab.world.caller(named: who), take)
    }

    private func store<Value: Sendable>(
        _ request: StoreRequest, as caller: Caller, _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value {
        try await LocalStore(lab: lab, region: region, caller: caller).exchange(request, take)
    }

    func settle() async { await lab.messagesSent() }

    /// How often the home is looked at: a look is a question to the file system unless something has happened.
    private static let pause = Duration.milliseconds(100)
    private static let eventsReadTogether = 256

    /// Lets go of the home first: what is to be seen is what others do in it. Nobody else is in a lab in memory.
    func follow(_ input: JSONObject, _ take: @Sendable (JSONObject) async throws -> Void) async throws {
        guard let home else { return }
        let filter = try lab.eventFilter(input)
        let shown = try await lab.door("trail", input)
        var last = try home.store.eventCount()
        close()
        for (event, number) in zip(shown["events"]?.array ?? [], shown["numbers"]?.array ?? []) {
            try await take(["number": number, "event": event])
        }
        let reader = TrailReader(home.directory)
        while !Task.isCancelled {
            let found = try reader.records(after: last, limit: Self.eventsReadTogether)
            last = found.last?.number ?? last
            for event in found where filter.admits(event.record, at: event.time) {
                try await take(["number": .integer(Int64(event.number)), "event": .object(event.record)])
            }
            if found.isEmpty { try await Task.sleep(for: Self.pause) }
        }
    }

    func close() {
        // Whatever was answered is on the disk already; there is nothing that closing could lose.
        try? home?.close()
    }
}
