import ArgumentParser
import Foundation
import LabCore
import LabServer
import LabStore

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
            POST /_kmslab/clock.

            The server speaks plain HTTP; it has no TLS listener. Programs on this machine can claim where a request \
            comes from, for conditions in policies: X-Kmslab-Source-Ip, X-Kmslab-Source-Vpce, X-Kmslab-Source-Vpc, \
            X-Kmslab-Secure-Transport: true.

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

    @Option(help: ArgumentHelp("The account that test/test is the root user of.", valueName: "digits"))
    var account = AccountID.standard.digits

    @Option(help: ArgumentHelp("The Region of requests whose signature names none.", valueName: "code"))
    var region = Region.standard.code

    @Flag(help: "Accept no key pair by convention.")
    var strict = false

    @Flag(help: "Print a line of JSON for every request, on standard output.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Write the address and a line's end to this open file once the server listens.", valueName: "fd"))
    var readyFd: Int32?

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("the port is a number from 0 to 65535") }
        guard !memory || home == nil else { throw ValidationError("--memory and --home exclude each other") }
        guard AccountID(account) != nil else { throw ValidationError("an account is twelve digits") }
        guard Region(region) != nil else { throw ValidationError("`\(region)` is not a Region") }
    }

    func run() async throws {
        try await failing {
            let stop = StopSignals()
            StandardOutput.flushEveryLine()
            OpenFiles.raiseLimit()
            let served = try ServedLab.open(home: home, isInMemory: memory)
            let settings = settings
            let log = settings.log
            let server = try await served.serve(settings, log: log)
            Announcement(settings, served, address: server.address).say()
            ReadyFile.write(server.address, to: readyFd)
            await stop.first()
            if !json { StandardError.write("kmslab: finishing the requests under way") }
            await server.shutDown()
            served.close()
            log?.finish()
        }
    }

    private var settings: ServeSettings {
        ServeSettings(
            host: host, port: port, account: AccountID(account) ?? .standard, region: Region(region) ?? .standard,
            isStrict: strict, isJSON: json)
    }
}

/// What `kmslab serve` was told.
struct ServeSettings {
    let host: String
    let port: Int
    let account: AccountID
    let region: Region
    let isStrict: Bool
    let isJSON: Bool

    /// Lines of JSON where they were asked for, lines for people on a terminal, otherwise none.
    var log: LineLog? {
        if isJSON { return LineLog(to: .standardOutput) { JSONValue.object($0.json).compactText } }
        return isatty(STDERR_FILENO) == 1 ? LineLog(to: .standardError) { RequestLine.text($0) } : nil
    }
}
