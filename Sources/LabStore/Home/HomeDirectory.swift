#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A directory that holds one world.
///
///     root.key       32 random bytes, mode 0600: everything secret in the home is wrapped under it
///     lab.sqlite     the world and its trail (with `lab.sqlite-wal` and `lab.sqlite-shm` while it is open)
///     trail.digests  signed statements about the trail, a line each
///     lock           held by the one process that has the home open; its text is the process's id
///     server.json    where the server listens that has the home open, with its token; mode 0600
///     tls.pem        the server's own certificate, once it has served with TLS
///     tls.key        the private key for it, mode 0600
///     bodies/        sealed bodies of objects
///     hsm/           the tokens behind CloudHSM key stores, once there is one; mode 0700
public struct HomeDirectory: Hashable, Sendable {
    /// Where it is.
    public let path: String

    /// The directory at `path`, which need not exist.
    public init(path: String) {
        self.path = path
    }

    /// The directory that a command means: the one it names, else `KMSLAB_HOME`, else `.kmslab` in `HOME`.
    ///
    /// An empty variable counts as one that is not set.
    ///
    /// - Throws: ``HomeError/nowhere`` when none of them is known.
    public static func locate(
        _ explicit: String? = nil, environment: [String: String]
    ) throws(HomeError) -> HomeDirectory {
        if let explicit { return HomeDirectory(path: explicit) }
        if let path = environment["KMSLAB_HOME"], !path.isEmpty { return HomeDirectory(path: path) }
        guard let home = environment["HOME"], !home.isEmpty else { throw .nowhere }
        return HomeDirectory(path: home + "/.kmslab")
    }

    /// `root.key`.
    public var rootKeyPath: String { path + "/root.key" }
    /// `lab.sqlite`.
    public var databasePath: String { path + "/lab.sqlite" }
    /// `trail.digests`.
    public var digestsPath: String { path + "/trail.digests" }
    /// `lock`.
    public var lockPath: String { path + "/lock" }
    /// `server.json`.
    public var serverRecordPath: String { path + "/server.json" }
    /// `tls.pem`; made by the server.
    public var certificatePath: String { path + "/tls.pem" }
    /// `tls.key`; made by the server.
    public var certificateKeyPath: String { path + "/tls.key" }
    /// `bodies`; made by whoever keeps bodies.
    public var bodiesPath: String { path + "/bodies" }

    /// `hsm`; made by whoever is the HSM.
    public var hsmPath: String { path + "/hsm" }

    /// Makes the directory, with mode 0700, unless it is there. A directory that is there keeps its mode.
    ///
    /// - Throws: ``HomeError/notADirectory(path:)``, ``HomeError/readOnly(path:)`` when it cannot be written, or what
    ///   else the system refuses.
    public func create() throws(HomeError) {
        try onFile(path) { () throws(SystemFailure) in
            try Self.makeDirectories(path)
            try system { access(path, W_OK | X_OK) }
        }
    }

    private static func makeDirectories(_ path: String) throws(SystemFailure) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { throw SystemFailure(code: ENOTDIR) }
            return
        }
        guard !path.isEmpty else { throw SystemFailure(code: ENOENT) }
        if let parent = parent(of: path) { try makeDirectories(parent) }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .latest }
    }

    private static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return nil }
        return String(path[..<slash])
    }

    /// Whether something is in the database: a home that has been used.
    var hasDatabase: Bool {
        var status = stat()
        return stat(databasePath, &status) == 0 && status.st_size > 0
    }

    /// Makes the database file before SQLite does, which would let others read it. SQLite gives its other files the
    /// mode of this one.
    func createDatabaseFile() throws(HomeError) {
        try onFile(databasePath) { () throws(SystemFailure) in
            _ = try OpenFile(databasePath, O_RDWR | O_CREAT)
            try OpenFile.synchronizeDirectory(path)
        }
    }
}
