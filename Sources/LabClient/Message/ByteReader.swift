/// Reads big-endian fields from the front of a byte string and never past its end.
struct ByteReader {
    private let bytes: [UInt8]
    /// Where the next field begins.
    private(set) var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next `count` bytes.
    mutating func take(_ count: Int) throws(MessageError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - offset else { throw .truncated(needed: offset + count) }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    /// The bytes behind a 16-bit length.
    mutating func takeCounted() throws(MessageError) -> ArraySlice<UInt8> {
        let count = Int(try uint16())
        return try take(count)
    }

    mutating func uint8() throws(MessageError) -> UInt8 {
        UInt8(try integer(1))
    }

    mutating func uint16() throws(MessageError) -> UInt16 {
        UInt16(try integer(2))
    }

    mutating func uint32() throws(MessageError) -> UInt32 {
        UInt32(try integer(4))
    }

    /// Everything read so far.
    var consumed: [UInt8] { Array(bytes[..<offset]) }

    private mutating func integer(_ width: Int) throws(MessageError) -> UInt64 {
        try take(width).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension [UInt8] {
    /// Appends an integer in big-endian order.
    mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    /// Appends bytes behind their 16-bit length. The caller has checked that they fit.
    mutating func append(counted field: some Collection<UInt8>) {
        append(bigEndian: UInt16(field.count))
        append(contentsOf: field)
    }
}
