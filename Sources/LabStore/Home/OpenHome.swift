public import LabCore
import LabCrypto
public import LabKMS
public import LabS3
import LabService
public import LabWorld

/// A home that this process has open: nobody else has it until it is closed, or the process ends.
public final class OpenHome: Sendable {
    /// The lab that lives there. Nothing that it answers can be lost any more.
    public let lab: Lab
    /// Its database.
    public let store: SQLiteStore
    /// The directory.
    public let directory: HomeDirectory

    private let lock: HomeLock
    private let bodies: FileBodyStore

    /// Opens a home, and makes it when there is none.
    ///
    /// - Parameters:
    ///   - directory: Where it is.
    ///   - ambient: The lab's clock and randomness.
    ///   - options: Where its object store differs from AWS on purpose.
    ///   - hsm: What is behind CloudHSM key stores.
    ///   - sender: Posts messages to endpoints on this machine; without one they wait.
    ///   - patience: How long to wait for another process that has the home; a server is not waited for. Zero does not
    ///     wait.
    /// - Throws: ``HomeError``; the home is then as it was.
    public static func open(
        _ directory: HomeDirectory, ambient: Ambient, options: S3Options = S3Options(), hsm: any HSM = NoHSM(),
        sender: (any NotificationSender)? = nil, waitingForLock patience: Duration = .seconds(5)
    ) throws(HomeError) -> OpenHome {
        try directory.create()
        let lock = try HomeLock(directory, patience: patience)
        let rootKey = try RootKeyFile(directory: directory).readOrCreate(random: ambient.random)
        let store = try SQLiteStore(directory, rootKey: rootKey, ambient: ambient)
        let bodies = try bodyStore(of: directory)
        let s3 = S3State(store: bodies, options: options)
        var world = WorldState(vault: try vault(under: rootKey, hsm), s3: s3)
        try store.load(into: &world)
        try sweep(bodies, of: directory, keeping: world)
        let lab = Lab(world: world, ambient: ambient, store: store, eventCount: try store.eventCount(), sender: sender)
        return OpenHome(lab: lab, store: store, directory: directory, lock: lock, bodies: bodies)
    }

    private init(
        lab: Lab, store: SQLiteStore, directory: HomeDirectory, lock: HomeLock, bodies: FileBodyStore
    ) {
        self.lab = lab
        self.store = store
        self.directory = directory
        self.lock = lock
        self.bodies = bodies
    }

    private static func bodyStore(of directory: HomeDirectory) throws(HomeError) -> FileBodyStore {
        do throws(BodyFailure) {
            return try FileBodyStore(directory: directory.bodiesPath)
        } catch {
            throw .inaccessible(path: directory.bodiesPath, reason: "\(error)")
        }
    }

    /// Removes the bodies that no record names: what a crash left behind.
    private static func sweep(
        _ bodies: FileBodyStore, of directory: HomeDirectory, keeping world: WorldState
    ) throws(HomeError) {
        do throws(BodyFailure) {
            try bodies.removeOrphans(keeping: world.wantedBodies)
        } catch {
            throw .inaccessible(path: directory.bodiesPath, reason: "\(error)")
        }
    }

    private static func vault(under rootKey: KeyMaterial, _ hsm: any HSM) throws(HomeError) -> KeyVault {
        do throws(CryptoError) {
            return try KeyVault(rootKey: rootKey, hsm: hsm)
        } catch {
            throw .failed(reason: error.description)
        }
    }

    /// Waits until the bodies that nobody wants any more are off the disk; they go in the background.
    public func finishRemovals() { bodies.finishRemovals() }

    /// Closes the database and lets the next process have the home. Requests that come afterwards fail.
    ///
    /// - Throws: what SQLite cannot do; the home is whole and free all the same.
    public func close() throws(HomeError) {
        defer { lock.release() }
        bodies.finishRemovals()
        try store.close()
    }
}
