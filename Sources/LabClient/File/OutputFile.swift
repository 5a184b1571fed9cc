import LabCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An output that appears whole or not at all.
///
/// Bytes go into a temporary file in the output's directory, which takes the output's name at the end. On Linux that
/// file has no name until then, so that not even a killed process leaves it behind; where the file system cannot do
/// that, it has a random name and is removed when the owner goes. Standard output has no such protection: what was
/// written is out.
struct OutputFile: ~Copyable {
    private enum Place {
        case standard
        case unnamed
        case named(String)
    }

    let descriptor: Descriptor
    let path: String
    private let overwrites: Bool
    private let random: any RandomSource
    private var place: Place

    /// Makes the temporary file, after looking whether the output may be made.
    ///
    /// - Parameter unnamed: Whether to try a file without a name first; `false` is for tests
    init(
        _ endpoint: FileEndpoint, overwrites: Bool, permissions: mode_t, random: any RandomSource,
        unnamed isUnnamedTried: Bool = true
    ) throws(FileEncryptionError) {
        path = endpoint.name("standard output")
        self.overwrites = overwrites
        self.random = random
        guard case .path(let path) = endpoint else {
            descriptor = Descriptor(borrowing: STDOUT_FILENO)
            place = .standard
            return
        }
        try OutputFile.checkFree(path, overwrites: overwrites)
        if isUnnamedTried, let unnamed = OutputFile.openUnnamed(beside: path, permissions) {
            descriptor = unnamed
            place = .unnamed
            return
        }
        let temporary = try OutputFile.temporaryName(beside: path, random)
        do throws(SystemError) {
            descriptor = try Descriptor(open: temporary, O_WRONLY | O_CREAT | O_EXCL, mode: permissions)
        } catch {
            throw .output(path, error)
        }
        place = .named(temporary)
    }

    deinit {
        if case .named(let temporary) = place { unlink(temporary) }
    }

    /// Gives the output its name. Before that nobody sees it.
    ///
    /// - Parameter isSynced: Whether to wait until its bytes are on the disk, so that a power cut leaves the whole file
    ///   or none
    consuming func commit(isSynced: Bool) throws(FileEncryptionError) {
        if case .standard = place { return }
        do throws(SystemError) {
            if isSynced { try descriptor.synchronize() }
            try takeName()
            if isSynced { try Descriptor(open: OutputFile.directory(of: path), O_RDONLY).synchronize() }
        } catch {
            throw .output(path, error)
        }
    }

    /// Without overwriting the name is taken by a call that fails when it exists: nobody's file is lost to a race.
    private mutating func takeName() throws(SystemError) {
        if case .unnamed = place { try linkUnnamed() }
        guard case .named(let temporary) = place else { return }
        let result = overwrites ? rename(temporary, path) : link(temporary, path)
        guard result == 0 else { throw .last }
        if overwrites { place = .unnamed }
    }

    private mutating func linkUnnamed() throws(SystemError) {
        let target: String
        if overwrites {
            do throws(FileEncryptionError) {
                target = try OutputFile.temporaryName(beside: path, random)
            } catch {
                throw SystemError(code: EIO)
            }
        } else {
            target = path
        }
        let source = "/proc/self/fd/\(descriptor.number)"
        guard linkat(AT_FDCWD, source, AT_FDCWD, target, AT_SYMLINK_FOLLOW) == 0 else { throw .last }
        if overwrites { place = .named(target) }
    }

    /// A file without a name, where the file system has such and the system can give it one later.
    private static func openUnnamed(beside path: String, _ permissions: mode_t) -> Descriptor? {
        guard access("/proc/self/fd", X_OK) == 0 else { return nil }
        return try? Descriptor(open: directory(of: path), unnamedFlags, mode: permissions)
    }

    private static func checkFree(_ path: String, overwrites: Bool) throws(FileEncryptionError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFDIR else { throw .outputIsDirectory(path: path) }
        guard overwrites else { throw .outputExists(path: path) }
        guard kind == S_IFREG || kind == S_IFLNK else { throw .outputNotAFile(path: path) }
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func temporaryName(
        beside path: String, _ random: any RandomSource
    ) throws(FileEncryptionError) -> String {
        do throws(RandomFailure) {
            let suffix = Hex.encode(try random.bytes(8, for: .identifier))
            return "\(directory(of: path))/.kmslab-\(suffix).tmp"
        } catch {
            throw .message(.random(error))
        }
    }

    /// `O_TMPFILE`, a macro that Swift does not import; elsewhere flags that no directory can be opened with.
    private static var unnamedFlags: Int32 {
        #if os(Linux)
            O_WRONLY | O_DIRECTORY | 0o20000000
        #else
            O_WRONLY | O_DIRECTORY
        #endif
    }
}
