import LabCore
import LabCrypto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The file with the lab's root key: 32 random bytes and nothing else.
///
/// Why so strict: whoever reads this file can unwrap every key of the home. The file is made once, is never written
/// again, and is refused when anybody but its owner may touch it.
struct RootKeyFile {
    /// The home that it belongs to.
    let directory: HomeDirectory

    static let byteCount = 32

    private var path: String { directory.rootKeyPath }

    /// The home's root key. A home without database gets a fresh one.
    ///
    /// Call it with the home locked.
    func readOrCreate(random: any RandomSource) throws(HomeError) -> KeyMaterial {
        if let key = try read() { return key }
        guard !directory.hasDatabase else { throw .rootKeyMissing(path: path) }
        try create(random: random)
        guard let key = try read() else { throw .rootKeyMissing(path: path) }
        return key
    }

    /// The root key; `nil` when there is no file.
    private func read() throws(HomeError) -> KeyMaterial? {
        let file: OpenFile
        do throws(SystemFailure) {
            file = try OpenFile(path, O_RDONLY)
        } catch {
            if error.code == ENOENT { return nil }
            throw .inaccessible(path: path, reason: error.reason)
        }
        try check(file)
        return try content(of: file)
    }

    private func check(_ file: borrowing OpenFile) throws(HomeError) {
        let status = try onFile(path) { () throws(SystemFailure) in try file.status() }
        let mode = Int(status.st_mode & 0o7777)
        guard status.st_uid == geteuid() else { throw .rootKeyNotOwned(path: path) }
        guard mode & 0o077 == 0 else { throw .rootKeyExposed(path: path, mode: mode) }
        let isRootKey = status.st_mode & S_IFMT == S_IFREG && status.st_size == Self.byteCount
        guard isRootKey else { throw .rootKeyMalformed(path: path, byteCount: Int(status.st_size)) }
    }

    /// Reads straight into memory that is wiped.
    private func content(of file: borrowing OpenFile) throws(HomeError) -> KeyMaterial {
        try onFile(path) { () throws(SystemFailure) in
            KeyMaterial(
                try SecureBytes(byteCount: Self.byteCount) { buffer throws(SystemFailure) in
                    guard try file.read(into: buffer) == buffer.count else { throw SystemFailure(code: EIO) }
                })
        }
    }

    private func create(random: any RandomSource) throws(HomeError) {
        let key: KeyMaterial
        do throws(RandomFailure) {
            key = try KeyMaterial.random(byteCount: Self.byteCount, from: random)
        } catch {
            throw .failed(reason: error.description)
        }
        try onFile(path) { () throws(SystemFailure) in try write(key) }
    }

    /// The file appears under its name only once it is whole and on the disk, so that a crash leaves no half a key, and
    /// never in place of another one.
    private func write(_ key: KeyMaterial) throws(SystemFailure) {
        let draft = path + ".new"
        unlink(draft)
        let file = try OpenFile(draft, O_WRONLY | O_CREAT | O_EXCL)
        try key.withReadableBytes { bytes throws(SystemFailure) in try file.write(bytes) }
        try file.synchronize()
        try system { link(draft, path) }
        try system { unlink(draft) }
        try OpenFile.synchronizeDirectory(directory.path)
    }
}
