public import LabCore
public import LabCrypto

/// Why an object of the S3 Encryption Client was not written or read.
public enum S3EncryptionError: Error, Equatable, Sendable {
    // MARK: Metadata

    /// Nothing says that the object is encrypted, and there is no instruction file.
    case notEncrypted
    /// Metadata of several formats stand side by side: it was tampered with.
    case mixedFormats
    /// A name that the format needs is missing.
    case missing(name: String)
    /// A value is not what its name says, or not ASCII.
    case malformed(name: String)
    /// The instruction file is not an object of strings, or holds a name that does not belong there.
    case malformedInstructionFile(name: String?)
    /// An algorithm the lab does not do.
    case unsupported(name: String, value: String)
    /// An algorithm, or a format, that authenticates too little and is not read.
    case legacy(name: String, value: String)
    /// The context that the key service binds names another content algorithm than the metadata.
    case algorithmMismatch

    // MARK: Rules

    /// The commitment policy does not allow the format.
    case formatForbidden(S3ObjectFormat, CommitmentPolicy)
    /// The caller's context has the key that belongs to the client.
    case reservedContextKey(String)
    /// The caller's context has characters that metadata does not carry unchanged.
    case contextNotASCII
    /// The caller's context is not exactly the object's.
    case contextMismatch
    /// The object is longer than may be held until its tag is checked.
    case tooLong(limit: Int)

    // MARK: Keys and content

    /// No data key was to be had.
    case dataKeyUnavailable(KeyringError)
    /// The data key is not the one the object commits to.
    case commitmentMismatch
    /// The object's tag is wrong, or missing.
    case notAuthentic
    /// A cryptographic operation failed for a reason that is not the object.
    case cryptography(CryptoError)
    /// The random source failed.
    case random(RandomFailure)
}

extension S3EncryptionError: CustomStringConvertible {
    /// What is wrong, for a person.
    public var description: String {
        switch self {
        case .notEncrypted: "the object's metadata does not say that it is encrypted"
        case .mixedFormats: "the object's metadata mixes several formats"
        case .missing(let name): "metadata `\(name)` is missing"
        case .malformed(let name): "metadata `\(name)` is malformed"
        case .malformedInstructionFile(nil): "the instruction file is not a JSON object of strings"
        case .malformedInstructionFile(let name?): "`\(name)` does not belong into an instruction file"
        case .unsupported(let name, let value): "`\(name)` is `\(value)`, which is not supported"
        case .legacy(let name, let value): "`\(name)` is `\(value)`, which does not protect enough to be read"
        case .algorithmMismatch: "the bound encryption context names another content algorithm"
        default: laterDescription
        }
    }

    private var laterDescription: String {
        switch self {
        case .formatForbidden(let format, let policy): "commitment policy \(policy) does not allow format \(format)"
        case .reservedContextKey(let key): "context key `\(key)` is reserved"
        case .contextNotASCII: "the encryption context must be ASCII: object metadata does not carry more unchanged"
        case .contextMismatch: "the encryption context is not the object's"
        case .tooLong(let limit): "the object is longer than \(limit) bytes"
        case .dataKeyUnavailable(let error): error.description
        case .commitmentMismatch: "the object commits to another data key"
        case .notAuthentic: "the object is not authentic"
        case .cryptography(let error): "cryptography failed: \(error)"
        case .random(let failure): failure.description
        default: "the object was refused"
        }
    }
}
