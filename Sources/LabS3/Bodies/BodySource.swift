public import LabCore

/// A body on its way in, piece by piece. One task reads it, once.
public protocol BodySource: Sendable {
    /// The next piece, of any size; `nil` at the end.
    ///
    /// - Throws: AWS's error when the body does not arrive as announced: `IncompleteBody`, `XAmzContentSHA256Mismatch`,
    ///   `SignatureDoesNotMatch`, …. Nothing of the body is kept then.
    func next() async throws(ServiceError) -> [UInt8]?

    /// The trailing headers, names in lower case; asked for after the end.
    func trailers() async -> [String: String]
}

extension BodySource {
    /// No trailing headers.
    public func trailers() async -> [String: String] { [:] }
}

/// A body that is in memory already.
public final class MemorySource: BodySource {
    private let pieces: Iterator
    private let trailing: [String: String]

    /// A body in one piece, with trailing headers.
    public convenience init(_ bytes: [UInt8], trailers: [String: String] = [:]) {
        self.init(pieces: [bytes], trailers: trailers)
    }

    /// A body in several pieces, with trailing headers.
    public init(pieces: [[UInt8]], trailers: [String: String] = [:]) {
        self.pieces = Iterator(pieces)
        trailing = trailers
    }

    /// The next piece.
    public func next() async throws(ServiceError) -> [UInt8]? { await pieces.next() }

    /// The trailing headers.
    public func trailers() async -> [String: String] { trailing }

    private actor Iterator {
        private var pieces: [[UInt8]]
        private var index = 0

        init(_ pieces: [[UInt8]]) {
            self.pieces = pieces
        }

        func next() -> [UInt8]? {
            guard index < pieces.count else { return nil }
            defer { index += 1 }
            return pieces[index]
        }
    }
}
