/// Why a home cannot be opened, or not be read.
///
/// Every case has a ``message`` and a ``hint`` of its own; a command line maps the cases to exit codes. Nothing here is
/// secret.
public enum HomeError: Error, Hashable, Sendable {
    /// There is no way to tell where the home is: neither `KMSLAB_HOME` nor `HOME` is set.
    case nowhere
    /// Something that is not a directory stands where the home should be.
    case notADirectory(path: String)
    /// The home cannot be written. Nothing is answered without its event, so a lab does not even read from such a home.
    case readOnly(path: String)
    /// No room is left for the home.
    case full(path: String)
    /// The system refuses for another reason.
    case inaccessible(path: String, reason: String)
    /// Another process, which is no server, has had the home for the whole time we waited.
    case lockedByOther(pid: Int?)
    /// A server has the home: talk to it.
    case served(ServerRecord)
    /// A later kmslab wrote the home.
    case newerVersion(found: Int, supported: Int)
    /// The home has keys, but its root key file is gone.
    case rootKeyMissing(path: String)
    /// Others than the owner may read or write the root key file.
    case rootKeyExposed(path: String, mode: Int)
    /// The root key file belongs to somebody else.
    case rootKeyNotOwned(path: String)
    /// The root key file does not hold a root key.
    case rootKeyMalformed(path: String, byteCount: Int)
    /// The root key file holds another root key than the one the home was made with.
    case rootKeyDiffers(path: String)
    /// The home holds something that kmslab did not write.
    case damaged(what: String)
    /// The store was closed.
    case closed
    /// Something else failed: randomness, libcrypto, SQLite.
    case failed(reason: String)
}

extension HomeError: CustomStringConvertible {
    /// The message.
    public var description: String { message }

    /// What is wrong, in one line.
    public var message: String {
        switch self {
        case .nowhere: "no home: neither `KMSLAB_HOME` nor `HOME` is set"
        case .notADirectory(let path): "`\(path)` is not a directory"
        case .readOnly(let path): "`\(path)` cannot be written"
        case .full(let path): "no space is left for `\(path)`"
        case .inaccessible(let path, let reason): "`\(path)` cannot be used: \(reason)"
        case .lockedByOther(let pid): "the home is in use by \(pid.map { "process \($0)" } ?? "another process")"
        case .served(let server): "the home is served at \(server.address) by process \(server.pid)"
        case .newerVersion(let found, let supported):
            "the home has format \(found), this kmslab knows formats up to \(supported)"
        case .damaged(let what): "the home is damaged: \(what)"
        case .closed: "the home was closed"
        case .failed(let reason): reason
        case .rootKeyMissing, .rootKeyExposed, .rootKeyNotOwned, .rootKeyMalformed, .rootKeyDiffers: rootKeyMessage
        }
    }

    private var rootKeyMessage: String {
        switch self {
        case .rootKeyMissing(let path): "the root key `\(path)` is missing, and the home holds keys under it"
        case .rootKeyExposed(let path, let mode):
            "others may read or write the root key `\(path)` (mode \(Self.octal(mode)))"
        case .rootKeyNotOwned(let path): "the root key `\(path)` belongs to another user"
        case .rootKeyMalformed(let path, let byteCount):
            "the root key `\(path)` has \(byteCount) bytes instead of \(RootKeyFile.byteCount)"
        case .rootKeyDiffers(let path): "the root key `\(path)` is not the one this home was made with"
        default: ""
        }
    }

    private static func octal(_ mode: Int) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// What a person can do about it; `nil` when there is nothing.
    public var hint: String? {
        switch self {
        case .nowhere: "set `KMSLAB_HOME`, or name a directory with `--home`"
        case .notADirectory: "name another directory with `--home`, or move the file away"
        case .readOnly: "nothing is answered without its event: make the home writable for you, or use `--memory`"
        case .full: "free some space and repeat: what was refused has not happened"
        case .inaccessible: nil
        case .lockedByOther: "wait until it ends, or name another home with `--home`"
        case .served: "commands talk to that server by themselves; stop it to open the home directly"
        case .newerVersion: "use the newer kmslab, or name another home with `--home`"
        case .damaged: "restore the home from a copy; `sqlite3` opens `lab.sqlite` if you want to look"
        case .closed: nil
        case .failed: nil
        case .rootKeyMissing, .rootKeyDiffers: "put the right file back: without it no key of the home can be used"
        case .rootKeyExposed(let path, _):
            "`chmod 600 \(path)`; if others may have read it, its keys are no secret any more"
        case .rootKeyNotOwned(let path): "`chown` it to yourself: \(path)"
        case .rootKeyMalformed: "put the right file back, or remove the whole home if it holds nothing of value"
        }
    }
}
