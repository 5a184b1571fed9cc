#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where bytes come from or go to.
public enum FileEndpoint: Hashable, Sendable {
    /// A file.
    case path(String)
    /// Standard input or standard output.
    case standard

    /// What a command line's argument names: `-` is the standard stream.
    public init(argument: String) {
        self = argument == "-" ? .standard : .path(argument)
    }

    /// What errors call it.
    func name(_ standardName: String) -> String {
        switch self {
        case .path(let path): path
        case .standard: standardName
        }
    }
}

/// An input that is open.
struct InputFile: ~Copyable {
    private let descriptor: Descriptor
    private let name: String
    /// How many bytes there are; `nil` for a pipe, where only its end tells.
    let length: Int?
    /// Who may read it, for an output that nobody else should read either.
    let permissions: mode_t

    /// Opens an input; a directory is refused.
    init(_ endpoint: FileEndpoint) throws(FileEncryptionError) {
        let name = endpoint.name("standard input")
        do throws(SystemError) {
            self = try InputFile.open(endpoint, name)
        } catch {
            throw .input(name, error)
        }
    }

    private init(_ descriptor: consuming Descriptor, _ status: stat, _ name: String) {
        let isFile = status.st_mode & S_IFMT == S_IFREG
        self.descriptor = descriptor
        self.name = name
        length = isFile ? Int(status.st_size) : nil
        permissions = isFile ? status.st_mode & 0o666 : 0o666
    }

    private static func open(_ endpoint: FileEndpoint, _ name: String) throws(SystemError) -> InputFile {
        let descriptor =
            switch endpoint {
            case .path(let path): try Descriptor(open: path, O_RDONLY)
            case .standard: Descriptor(borrowing: STDIN_FILENO)
            }
        let status = try descriptor.status()
        guard status.st_mode & S_IFMT != S_IFDIR else { throw SystemError(code: EISDIR) }
        return InputFile(descriptor, status, name)
    }

    /// Puts the next bytes, at most `count`, into `buffer` in place of what it holds; none at the end.
    func read(_ count: Int, into buffer: inout MessageBuffer) throws(FileEncryptionError) {
        buffer.removeAll()
        buffer.reserve(count)
        do throws(SystemError) {
            try buffer.refill { memory throws(SystemError) in try descriptor.read(into: memory.slice(0, count)) }
        } catch {
            throw .input(name, error)
        }
    }

    /// At most `count` bytes from `offset`, without moving the place where reading goes on.
    func bytes(at offset: Int, _ count: Int) throws(FileEncryptionError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(SystemError) {
                filled = try descriptor.read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw .input(name, failure) }
        return bytes
    }
}
