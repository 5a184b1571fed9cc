public import LabCore
public import LabCrypto

/// Why a message was refused, or could not be written.
///
/// No case tells more about a key or a plaintext than that something did not fit: whoever forges messages learns nothing.
public enum MessageError: Error, Equatable, Sendable {
    // MARK: Layout

    /// The message stops in the middle of something; at least `needed` bytes were expected.
    case truncated(needed: Int)
    /// The first byte is none of the format's versions.
    case notAMessage(firstByte: UInt8)
    /// The input is text that looks like the base64 of a message.
    case looksLikeBase64
    /// The suite's number is unknown.
    case unknownSuite(UInt16)
    /// The suite belongs to the other version of the format.
    case suiteNotOfVersion(AlgorithmSuite, version: UInt8)
    /// A field holds a value the format does not allow.
    case malformed(MessageField, at: Int)
    /// The encryption context in the header is not one.
    case malformedContext(at: Int)
    /// Bytes follow the end of the message.
    case trailingBytes

    // MARK: Limits

    /// More encrypted data keys than the reader allows.
    case tooManyEncryptedDataKeys(found: Int, limit: Int)
    /// Frames, or a single block, longer than the reader allows.
    case contentTooLong(found: UInt64, limit: Int)
    /// A header longer than the reader allows.
    case headerTooLong(limit: Int)
    /// A frame length to write that is zero, or over the limit.
    case frameLengthNotAllowed(Int, limit: Int)
    /// More frames than sequence numbers.
    case tooManyFrames
    /// An encryption context, or a pair of it, that does not fit its length field.
    case contextTooLong
    /// A field of an encrypted data key that does not fit its length field.
    case encryptedDataKeyTooLong

    // MARK: Rules

    /// The commitment policy does not allow the suite.
    case suiteForbidden(AlgorithmSuite, CommitmentPolicy)
    /// A signed message, where only unsigned ones are taken.
    case signedMessageRefused
    /// The caller's context has a key that begins with `aws-crypto-`.
    case reservedContextKey(String)
    /// The message's context lacks a pair the caller requires, or has another value for it.
    case contextMismatch(key: String)
    /// A signing suite without the verification key in the context, or the other way about: a stripped signature.
    case publicKeyRule
    /// The verification key in the context is not a point of the suite's curve.
    case malformedPublicKey

    // MARK: Keys

    /// No data key was to be had.
    case dataKeyUnavailable(KeyringError)
    /// The data key has not the suite's length.
    case dataKeyLength(expected: Int, found: Int)
    /// The data key is not the one the message commits to.
    case commitmentMismatch

    // MARK: Authentication

    /// The header's tag is wrong: the header was changed, or the key is another one.
    case headerNotAuthentic
    /// A frame's tag is wrong.
    case frameNotAuthentic(sequence: UInt32)
    /// A frame is missing, doubled or out of order.
    case frameOutOfSequence(expected: UInt32, found: UInt32)
    /// The single block's tag is wrong.
    case blockNotAuthentic
    /// The signature over the whole message is wrong.
    case signatureInvalid

    // MARK: The machine

    /// A cryptographic operation failed for a reason that is not the message.
    case cryptography(CryptoError)
    /// The random source failed.
    case random(RandomFailure)
}

extension MessageError: CustomStringConvertible {
    /// What is wrong, for a person.
    public var description: String {
        layoutDescription ?? limitDescription ?? ruleDescription ?? keyDescription ?? authenticityDescription
    }

    private var layoutDescription: String? {
        switch self {
        case .truncated(let needed): "the message is cut short: at least \(needed) bytes were expected"
        case .notAMessage(let byte): "not an encrypted message: it begins with byte \(byte)"
        case .looksLikeBase64: "this looks like the base64 of a message: decode it first"
        case .unknownSuite(let id): "algorithm suite \(AlgorithmSuite.hexID(id)) is unknown"
        case .suiteNotOfVersion(let suite, let version): "suite \(suite.hexID) does not belong to version \(version)"
        case .malformed(let field, let offset): "the \(field) at byte \(offset) has a value that is not allowed"
        case .malformedContext(let offset): "the encryption context is malformed at byte \(offset)"
        case .trailingBytes: "bytes follow the end of the message"
        default: nil
        }
    }

    private var limitDescription: String? {
        switch self {
        case .tooManyEncryptedDataKeys(let found, let limit): "\(found) encrypted data keys, \(limit) are allowed"
        case .contentTooLong(let found, let limit): "content comes in pieces of \(found) bytes, \(limit) are allowed"
        case .headerTooLong(let limit): "the header is longer than \(limit) bytes"
        case .frameLengthNotAllowed(let length, let limit): "frame length \(length) is not between 1 and \(limit)"
        case .tooManyFrames: "too many frames: choose a larger frame length"
        case .contextTooLong: "the encryption context is longer than \(Limits.maximumContextLength) bytes"
        case .encryptedDataKeyTooLong:
            "a field of an encrypted data key is longer than \(Limits.maximumFieldLength) bytes"
        default: nil
        }
    }

    private var ruleDescription: String? {
        switch self {
        case .suiteForbidden(let suite, let policy): "commitment policy \(policy) does not allow suite \(suite.hexID)"
        case .signedMessageRefused: "the message is signed, and signed messages were not to be streamed"
        case .reservedContextKey(let key): "context key `\(key)` is reserved: keys must not begin with `aws-crypto-`"
        case .contextMismatch(let key): "the message's encryption context does not have the value given for `\(key)`"
        case .publicKeyRule: "verification key and algorithm suite do not go together: the signature may be stripped"
        case .malformedPublicKey: "the verification key in the encryption context is malformed"
        default: nil
        }
    }

    private var keyDescription: String? {
        switch self {
        case .dataKeyUnavailable(let error): error.description
        case .dataKeyLength(let expected, let found): "the data key has \(found) bytes, the suite needs \(expected)"
        case .commitmentMismatch: "the message commits to another data key"
        default: nil
        }
    }

    private var authenticityDescription: String {
        switch self {
        case .headerNotAuthentic: "the header is not authentic: it was changed, or the key is another one"
        case .frameNotAuthentic(let sequence): "frame \(sequence) is not authentic"
        case .frameOutOfSequence(let expected, let found): "frame \(expected) was expected, \(found) was found"
        case .blockNotAuthentic: "the content is not authentic"
        case .signatureInvalid: "the signature over the message is not valid"
        case .cryptography(let error): "cryptography failed: \(error)"
        case .random(let failure): failure.description
        default: "the message was refused"
        }
    }
}
