public import LabCore

/// A request's body on its way in. One task reads it, once; nobody has to read it.
///
/// The first read is what tells a client that waits with `Expect: 100-continue` to go on, so a service reads only after
/// its checks.
public protocol RequestBody: Sendable {
    /// What `Content-Length` says; `nil` for a body in chunks. Zero for a request without body.
    var declaredLength: Int? { get }

    /// The next piece, of any size; `nil` at the end.
    ///
    /// - Throws: `IncompleteBody` when the client is gone or its framing is broken, `RequestTimeout` when it is too slow.
    func next() async throws(ServiceError) -> [UInt8]?
}

extension RequestBody {
    /// The whole body.
    ///
    /// - Throws: ``BodyTooLarge`` as soon as it is certain that there are more than `limit` bytes, before any of them is
    ///   asked for if their number is declared.
    public func collect(upTo limit: Int) async throws(ServiceError) -> [UInt8] {
        if let declaredLength, declaredLength > limit { throw BodyTooLarge.error(limit) }
        var whole: [UInt8] = []
        while let piece = try await next() {
            guard whole.count + piece.count <= limit else { throw BodyTooLarge.error(limit) }
            if whole.isEmpty { whole = piece } else { whole += piece }
        }
        return whole
    }
}

/// The refusal of a body that is too large.
public enum BodyTooLarge {
    /// `RequestEntityTooLarge`, status 413.
    public static func error(_ limit: Int) -> ServiceError {
        ServiceError(
            ServiceError.Code("RequestEntityTooLarge", 413), "The request body is larger than \(limit) bytes.")
    }
}

/// A body in memory.
public final class MemoryBody: RequestBody {
    private let pieces: MemoryPieces

    /// The length of all pieces together.
    public let declaredLength: Int?

    /// A body in these pieces.
    public init(_ pieces: [[UInt8]]) {
        declaredLength = pieces.reduce(0) { $0 + $1.count }
        self.pieces = MemoryPieces(pieces)
    }

    /// The next piece.
    public func next() async throws(ServiceError) -> [UInt8]? { pieces.next() }
}
