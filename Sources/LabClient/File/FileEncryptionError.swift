#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why a file was not encrypted or decrypted. Whatever it is, nothing is left where the output should have been.
public enum FileEncryptionError: Error, Equatable, Sendable {
    /// The message was refused, or could not be made: damaged, truncated, extended, another key's, wrong context.
    case message(MessageError)
    /// There is no such file.
    case inputMissing(path: String)
    /// The input is a directory.
    case inputIsDirectory(path: String)
    /// The input must not be read.
    case inputNotPermitted(path: String)
    /// Reading failed.
    case inputFailed(path: String, SystemError)
    /// The output exists, and overwriting was not asked for.
    case outputExists(path: String)
    /// The output is a directory.
    case outputIsDirectory(path: String)
    /// The output is a device, a pipe or a socket, which cannot be replaced by a file.
    case outputNotAFile(path: String)
    /// The directory the output should be in does not exist.
    case outputDirectoryMissing(path: String)
    /// The directory must not be written to.
    case outputNotPermitted(path: String)
    /// The file system is mounted for reading only.
    case outputReadOnly(path: String)
    /// The disk, or the quota, is full.
    case outputFull(path: String)
    /// Writing failed.
    case outputFailed(path: String, SystemError)
}

/// What the system calls an error.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The value of `errno`.
    public let code: Int32

    /// An error by its number.
    public init(code: Int32) {
        self.code = code
    }

    /// The error of the call just made.
    static var last: SystemError { SystemError(code: errno) }

    /// The system's own words.
    public var description: String { String(cString: strerror(code)) }
}

extension FileEncryptionError {
    /// What a failed open or read of `path` means.
    static func input(_ path: String, _ error: SystemError) -> FileEncryptionError {
        switch error.code {
        case ENOENT, ENOTDIR: .inputMissing(path: path)
        case EISDIR: .inputIsDirectory(path: path)
        case EACCES, EPERM: .inputNotPermitted(path: path)
        default: .inputFailed(path: path, error)
        }
    }

    /// What a failed create, write or rename of `path` means.
    static func output(_ path: String, _ error: SystemError) -> FileEncryptionError {
        switch error.code {
        case EEXIST: .outputExists(path: path)
        case EISDIR: .outputIsDirectory(path: path)
        case ENOENT, ENOTDIR: .outputDirectoryMissing(path: path)
        case EACCES, EPERM: .outputNotPermitted(path: path)
        case EROFS: .outputReadOnly(path: path)
        case ENOSPC, EDQUOT, EFBIG: .outputFull(path: path)
        default: .outputFailed(path: path, error)
        }
    }
}

extension FileEncryptionError: CustomStringConvertible {
    /// What is wrong, for a person.
    public var description: String {
        switch self {
        case .message(let error): error.description
        case .inputMissing(let path): "`\(path)` does not exist"
        case .inputIsDirectory(let path): "`\(path)` is a directory"
        case .inputNotPermitted(let path): "`\(path)` may not be read"
        case .inputFailed(let path, let error): "reading `\(path)` failed: \(error)"
        case .outputExists(let path): "`\(path)` exists already"
        case .outputIsDirectory(let path): "`\(path)` is a directory"
        case .outputNotAFile(let path): "`\(path)` is not a file and cannot be replaced"
        case .outputDirectoryMissing(let path): "the directory of `\(path)` does not exist"
        case .outputNotPermitted(let path): "`\(path)` may not be written"
        case .outputReadOnly(let path): "`\(path)` is on a file system that is mounted for reading only"
        case .outputFull(let path): "no space is left for `\(path)`"
        case .outputFailed(let path, let error): "writing `\(path)` failed: \(error)"
        }
    }
}
