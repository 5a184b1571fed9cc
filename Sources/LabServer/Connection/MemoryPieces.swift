import Synchronization

/// Pieces that are handed out one after the other.
final class MemoryPieces: Sendable {
    private let rest: Mutex<ArraySlice<[UInt8]>>

    init(_ pieces: [[UInt8]]) {
        rest = Mutex(pieces[...])
    }

    func next() -> [UInt8]? { rest.withLock { $0.popFirst() } }
}
