import Foundation

/// Standard base64 with padding (RFC 4648, section 4), as every AWS protocol writes blobs.
public enum Base64 {
    /// The text for `bytes`.
    public static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }

    /// The bytes for `text`; `nil` when it holds anything but whole base64 with just the padding it needs.
    public static func decode(_ text: String) -> [UInt8]? {
        guard let data = Data(base64Encoded: text), text.utf8.count == (data.count + 2) / 3 * 4 else { return nil }
        return Array(data)
    }
}
