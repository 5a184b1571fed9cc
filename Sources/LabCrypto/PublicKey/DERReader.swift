/// Reads DER (ITU-T X.690) where it lies, strictly: shortest lengths only, nothing left over.
///
/// It understands what keys are made of and refuses everything else as ``CryptoError/invalidKey``.
struct DERReader {
    /// The tags that occur in keys.
    enum Tag: UInt8 {
        case integer = 0x02
        case bitString = 0x03
        case octetString = 0x04
        case null = 0x05
        case objectIdentifier = 0x06
        case sequence = 0x30
        /// `[0]`, constructed.
        case context0 = 0xA0
        /// `[1]`, constructed.
        case context1 = 0xA1
        /// `[1]`, primitive.
        case context1Primitive = 0x81
    }

    private var rest: UnsafeRawBufferPointer

    /// A reader of `bytes`, which must outlive it.
    init(_ bytes: UnsafeRawBufferPointer) {
        rest = bytes
    }

    /// Demands that everything has been read.
    func finish() throws(CryptoError) {
        guard rest.isEmpty else { throw .invalidKey }
    }

    /// Whether an element with this tag comes next.
    func isNext(_ tag: Tag) -> Bool {
        rest.first == tag.rawValue
    }

    /// The contents of the next element, which must have this tag.
    mutating func contents(of tag: Tag) throws(CryptoError) -> UnsafeRawBufferPointer {
        guard isNext(tag) else { throw .invalidKey }
        rest = rest.from(1)
        let count = try length()
        guard count <= rest.count else { throw .invalidKey }
        defer { rest = rest.from(count) }
        return rest.first(count)
    }

    /// A reader of the next element's contents, which must be a sequence.
    mutating func sequence() throws(CryptoError) -> DERReader {
        DERReader(try contents(of: .sequence))
    }

    /// The next element, an integer that is not negative, without its sign byte.
    mutating func unsigned() throws(CryptoError) -> UnsafeRawBufferPointer {
        let bytes = try contents(of: .integer)
        guard let first = bytes.first, first < 0x80 else { throw .invalidKey }
        guard first == 0, bytes.count > 1 else { return bytes }
        guard bytes[1] >= 0x80 else { throw .invalidKey }
        return bytes.from(1)
    }

    /// Demands the next element to be this small number.
    mutating func expect(_ number: UInt8) throws(CryptoError) {
        let value = try unsigned()
        guard value.count == 1, value.first == number else { throw .invalidKey }
    }

    /// The next element, a bit string of whole bytes.
    mutating func bitString(_ tag: Tag = .bitString) throws(CryptoError) -> UnsafeRawBufferPointer {
        let bytes = try contents(of: tag)
        guard bytes.first == 0 else { throw .invalidKey }
        return bytes.from(1)
    }

    /// A length in the shortest of its forms (X.690, 10.1); no key needs more than two bytes.
    private mutating func length() throws(CryptoError) -> Int {
        let first = try byte()
        switch first {
        case 0..<0x80:
            return Int(first)
        case 0x81:
            let count = Int(try byte())
            guard count >= 0x80 else { throw .invalidKey }
            return count
        case 0x82:
            let count = try Int(byte()) << 8 | Int(byte())
            guard count >= 0x100 else { throw .invalidKey }
            return count
        default:
            throw .invalidKey
        }
    }

    private mutating func byte() throws(CryptoError) -> UInt8 {
        guard let byte = rest.first else { throw .invalidKey }
        rest = rest.from(1)
        return byte
    }
}
