import Foundation
import LabCore
import LabCrypto
import LabHSM
import LabKMS
import LabServer
import LabStore
import LabWorld

/// A lab that a server has open: a home with its record, or one in memory.
struct ServedLab {
    let lab: Lab
    /// The home; `nil` in memory.
    let home: OpenHome?
    /// What the home's owner shows.
    let token: Sensitive<String>
    /// Where the HSM of a lab in memory has its tokens, once it has any; `nil` in a home.
    private let temporaryDirectory: URL?

    /// Opens the lab. A home that somebody else has is not waited for.
    static func open(home path: String?, isInMemory: Bool) throws -> ServedLab {
        let ambient = Ambient(clock: SystemClock(), random: OpenSSLRandom())
        let token = Sensitive(Hex.encode(try ambient.random.bytes(32, for: .secret)))
        guard !isInMemory else {
            return try inMemory(ambient, token)
        }
        let directory = try HomeDirectory.locate(path, environment: ProcessInfo.processInfo.environment)
        let hsm = SoftHSM(directory: directory.hsmPath, random: ambient.random)
        let home = try OpenHome.open(directory, ambient: ambient, hsm: hsm, waitingForLock: .zero)
        return ServedLab(lab: home.lab, home: home, token: token, temporaryDirectory: nil)
    }

    /// A lab in memory. An HSM needs files all the same: they are in a directory that goes with the server.
    private static func inMemory(_ ambient: Ambient, _ token: Sensitive<String>) throws -> ServedLab {
        let name = "kmslab-hsm-" + Hex.encode(try ambient.random.bytes(8, for: .identifier))
        let directory = FileManager.default.temporaryDirectory.appending(path: name)
        let hsm = SoftHSM(directory: directory.path, random: ambient.random)
        let rootKey = try KeyMaterial.random(byteCount: 32, from: ambient.random)
        let world = WorldState(vault: try KeyVault(rootKey: rootKey, hsm: hsm))
        return ServedLab(
            lab: Lab(world: world, ambient: ambient), home: nil, token: token, temporaryDirectory: directory)
    }

    /// Starts the server, and tells other commands in the home where it is.
    func serve(_ settings: ServeSettings, log: LineLog?) async throws -> LabServer {
        let responder = LabResponder(
            lab: lab, credentials: credentials(settings),
            doors: DoorKeeper(token: home == nil ? nil : token), region: settings.region, log: log ?? SilentLog())
        let server: LabServer
        do throws(ServerFailure) {
            server = try await LabServer.start(responder, host: settings.host, port: settings.port)
        } catch {
            close()
            throw Failure(.failure, error.description, hint: "`--port 0` lets the system choose a port")
        }
        if let home { try ServerRecord(address: server.address, token: token).write(in: home.directory) }
        return server
    }

    private func credentials(_ settings: ServeSettings) -> CredentialSources {
        let owner = OwnerCredentials(token: token, account: settings.account)
        let conventions = ConventionalCredentials(account: settings.account)
        return CredentialSources([IdentityCredentials(), owner] + (settings.isStrict ? [] : [conventions]))
    }

    /// Lets go of the home. Whatever was answered is on the disk already.
    func close() {
        if let temporaryDirectory { try? FileManager.default.removeItem(at: temporaryDirectory) }
        guard let home else { return }
        ServerRecord.remove(from: home.directory)
        try? home.close()
    }
}
