/// Whether messages must commit to their key.
///
/// Without a commitment one ciphertext can be built that opens under two data keys to two plaintexts, so that two
/// readers of "the same message" see different texts.
///
/// - SeeAlso: AWS Encryption SDK Developer Guide, "Setting your commitment policy"
public enum CommitmentPolicy: Hashable, Sendable, CaseIterable {
    /// Write only suites without commitment, read all: for a fleet that still has readers that cannot commit.
    case forbidEncryptAllowDecrypt
    /// Write only committing suites, read all.
    case requireEncryptAllowDecrypt
    /// Write and read only committing suites: the default.
    case requireEncryptRequireDecrypt

    /// The suite that writers use when none is asked for: without a signature where the policy commits, since one
    /// reader of one's own files needs none (AWS's libraries take 0x0578 there), and AWS's own choice elsewhere.
    public var defaultSuite: AlgorithmSuite {
        self == .forbidEncryptAllowDecrypt ? .aes256Signed : .aes256Committing
    }

    /// Whether a message of this suite may be written.
    public func allowsWriting(_ suite: AlgorithmSuite) -> Bool {
        suite.isCommitting == (self != .forbidEncryptAllowDecrypt)
    }

    /// Whether a message of this suite may be read.
    public func allowsReading(_ suite: AlgorithmSuite) -> Bool {
        suite.isCommitting || self != .requireEncryptRequireDecrypt
    }
}

extension CommitmentPolicy: CustomStringConvertible {
    /// The name that AWS's command line uses.
    public var description: String {
        switch self {
        case .forbidEncryptAllowDecrypt: "forbid-encrypt-allow-decrypt"
        case .requireEncryptAllowDecrypt: "require-encrypt-allow-decrypt"
        case .requireEncryptRequireDecrypt: "require-encrypt-require-decrypt"
        }
    }
}
