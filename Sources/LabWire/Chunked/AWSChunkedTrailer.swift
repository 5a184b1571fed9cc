import LabCore
import LabCrypto

/// The trailer of an aws-chunked body while its lines come.
struct AWSChunkedTrailer {
    /// The declared name in small letters.
    let name: String?
    let isSigned: Bool
    private(set) var received: (name: String, value: String)?
    private var signature: String?

    private static let signatureName = "x-amz-trailer-signature"

    init(name: String?, isSigned: Bool) {
        self.name = name
        self.isSigned = isSigned
    }

    /// Takes one line, without its end: the declared trailer, then its signature.
    mutating func take(line: ArraySlice<UInt8>) throws(ChunkFailure) {
        guard let text = String(validating: line, as: UTF8.self), signature == nil,
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { throw .malformedTrailer }
        let lineName = text[..<colon].lowercasedASCII
        let value = String(text[text.utf8.index(after: colon)...].drop { $0 == " " })
        switch lineName {
        case Self.signatureName where isSigned: signature = value
        case name where received == nil: received = (lineName, value)
        default: throw .malformedTrailer
        }
    }

    /// Checks that what was declared has come, and that the signature covers it.
    func finish(_ signatures: inout ChunkSignatures?) throws(ChunkFailure) {
        guard (name == nil) == (received == nil) else { throw .malformedTrailer }
        guard isSigned else { return }
        guard let signature else { throw .malformedTrailer }
        let text = received.map { "\($0.name):\($0.value)\n" } ?? ""
        let expected = signatures?.next(trailerHash: DigestAlgorithm.sha256.digest(of: Array(text.utf8)))
        guard let expected, ConstantTime.equals(Array(expected.utf8), Array(signature.utf8)) else {
            throw .signatureMismatch
        }
    }
}
