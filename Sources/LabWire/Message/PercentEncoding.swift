/// Percent-encoding (RFC 3986, 2.1) as Signature Version 4 fixes it: everything but `A-Z a-z 0-9 - . _ ~` is encoded,
/// in capitals.
public enum PercentEncoding {
    /// A text is not percent-encoded: a `%` without two hexadecimal digits, or bytes that are no UTF-8.
    public struct Flaw: Error, Hashable, Sendable {
        /// A flaw.
        public init() {}
    }

    /// The text for `bytes`; `keepingSlash` leaves `/` as it is, as in a path.
    public static func encode(_ bytes: some Sequence<UInt8>, keepingSlash: Bool = false) -> String {
        var output: [UInt8] = []
        append(bytes, to: &output, keepingSlash: keepingSlash)
        return String(decoding: output, as: UTF8.self)
    }

    /// The text for the UTF-8 of `text`.
    public static func encode(_ text: String, keepingSlash: Bool = false) -> String {
        encode(text.utf8, keepingSlash: keepingSlash)
    }

    /// The bytes that `text` stands for. `plusIsSpace` is how S3 and HTML forms read a query; in a path `+` is itself.
    ///
    /// - Throws: ``Flaw`` for a `%` without two hexadecimal digits.
    public static func decodeBytes(
        _ text: some StringProtocol, plusIsSpace: Bool = false
    ) throws(Flaw) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count)
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(value), let low = iterator.next().flatMap(value) else {
                    throw Flaw()
                }
                output.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: output.append(UInt8(ascii: " "))
            default: output.append(byte)
            }
        }
        return output
    }

    /// The text that `text` stands for.
    ///
    /// - Throws: ``Flaw`` for a `%` without two hexadecimal digits, and for bytes that are no UTF-8: nothing is
    ///   repaired, because two different names must not become one.
    public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) throws(Flaw) -> String {
        let bytes = try decodeBytes(text, plusIsSpace: plusIsSpace)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Flaw() }
        return text
    }

    static func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8], keepingSlash: Bool = false) {
        for byte in bytes {
            if isUnreserved(byte) || (keepingSlash && byte == UInt8(ascii: "/")) {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(digit(byte >> 4))
                output.append(digit(byte & 0x0F))
            }
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x30...0x39: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x37 + value
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
