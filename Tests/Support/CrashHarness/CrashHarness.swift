import LabCore
import LabCrypto
import LabKMS
import LabService
import LabStore
import LabWorld

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The other process of the store's tests: it opens a home and says on standard output what became of it.
///
///     kmslab-crash write HOME       says `open`, then commits until it is killed, a line for every answer
///     kmslab-crash upload HOME      says `open`, then writes objects until it is killed, a line for every answer
///     kmslab-crash hold HOME        says `open`, keeps the home until its standard input ends
///     kmslab-crash probe HOME [UID] says `open`, or why it cannot be opened; as another user if one is given
///     kmslab-crash squeeze HOME     commits until no file may grow any more, then with that limit gone
@main
struct CrashHarness {
    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else { exit(64) }
        let directory = HomeDirectory(path: arguments[2])
        do {
            switch arguments[1] {
            case "write": try await write(directory)
            case "upload": try await upload(directory)
            case "hold": try hold(directory)
            case "probe": try probe(directory, uid: arguments.dropFirst(3).first.flatMap { uid_t($0) })
            case "squeeze": try await squeeze(directory)
            default: exit(64)
            }
        } catch let error as HomeError {
            say("refused \(error.message)")
        } catch {
            say("failed \(error)")
        }
    }

    private static func open(_ directory: HomeDirectory) throws(HomeError) -> OpenHome {
        try OpenHome.open(directory, ambient: Ambient(clock: SystemClock(), random: OpenSSLRandom()))
    }

    private static func hold(_ directory: HomeDirectory) throws {
        let home = try open(directory)
        say("open")
        while readLine() != nil {}
        try home.close()
    }

    private static func probe(_ directory: HomeDirectory, uid: uid_t?) throws {
        if let uid, setuid(uid) != 0 { exit(77) }
        let home = try open(directory)
        say("open")
        try home.close()
    }

    /// Several requests at once, so that commits gather in groups.
    private static func write(_ directory: HomeDirectory) async throws {
        let home = try open(directory)
        say("open")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try await Client(lab: home.lab).run() } }
            try await group.waitForAll()
        }
    }

    private static func upload(_ directory: HomeDirectory) async throws {
        let home = try open(directory)
        try await UploadClient(lab: home.lab).makeBucket()
        say("open")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 { group.addTask { try await UploadClient(lab: home.lab).run() } }
            try await group.waitForAll()
        }
    }

    private static func squeeze(_ directory: HomeDirectory) async throws {
        let home = try open(directory)
        signal(SIGXFSZ, SIG_IGN)
        let client = Client(lab: home.lab)
        try await client.createKey()
        var limit = rlimit()
        getrlimit(CInt(RLIMIT_FSIZE.rawValue), &limit)
        var squeezed = limit
        squeezed.rlim_cur = 100_000
        setrlimit(CInt(RLIMIT_FSIZE.rawValue), &squeezed)
        do throws(ServiceError) {
            for _ in 0..<1000 { try await client.createKey() }
        } catch {
            say("failed \(error.message ?? "")")
        }
        setrlimit(CInt(RLIMIT_FSIZE.rawValue), &limit)
        try await client.createKey()
        try home.close()
    }

    /// One system call a line, nothing held back: what was said before the kill was answered before the kill.
    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}

/// Somebody who makes keys, aliases, ciphertexts and plain events, one request after the other.
struct Client {
    let lab: Lab

    func run() async throws(ServiceError) {
        while true {
            let keyID = try await createKey()
            let alias = "alias/\(keyID)"
            try await answered("alias \(alias) \(keyID)") { call throws(ServiceError) in
                _ = try await lab.perform(
                    CreateAlias.self, CreateAlias.Input(aliasName: alias, targetKeyID: keyID), in: call)
            }
            for _ in 0..<6 { try await encrypt(keyID) }
        }
    }

    @discardableResult
    func createKey() async throws(ServiceError) -> String {
        let call = try lab.call(as: Caller(.root(.standard)))
        let output = try await lab.perform(CreateKey.self, CreateKey.Input(), in: call)
        let keyID = output.metadata.key.address.keyID
        CrashHarness.say("\(call.requestID) key \(keyID)")
        return keyID
    }

    private func encrypt(_ keyID: String) async throws(ServiceError) {
        let call = try lab.call(as: Caller(.root(.standard)))
        let input = Encrypt.Input(keyID: keyID, plaintext: Array(call.requestID.utf8))
        let blob = try await lab.perform(Encrypt.self, input, in: call).ciphertext
        CrashHarness.say("\(call.requestID) blob \(Base64.encode(blob))")
    }

    private func answered(
        _ what: String, _ request: (Call) async throws(ServiceError) -> Void
    ) async throws(ServiceError) {
        let call = try lab.call(as: Caller(.root(.standard)))
        try await request(call)
        CrashHarness.say("\(call.requestID) \(what)")
    }
}
