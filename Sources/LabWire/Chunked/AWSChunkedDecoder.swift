import LabCore
import LabCrypto

/// Takes the frames off an aws-chunked body as it arrives, and checks every signature on the way.
///
/// It says which ranges of a piece are payload and copies none of them. Payload is handed out before its chunk's
/// signature is checked, because a chunk may be large: whoever takes it must not make it visible before
/// ``finish()`` has answered.
///
/// Grammar: `SIZE[;chunk-signature=HEX]\r\n DATA \r\n` …, a chunk of size 0, trailer lines, an empty line. Nothing may
/// follow. HTTP's own chunked coding, which may stand around it, is the server's.
public struct AWSChunkedDecoder {
    /// The longest line that starts a chunk. Ours; a signed one has at most 98 bytes.
    public static let longestHead = 128
    /// The most bytes of the whole trailer. Ours; the longest of AWS has about 200.
    public static let longestTrailer = 2048
    /// The fewest bytes of a signed chunk that is not the last.
    public static let leastChunk = 8192

    private enum State {
        case head
        case data(remaining: Int)
        case dataEnd
        case trailer
        case end
    }

    private var signatures: ChunkSignatures?
    private let decodedLength: Int
    private var trailer: AWSChunkedTrailer
    private let digester: Digester?
    private var state = State.head
    private var line: [UInt8] = []
    private var trailerByteCount = 0
    private var decodedCount = 0
    private var chunkCount = 0
    private var chunkSize = 0
    private var chunkSignature = ""

    init(
        signatures: ChunkSignatures?, decodedLength: Int, trailerName: String?, takesTrailer: Bool, signsTrailer: Bool
    ) {
        self.signatures = signatures
        self.decodedLength = decodedLength
        trailer = AWSChunkedTrailer(name: takesTrailer ? trailerName : nil, isSigned: signsTrailer)
        digester = signatures == nil ? nil : Digester(.sha256)
    }

    /// Takes the next piece of the body and answers which ranges of it are payload, in order.
    ///
    /// - Throws: ``ChunkFailure``; the decoder is of no use afterwards.
    public mutating func decode(_ piece: UnsafeRawBufferPointer) throws(ChunkFailure) -> [Range<Int>] {
        var payload: [Range<Int>] = []
        var position = 0
        while position < piece.count {
            switch state {
            case .data(let remaining):
                let range = position..<min(position + remaining, piece.count)
                digester?.update(UnsafeRawBufferPointer(rebasing: piece[range]))
                payload.append(range)
                position = range.upperBound
                try advance(by: range.count, of: remaining)
            case .head, .dataEnd, .trailer:
                try take(piece[position])
                position += 1
            case .end: throw .incompleteBody
            }
        }
        return payload
    }

    /// Takes the next piece of the body and answers its payload.
    ///
    /// - Throws: ``ChunkFailure``; the decoder is of no use afterwards.
    public mutating func decode(_ piece: [UInt8]) throws(ChunkFailure) -> [ArraySlice<UInt8>] {
        let ranges = try piece.withReadableBytes { bytes throws(ChunkFailure) in try decode(bytes) }
        return ranges.map { piece[$0] }
    }

    /// Ends the body, and answers the trailer: its name in small letters and its value.
    ///
    /// - Throws: ``ChunkFailure`` when the body is not whole or a declared trailer did not come.
    public func finish() throws(ChunkFailure) -> (name: String, value: String)? {
        guard case .end = state, decodedCount == decodedLength else { throw .incompleteBody }
        return trailer.received
    }

    private mutating func advance(by count: Int, of remaining: Int) throws(ChunkFailure) {
        decodedCount += count
        state = .data(remaining: remaining - count)
        guard count == remaining else { return }
        try checkChunkSignature()
        state = .dataEnd
    }

    private mutating func checkChunkSignature() throws(ChunkFailure) {
        guard let digester else { return }
        let expected = signatures?.next(chunkHash: digester.finish()) ?? ""
        guard ConstantTime.equals(Array(expected.utf8), Array(chunkSignature.utf8)) else { throw .signatureMismatch }
    }

    /// Takes one byte outside of data.
    private mutating func take(_ byte: UInt8) throws(ChunkFailure) {
        if case .trailer = state {
            trailerByteCount += 1
            guard trailerByteCount <= Self.longestTrailer else { throw .malformedTrailer }
        }
        guard byte == UInt8(ascii: "\n") else {
            line.append(byte)
            if case .trailer = state { return }
            guard line.count <= Self.longestHead else { throw .incompleteBody }
            return
        }
        let whole = line
        line.removeAll(keepingCapacity: true)
        try take(line: whole)
    }

    private mutating func take(line: [UInt8]) throws(ChunkFailure) {
        let hasReturn = line.last == UInt8(ascii: "\r")
        let text = line.dropLast(hasReturn ? 1 : 0)
        switch state {
        case .head:
            guard hasReturn else { throw .incompleteBody }
            try startChunk(text)
        case .dataEnd:
            guard hasReturn, text.isEmpty else { throw .incompleteBody }
            state = .head
        case .trailer:
            // Some SDKs end trailer lines with a bare line feed (`aws-s3.md`, A.14).
            guard text.isEmpty else { return try trailer.take(line: text) }
            try trailer.finish(&signatures)
            state = .end
        case .data, .end: throw .incompleteBody
        }
    }

    private mutating func startChunk(_ head: ArraySlice<UInt8>) throws(ChunkFailure) {
        let parts = head.split(separator: UInt8(ascii: ";"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let size = Self.size(parts[0]), size <= decodedLength - decodedCount else { throw .incompleteBody }
        chunkSignature = try signature(parts.count > 1 ? parts[1] : nil)
        if digester != nil, size > 0, chunkCount > 0, chunkSize < Self.leastChunk {
            throw .invalidChunkSize(chunk: chunkCount, size: chunkSize)
        }
        chunkCount += 1
        chunkSize = size
        if size > 0 {
            state = .data(remaining: size)
        } else {
            try checkChunkSignature()
            state = .trailer
        }
    }

    /// 1 to 8 hexadecimal digits: up to 4 GiB, beside AWS's 5 GiB for a whole object.
    private static func size(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...8).contains(digits.count), !digits.contains(UInt8(ascii: "+")), digits.first != UInt8(ascii: "-")
        else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private func signature(_ extension: ArraySlice<UInt8>?) throws(ChunkFailure) -> String {
        switch (`extension`, digester) {
        case (nil, nil): return ""
        case (let text?, _?):
            let mark = Array("chunk-signature=".utf8)
            let value = text.dropFirst(mark.count)
            guard text.starts(with: mark), value.count == 64 else { throw .incompleteBody }
            return String(decoding: value, as: UTF8.self)
        case (nil, _?): throw .signatureMismatch
        case (_?, nil): throw .incompleteBody
        }
    }
}
