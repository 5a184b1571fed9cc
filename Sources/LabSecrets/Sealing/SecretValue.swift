import LabCore
import LabCrypto
import LabService

/// A secret value in the clear, on its way through one request.
struct SecretValue: Sendable, Equatable {
    /// Whether it came as bytes and not as text.
    let isBinary: Bool
    /// The bytes, or the text as UTF-8.
    let bytes: KeyMaterial

    /// A text.
    init(text: String) {
        isBinary = false
        bytes = KeyMaterial(copying: Array(text.utf8))
    }

    init(isBinary: Bool, bytes: KeyMaterial) {
        self.isBinary = isBinary
        self.bytes = bytes
    }

    /// The value that `SecretString` and `SecretBinary` give; `nil` when both are absent.
    ///
    /// - Throws: `InvalidParameterException` for both.
    init?(text: Sensitive<String>?, binary: Sensitive<[UInt8]>?) throws(ServiceError) {
        switch (text, binary) {
        case (nil, nil): return nil
        case (let text?, nil): self.init(text: text.exposed)
        case (nil, let binary?): self.init(isBinary: true, bytes: KeyMaterial(copying: binary.exposed))
        default: throw SecretsError.twoValues
        }
    }

    /// The text; `nil` for bytes.
    var text: String? { isBinary ? nil : String(decoding: bytes.exportForResponse(), as: UTF8.self) }

    /// `SecretString` or `SecretBinary`.
    func append(to json: inout JSONObject) {
        if let text {
            json["SecretString"] = .string(text)
        } else {
            json["SecretBinary"] = .base64(bytes.exportForResponse())
        }
    }
}

/// A value that was sealed for a version.
public struct SealedSecret: Sendable {
    let versionID: String
    let isBinary: Bool
    let envelope: Envelope
}
