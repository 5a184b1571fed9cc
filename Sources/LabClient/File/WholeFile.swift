public import LabCore
import LabCrypto

/// Small files read and written as a whole, and large ones looked into, with the errors and the care that
/// ``FileEncryption`` has: directories are refused, outputs appear whole or not at all.
public enum WholeFile {
    /// The bytes of a file of at most `limit` bytes; `nil` when it is longer.
    public static func read(_ endpoint: FileEndpoint, limit: Int) throws(FileEncryptionError) -> [UInt8]? {
        let file = try InputFile(endpoint)
        var bytes: [UInt8] = []
        var buffer = MessageBuffer(capacity: limit + 1)
        while bytes.count <= limit {
            try file.read(limit + 1, into: &buffer)
            guard !buffer.isEmpty else { return bytes }
            buffer.withReadableBytes { bytes.append(contentsOf: $0) }
        }
        return nil
    }

    /// Writes a file.
    ///
    /// - Parameter isPrivate: Whether nobody but the owner may read it (mode 0600): for keys
    public static func write(
        _ bytes: [UInt8], to endpoint: FileEndpoint, overwrites: Bool, isPrivate: Bool = false,
        random: any RandomSource
    ) throws(FileEncryptionError) {
        let file = try OutputFile(
            endpoint, overwrites: overwrites, permissions: isPrivate ? 0o600 : 0o666, random: random)
        do throws(SystemError) {
            try bytes.withReadableBytes { bytes throws(SystemError) in try file.descriptor.write(bytes) }
        } catch {
            throw .output(file.path, error)
        }
        try file.commit(isSynced: true)
    }

    /// A file to be looked into here and there. What cannot be read any more reads as nothing.
    public static func lookInto(_ path: String) throws(FileEncryptionError) -> RandomAccessBytes {
        let file = SharedInput(try InputFile(.path(path)))
        return RandomAccessBytes(count: file.length) { range in file.bytes(range) }
    }
}

/// An open input that a closure can hold.
private final class SharedInput {
    private let file: InputFile

    init(_ file: consuming InputFile) {
        self.file = file
    }

    var length: Int { file.length ?? 0 }

    func bytes(_ range: Range<Int>) -> [UInt8] {
        (try? file.bytes(at: range.lowerBound, range.count)) ?? []
    }
}
