/// Base32 without padding (RFC 4648, section 6), the alphabet of AWS's access key ids and unique ids.
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The digit for the low five bits of `value`.
    static func digit(_ value: UInt8) -> UInt8 { alphabet[Int(value & 31)] }

    /// One digit for every five bits, most significant first.
    static func encode(_ bits: UInt64, digits: Int) -> String {
        let text = (0..<digits).reversed().map { digit(UInt8(truncatingIfNeeded: bits >> UInt64(5 * $0))) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bits that the digits write; `nil` for anything else, or for more than twelve digits.
    static func decode(_ digits: some StringProtocol) -> UInt64? {
        guard digits.utf8.count <= 12 else { return nil }
        var bits: UInt64 = 0
        for digit in digits.utf8 {
            guard let value = alphabet.firstIndex(of: digit) else { return nil }
            bits = bits << 5 | UInt64(value)
        }
        return bits
    }
}
