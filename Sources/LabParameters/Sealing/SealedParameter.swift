public import LabService

/// A value as it lies in the world.
public enum SealedParameter: Hashable, Sendable, Codable {
    /// A `String` or `StringList`: in an envelope under a key that belongs to Parameter Store itself.
    case owned(Envelope)
    /// A standard `SecureString`: what the key service's Encrypt made of it.
    case direct(StoredBytes)
    /// An advanced `SecureString`: a message of the AWS Encryption SDK under the key of this ARN.
    case message(StoredBytes, keyARN: String)

    /// What a reader without decryption is shown of a `SecureString`; `nil` for what is no secret.
    var ciphertext: [UInt8]? {
        switch self {
        case .owned: nil
        case .direct(let blob), .message(let blob, _): blob.bytes
        }
    }
}
