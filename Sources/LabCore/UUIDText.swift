/// UUIDs as text in lower case, written and read without detours: every request makes two.
public enum UUIDText {
    /// Where the hyphens stand.
    private static let hyphens: UInt64 = 1 << 8 | 1 << 13 | 1 << 18 | 1 << 23

    /// The text of 16 bytes.
    public static func text(_ bytes: some Collection<UInt8>) -> String {
        precondition(bytes.count == 16, "a UUID has 16 bytes")
        return String(unsafeUninitializedCapacity: 36) { output in
            var position = 0
            for byte in bytes {
                if hyphens >> position & 1 == 1 {
                    output[position] = UInt8(ascii: "-")
                    position += 1
                }
                output[position] = Hex.digit(byte >> 4)
                output[position + 1] = Hex.digit(byte & 0x0F)
                position += 2
            }
            return position
        }
    }

    /// The 16 bytes of a UUID with its hyphens; `nil` for any other text. Both cases are read.
    public static func bytes(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 36 else { return nil }
        var digits: [UInt8] = []
        digits.reserveCapacity(32)
        for (position, byte) in text.utf8.enumerated() {
            if hyphens >> position & 1 == 0 {
                digits.append(byte)
            } else if byte != UInt8(ascii: "-") {
                return nil
            }
        }
        return Hex.decode(digits)
    }
}
