import Foundation
import LabClient
import LabCore
import LabCrypto
import LabS3
import LabWire

/// A file on its way into the store: aws-chunked, with a CRC-64 of the whole as a trailer, never whole in memory.
///
/// - SeeAlso: Amazon S3 API Reference, "Signature calculations … (chunked upload) … including trailing headers"
actor UploadSource: BodySource {
    /// How long the payload is.
    nonisolated let payloadLength: Int
    private let file: FileHandle?
    private var memory: [UInt8]
    private let progress: @Sendable (FileEncryption.Progress) -> Void
    private var checksum = CRC(.crc64nvme)
    private var isAtEnd = false

    private static let pieceLength = 1 << 18
    private static let trailerName = "x-amz-checksum-crc64nvme"
    /// What can be kept of standard input, which does not say how long it is.
    private static let pipeLength = 64 << 20

    /// Opens a file; `-` is standard input, which must not be long.
    init(_ path: String, progress: @escaping @Sendable (FileEncryption.Progress) -> Void) throws {
        self.progress = progress
        guard path != "-" else {
            memory = try Self.pipe()
            file = nil
            payloadLength = memory.count
            return
        }
        // The checks and the errors of every other command that reads a file.
        _ = try WholeFile.lookInto(path)
        guard let file = FileHandle(forReadingAtPath: path), let end = try? file.seekToEnd() else {
            throw Failure(.inputMissing, "`\(path)` cannot be read")
        }
        try file.seek(toOffset: 0)
        self.file = file
        memory = []
        payloadLength = Int(end)
    }

    private static func pipe() throws -> [UInt8] {
        guard let bytes = try WholeFile.read(.standard, limit: pipeLength) else {
            throw Failure(
                .usage, "standard input is longer than \(ByteCount.text(pipeLength))",
                hint: "S3 wants to know the length beforehand: write it to a file first")
        }
        return bytes
    }

    /// Puts the body into a request.
    nonisolated func attach(to request: inout StoreRequest) {
        request.body = self
        request.length = framedLength
        request.payload = .streamingUnsignedTrailer
        request.headers["Content-Encoding"] = "aws-chunked"
        request.headers["x-amz-decoded-content-length"] = String(payloadLength)
        request.headers["x-amz-trailer"] = Self.trailerName
    }

    private nonisolated var framedLength: Int {
        let (whole, rest) = payloadLength.quotientAndRemainder(dividingBy: Self.pieceLength)
        let last = rest == 0 ? 0 : Self.framed(rest)
        return whole * Self.framed(Self.pieceLength) + last + "0\r\n\(Self.trailerName):AAAAAAAAAAA=\r\n\r\n".utf8.count
    }

    private static func framed(_ count: Int) -> Int { String(count, radix: 16).utf8.count + 4 + count }

    func next() async throws(ServiceError) -> [UInt8]? {
        guard !isAtEnd else { return nil }
        let piece = try nextPiece()
        guard !piece.isEmpty else {
            isAtEnd = true
            return Array("0\r\n\(Self.trailerName):\(Base64.encode(checksum.bytes))\r\n\r\n".utf8)
        }
        checksum.update(piece)
        progress(FileEncryption.Progress(bytesDone: checksum.byteCount, bytesTotal: payloadLength))
        return Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + [0x0D, 0x0A]
    }

    /// A whole piece, or what is left.
    private func nextPiece() throws(ServiceError) -> [UInt8] {
        guard let file else {
            defer { memory.removeFirst(min(Self.pieceLength, memory.count)) }
            return Array(memory.prefix(Self.pieceLength))
        }
        do {
            return Array(try file.read(upToCount: Self.pieceLength) ?? Data())
        } catch {
            throw ServiceError(ServiceError.Code("IncompleteBody"), "the file cannot be read any more: \(error)")
        }
    }
}
