import Foundation
import LabCore
import LabCrypto
import LabHSM
import LabKMS
import LabServer
import LabService
import LabStore
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

    func close() {
        // Whatever was answered is on the disk already; there is nothing that closing could lose.
        try? home?.close()
    }
}
