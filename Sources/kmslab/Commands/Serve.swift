import ArgumentParser
import Foundation
import LabCore
import LabServer
import LabStore
import LabWorld

/// `kmslab serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the lab to the AWS CLI, SDKs and tools, over AWS's own protocols.",
        discussion: """
            One port for every service and every Region: the signature of a request says which. Signatures are always \
            verified. The key pair test/test is the root user of the account, twelve digits with the secret test are \
            the root user of that account; --strict turns both off. `kmslab env` prints what to paste.

            While a server has the home open, other commands talk to it by themselves. --memory keeps nothing, and \
            opens the lab's own doors to this machine without a token: GET /_kmslab/health, POST /_kmslab/reset, \
            POST /_kmslab/clock {"advance": "8d"}.

            --world makes the lab what a file says before the first request; a lab in memory is reset to that. Secret \
            access keys that the file leaves out are made up and told once, on standard error.

            --tls makes a certificate that vouches for itself: tls.pem in the home, or a file that is gone with the \
            server. Clients believe it through AWS_CA_BUNDLE, which is among the lines to paste. Without TLS customers' \
            keys (SSE-C) are refused, as by AWS; --allow-sse-c takes them over plain HTTP, too, and into new buckets \
            without further ado, as AWS did before April 2026.

            Programs on this machine can claim where a request comes from, for conditions in policies: \
            X-Kmslab-Source-Ip, X-Kmslab-Source-Vpce, X-Kmslab-Source-Vpc, X-Kmslab-Secure-Transport: true.

            SIGTERM and SIGINT let the requests under way finish; a second one does not wait.
            """)

    @Option(help: "The port; 0 lets the system choose.")
    var port = 4566

    @Option(help: "The address to listen at.")
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The home directory (default: KMSLAB_HOME, or ~/.kmslab).", valueName: "dir"))
    var home: String?

    @Flag(help: "Keep the lab in memory only.")
    var memory = false

    @Option(help: ArgumentHelp("Make the lab what this world file says; - for standard input.", valueName: "file"))
    var world: String?

    @Option(help: ArgumentHelp("The account that test/test is the root user of.", valueName: "digits"))
    var account = AccountID.standard.digits

    @Option(help: ArgumentHelp("The Region of requests whose signature names none.", valueName: "code"))
    var region = Region.standard.code

    @Flag(help: "Accept no key pair by convention.")
    var strict = false

    @Flag(name: .customLong("allow-sse-c"), help: "Take customers' keys (SSE-C) over plain HTTP and into new buckets.")
    var allowsCustomerKeys = false

    @Flag(help: "Speak TLS, with a certificate of the server's own.")
    var tls = false

    @Option(help: ArgumentHelp("Speak TLS with the certificates in this file, PEM.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The private key for --tls-cert, PEM.", valueName: "file"))
    var tlsKey: String?

    @Flag(help: "Print a line of JSON for every request, on standard output.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Write the address to this open file once the server listens; with TLS a second line, the certificate's.",
            valueName: "fd"))
    var readyFd: Int32?

    /// What benchmarks compare with.
    @Option(help: ArgumentHelp("Answer everything with this many bytes.", valueName: "bytes", visibility: .hidden))
    var constant: Int?

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("the port is a number from 0 to 65535") }
        guard !memory || home == nil else { throw ValidationError("--memory and --home exclude each other") }
        guard AccountID(account) != nil else { throw ValidationError("an account is twelve digits") }
        guard Region(region) != nil else { throw ValidationError("`\(region)` is not a Region") }
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key go together")
        }
    }

    func run() async throws {
        try await failing {
            let stop = StopSignals()
            StandardOutput.flushEveryLine()
            OpenFiles.raiseLimit()
            if let constant { return try await answer(constant, until: stop) }
            let settings = settings
            let served = try await ServedLab.open(settings)
            let log = settings.log
            let server = try await served.serve(settings, log: log)
            Announcement(settings, served, address: server.address).say()
            ReadyFile.write(server.address, served.certificate?.path, to: readyFd)
            await stop.first()
            if !json { StandardError.write("kmslab: finishing the requests under way") }
            await server.shutDown()
            await served.lab.messagesSent()
            served.close()
            log?.finish()
        }
    }

    private func answer(_ byteCount: Int, until stop: StopSignals) async throws {
        let answer = ServerResponse(status: 200, body: .bytes([UInt8](repeating: 0x78, count: byteCount)))
        let server = try await LabServer.start(answering: answer, host: host, port: port)
        ReadyFile.write(server.address, nil, to: readyFd)
        await stop.first()
        await server.shutDown()
    }

    private var settings: ServeSettings {
        ServeSettings(
            host: host, port: port, home: home, isInMemory: memory, worldFile: world,
            account: AccountID(account) ?? .standard, region: Region(region) ?? .standard,
            allowsCustomerKeys: allowsCustomerKeys, tls: tlsSettings, isStrict: strict, isJSON: json)
    }

    private var tlsSettings: TLSSettings {
        if let tlsCert, let tlsKey { return .given(certificates: tlsCert, privateKey: tlsKey) }
        return tls ? .selfSigned : .none
    }
}
