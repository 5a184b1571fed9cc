import Foundation
import LabClient
import LabCore
import LabCrypto
import LabStore

/// What a server with TLS proves its name with, and the file by which clients believe it.
struct ServerCertificate {
    let context: TLSContext
    /// The file with the certificates.
    let path: String
    /// Whether clients have to be told to believe it.
    let isSelfSigned: Bool
    /// The directory that goes with the server.
    private let temporaryDirectory: String?

    private static let days = 365
    private static let largestFile = 1 << 20

    /// The certificate that the settings ask for; `nil` without TLS.
    static func make(
        _ settings: ServeSettings, home: HomeDirectory?, _ ambient: Ambient
    ) throws -> ServerCertificate? {
        switch settings.tls {
        case .none: return nil
        case .given(let certificates, let privateKey):
            let identity = try read(certificates, privateKey)
            return ServerCertificate(
                context: try TLSContext(serverWith: identity), path: absolute(certificates), isSelfSigned: false,
                temporaryDirectory: nil)
        case .selfSigned:
            guard let home else { return try inMemory(settings, ambient) }
            return try kept(in: home, settings, ambient)
        }
    }

    /// Removes the file of a server that keeps nothing.
    func close() {
        if let temporaryDirectory { try? FileManager.default.removeItem(atPath: temporaryDirectory) }
    }

    /// The home's own certificate; a new one when it is not there, is running out, or does not name the host.
    private static func kept(
        in home: HomeDirectory, _ settings: ServeSettings, _ ambient: Ambient
    ) throws -> ServerCertificate {
        let tomorrow = ambient.clock.now + .days(1)
        var identity = try? read(home.certificatePath, home.certificateKeyPath)
        if identity?.isValid(at: tomorrow) != true || identity?.names(clientHost(settings)) != true {
            let made = try selfSigned(settings, ambient)
            try PrivateFile.write(try made.privateKeyPEM(), to: home.certificateKeyPath)
            try PrivateFile.write(try made.certificatesPEM(), to: home.certificatePath)
            identity = made
        }
        guard let identity else { preconditionFailure("there is a certificate by now") }
        return ServerCertificate(
            context: try TLSContext(serverWith: identity), path: absolute(home.certificatePath), isSelfSigned: true,
            temporaryDirectory: nil)
    }

    /// A certificate whose key is nowhere but in memory.
    private static func inMemory(_ settings: ServeSettings, _ ambient: Ambient) throws -> ServerCertificate {
        let identity = try selfSigned(settings, ambient)
        let name = "kmslab-\(Hex.encode(try ambient.random.bytes(8, for: .identifier)))"
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let path = directory.appendingPathComponent("tls.pem").path
        try PrivateFile.write(try identity.certificatesPEM(), to: path)
        return ServerCertificate(
            context: try TLSContext(serverWith: identity), path: path, isSelfSigned: true,
            temporaryDirectory: directory.path)
    }

    /// The names under which this machine is reached; the wildcard is for buckets in the host.
    private static func selfSigned(_ settings: ServeSettings, _ ambient: Ambient) throws -> TLSIdentity {
        let host = clientHost(settings)
        let isAddress = host.contains(":") || host.utf8.allSatisfy { (0x2E...0x39).contains($0) && $0 != 0x2F }
        let names = ["localhost", "s3.localhost", "*.s3.localhost"] + (isAddress || host == "localhost" ? [] : [host])
        let addresses = Set(["127.0.0.1", "::1"]).union(isAddress ? [host] : []).sorted()
        return try TLSIdentity.selfSigned(names: names, addresses: addresses, from: ambient.clock.now, days: days)
    }

    /// What clients call the host that the server listens at.
    private static func clientHost(_ settings: ServeSettings) -> String {
        settings.host == "0.0.0.0" || settings.host == "::" ? "127.0.0.1" : settings.host
    }

    private static func read(_ certificates: String, _ privateKey: String) throws -> TLSIdentity {
        do throws(CryptoError) {
            return try TLSIdentity(certificates: try content(certificates), privateKey: try content(privateKey))
        } catch {
            throw Failure(
                .usage, "`\(certificates)` and `\(privateKey)` are not a certificate and its key",
                hint: "both are PEM, the key is not encrypted")
        }
    }

    private static func content(_ path: String) throws(CryptoError) -> [UInt8] {
        guard let bytes = try? WholeFile.read(FileEndpoint(argument: path), limit: largestFile) else {
            throw .invalidKey
        }
        return bytes
    }

    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}

/// Files that only their owner reads.
enum PrivateFile {
    /// Puts `bytes` into a new file with mode 0600, in place of an older one.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(.outputFailed, "`\(path)` cannot be written") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(bytes))
            try file.close()
        } catch {
            throw Failure(.outputFailed, "`\(path)` cannot be written")
        }
    }
}
