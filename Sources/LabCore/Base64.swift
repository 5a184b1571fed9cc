import Foundation

/// Standard base64 with padding (RFC 4648, section 4), as every AWS protocol writes blobs.
public enum Base64 {
    /// The text for `bytes`.
    public static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }

    /// The bytes for `text`; `nil` when it holds anything but whole, padded base64: stray characters are never skipped.
    public static func decode(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text).map { Array($0) }
    }
}
