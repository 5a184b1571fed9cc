/// A frame as its first bytes announce it.
struct FramePiece: Hashable {
    let isFinal: Bool
    let sequence: UInt32
    /// Bytes of content.
    let contentLength: Int
    /// Bytes of the whole frame.
    let length: Int

    /// Where in the frame the IV stands.
    var ivOffset: Int { isFinal ? 8 : 4 }
    /// Where in the frame the ciphertext stands.
    var contentOffset: Int { isFinal ? FrameLayout.finalPrefix : FrameLayout.regularPrefix }

    /// Reads a frame's announcement; `nil` when `front` holds too little of it.
    ///
    /// The number is checked at once: a reader need not wait for the rest of a frame that cannot be the next.
    static func look(
        at front: UnsafeRawBufferPointer, frameLength: Int, expected: UInt32
    ) throws(MessageError) -> FramePiece? {
        guard front.count >= 4 else { return nil }
        let first = front.bigEndian(at: 0, as: UInt32.self)
        guard first == FrameLayout.finalMarker else {
            guard first == expected else { throw .frameOutOfSequence(expected: expected, found: first) }
            return FramePiece(
                isFinal: false, sequence: first, contentLength: frameLength,
                length: FrameLayout.regularOverhead + frameLength)
        }
        return try lookAtFinal(front, frameLength: frameLength, expected: expected)
    }

    private static func lookAtFinal(
        _ front: UnsafeRawBufferPointer, frameLength: Int, expected: UInt32
    ) throws(MessageError) -> FramePiece? {
        guard front.count >= FrameLayout.finalPrefix else { return nil }
        let sequence = front.bigEndian(at: 4, as: UInt32.self)
        guard sequence == expected else { throw .frameOutOfSequence(expected: expected, found: sequence) }
        let length = Int(front.bigEndian(at: FrameLayout.finalPrefix - 4, as: UInt32.self))
        guard length <= frameLength else { throw .contentTooLong(found: UInt64(length), limit: frameLength) }
        return FramePiece(
            isFinal: true, sequence: sequence, contentLength: length, length: FrameLayout.finalOverhead + length)
    }
}
