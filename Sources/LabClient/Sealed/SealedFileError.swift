public import LabCore
public import LabCrypto

/// Why a file was not sealed, or a sealed file not opened.
public enum SealedFileError: Error, Equatable, Sendable {
    /// The file does not begin as a sealed file does.
    case notASealedFile
    /// A sealed file of another version.
    case unknownVersion(UInt8)
    /// A field of the header has a value that it cannot have.
    case malformed(at: Int)
    /// The file ends before its tag.
    case truncated
    /// A data key has 16 or 32 bytes.
    case wrongKeyLength(found: Int)
    /// The body was sealed with a passphrase, and a key was given.
    case needsPassphrase
    /// The body was sealed with a key, and a passphrase was given.
    case needsKey
    /// The body's tag does not hold: another key, other bound data, or changed bytes.
    case bodyDoesNotOpen
    /// The wrapped data key is longer than any ciphertext blob.
    case wrappedKeyTooLong(found: Int)
    /// The encryption context has more than 65,535 bytes.
    case contextTooLong
    /// Cryptography failed for a reason that is not the file.
    case cryptography(CryptoError)
    /// The random source failed.
    case random(RandomFailure)
}

extension SealedFileError: CustomStringConvertible {
    /// What is wrong, for a person.
    public var description: String {
        switch self {
        case .notASealedFile: "this is no sealed file: one begins with the bytes 4b 4c 42 01"
        case .unknownVersion(let version): "a sealed file of version \(version), which this kmslab does not read"
        case .malformed(let offset):
            "the header is damaged: the field at byte \(offset) has a value that it cannot have"
        case .truncated: "the sealed file is cut short"
        case .wrongKeyLength(let found): "a data key has 32 bytes (AES-256) or 16 (AES-128), not \(found)"
        case .needsPassphrase: "box 2 (the letter) was locked with a passphrase, not with a data key"
        case .needsKey: "box 2 (the letter) was locked with a data key, not with a passphrase"
        case .bodyDoesNotOpen: "box 2 (the letter) complains: its tag does not fit this key and these bytes"
        case .wrappedKeyTooLong(let found):
            "a wrapped data key has at most \(SealedFileHeader.maximumWrappedKeyLength) bytes, not \(found)"
        case .contextTooLong: "the encryption context is longer than \(Limits.maximumContextLength) bytes"
        case .cryptography(let error): "cryptography failed: \(error)"
        case .random(let failure): failure.description
        }
    }
}
