import Foundation
import LabCore
import LabCrypto
import LabHSM
import LabKMS
import LabS3
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
    /// What the server proves its name with; `nil` without TLS.
    let certificate: ServerCertificate?
    /// Where the HSM of a lab in memory has its tokens, once it has any; `nil` in a home.
    private let temporaryDirectory: URL?

    /// Opens the lab, and makes it what the world file says. A home that somebody else has is not waited for.
    static func open(_ settings: ServeSettings) async throws -> ServedLab {
        let ambient = Ambient(clock: SystemClock(), random: OpenSSLRandom())
        let token = Sensitive(Hex.encode(try ambient.random.bytes(32, for: .secret)))
        guard !settings.isInMemory else { return try await inMemory(settings, ambient, token) }
        let directory = try HomeDirectory.locate(settings.home, environment: ProcessInfo.processInfo.environment)
        let hsm = SoftHSM(directory: directory.hsmPath, random: ambient.random)
        let home = try OpenHome.open(
            directory, ambient: ambient, options: settings.objectStore, hsm: hsm, sender: LoopbackSender(),
            waitingForLock: .zero)
        do {
            let certificate = try ServerCertificate.make(settings, home: directory, ambient)
            try await load(settings, into: home.lab)
            return ServedLab(
                lab: home.lab, home: home, token: token, certificate: certificate, temporaryDirectory: nil)
        } catch {
            try? home.close()
            throw error
        }
    }

    /// A lab in memory that begins with the world file, so that a reset goes back to it. An HSM needs files all the same:
    /// they are in a directory that goes with the server.
    private static func inMemory(
        _ settings: ServeSettings, _ ambient: Ambient, _ token: Sensitive<String>
    ) async throws -> ServedLab {
        let name = "kmslab-hsm-" + Hex.encode(try ambient.random.bytes(8, for: .identifier))
        let directory = FileManager.default.temporaryDirectory.appending(path: name)
        let hsm = SoftHSM(directory: directory.path, random: ambient.random)
        let certificate = try ServerCertificate.make(settings, home: nil, ambient)
        return ServedLab(
            lab: try await firstLab(settings, ambient, hsm), home: nil, token: token, certificate: certificate,
            temporaryDirectory: directory)
    }

    private static func firstLab(_ settings: ServeSettings, _ ambient: Ambient, _ hsm: SoftHSM) async throws -> Lab {
        let rootKey = try KeyMaterial.random(byteCount: 32, from: ambient.random)
        let vault = try KeyVault(rootKey: rootKey, hsm: hsm)
        let empty = WorldState(vault: vault, s3: S3State(options: settings.objectStore))
        let lab = Lab(world: empty, ambient: ambient, sender: LoopbackSender())
        guard settings.worldFile != nil else { return lab }
        try await load(settings, into: lab)
        return Lab(world: lab.world, ambient: ambient, sender: LoopbackSender())
    }

    /// Secrets that the file leaves out are told once, and not among the logs.
    private static func load(_ settings: ServeSettings, into lab: Lab) async throws {
        guard let file = settings.worldFile else { return }
        let answer = try await lab.door("world-load", try WorldFileInput.read(file))
        for secret in answer["secrets"]?.object?.members ?? [] {
            StandardError.write("kmslab: \(secret.name)  secret \(secret.value.string ?? "")  (shown this once)")
        }
    }
}

extension ServedLab {
    /// Starts the server, and tells other commands in the home where it is.
    func serve(_ settings: ServeSettings, log: LineLog?) async throws -> LabServer {
        let responder = LabResponder(
            lab: lab, credentials: credentials(settings),
            doors: DoorKeeper(token: home == nil ? nil : token), region: settings.region, log: log ?? SilentLog())
        let server: LabServer
        do throws(ServerFailure) {
            server = try await LabServer.start(
                responder, host: settings.host, port: settings.port, tls: certificate?.context)
        } catch {
            close()
            throw Failure(.failure, error.description, hint: "`--port 0` lets the system choose a port")
        }
        if let home {
            let record = ServerRecord(address: server.address, token: token, certificatePath: certificate?.path)
            try record.write(in: home.directory)
        }
        return server
    }

    private func credentials(_ settings: ServeSettings) -> CredentialSources {
        let owner = OwnerCredentials(token: token, account: settings.account)
        let conventions = ConventionalCredentials(account: settings.account)
        return CredentialSources([IdentityCredentials(), owner] + (settings.isStrict ? [] : [conventions]))
    }

    /// Lets go of the home. Whatever was answered is on the disk already.
    func close() {
        certificate?.close()
        if let temporaryDirectory { try? FileManager.default.removeItem(at: temporaryDirectory) }
        guard let home else { return }
        ServerRecord.remove(from: home.directory)
        try? home.close()
    }
}
