import LabCore

/// Base64 that is written in one way only.
///
/// Why: Foundation's decoder takes surplus padding and stray bits at the end, so that one value has several spellings;
/// where the text itself is not authenticated, none but the canonical one is accepted.
enum StrictBase64 {
    /// The bytes for `text`; `nil` unless `text` is exactly what encoding them gives.
    static func decode(_ text: String) -> [UInt8]? {
        guard let bytes = Base64.decode(text), Base64.encode(bytes).utf8.elementsEqual(text.utf8) else { return nil }
        return bytes
    }
}
