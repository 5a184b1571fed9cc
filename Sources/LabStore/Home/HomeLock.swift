import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The right to a home: one process has it at a time. The system takes it back when the process ends, however it ends.
final class HomeLock: Sendable {
    private let file: OpenFile
    private let isHeld = Atomic(false)

    private static let pause = Duration.milliseconds(20)

    /// Waits at most `patience` for the lock. A server is not waited for: it would not end.
    ///
    /// - Throws: ``HomeError/served(_:)`` when a server has the home, ``HomeError/lockedByOther(pid:)`` when somebody
    ///   else has it for too long.
    init(_ directory: HomeDirectory, patience: Duration) throws(HomeError) {
        file = try onFile(directory.lockPath) { () throws(SystemFailure) in
            try OpenFile(directory.lockPath, O_RDWR | O_CREAT)
        }
        let deadline = ContinuousClock.now + patience
        while try !Self.tryLock(file, directory) {
            let holder = Self.holder(of: directory)
            if let server = Self.server(in: directory, holder: holder) { throw .served(server) }
            guard ContinuousClock.now < deadline else { throw .lockedByOther(pid: holder) }
            Self.sleep(Self.pause)
        }
        isHeld.store(true, ordering: .relaxed)
        writeHolder("\(getpid())\n")
        // Whoever listens there does not have this home: we do.
        ServerRecord.remove(from: directory)
    }

    deinit { release() }

    /// Lets the next process have the home; once is enough.
    func release() {
        // Only what is held, and never twice: the text may be another holder's.
        guard isHeld.exchange(false, ordering: .relaxed) else { return }
        writeHolder("")
        flock(file.descriptor, LOCK_UN)
    }

    private static func tryLock(_ file: borrowing OpenFile, _ directory: HomeDirectory) throws(HomeError) -> Bool {
        do throws(SystemFailure) {
            try system { flock(file.descriptor, LOCK_EX | LOCK_NB) }
            return true
        } catch {
            if error.code == EWOULDBLOCK { return false }
            throw .inaccessible(path: directory.lockPath, reason: error.reason)
        }
    }

    /// For people only: the lock is the lock, not the text.
    private func writeHolder(_ text: String) {
        guard ftruncate(file.descriptor, 0) == 0 else { return }
        lseek(file.descriptor, 0, SEEK_SET)
        try? file.write(text)
    }

    /// The living process that the lock file names.
    private static func holder(of directory: HomeDirectory) -> Int? {
        guard let file = try? OpenFile(directory.lockPath, O_RDONLY), let text = try? file.readText(limit: 32),
            let pid = pid_t(text.prefix { $0.isNumber }), pid > 0
        else { return nil }
        return kill(pid, 0) == 0 || errno == EPERM ? Int(pid) : nil
    }

    private static func server(in directory: HomeDirectory, holder: Int?) -> ServerRecord? {
        guard let record = ServerRecord.read(in: directory), record.pid == holder else { return nil }
        return record
    }

    private static func sleep(_ duration: Duration) {
        usleep(UInt32(duration.components.attoseconds / 1_000_000_000_000))
    }
}
