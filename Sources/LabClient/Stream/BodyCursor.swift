/// Knows which piece of a message comes next and how long it is: the layout of everything behind the header, without
/// any cryptography.
struct BodyCursor: Sendable {
    /// What can follow a header.
    enum Stage: Sendable {
        case body
        case footer
        case end
    }

    private(set) var stage = Stage.body
    private let contentType: ContentType
    private let isSigned: Bool
    private let limits: Limits
    private var expectedFrame: UInt32 = 1

    init(_ header: MessageHeader, limits: Limits) {
        contentType = header.contentType
        isSigned = header.suite.signature != nil
        self.limits = limits
    }

    /// How many bytes the piece that begins with `front` has, or, while that is unknown, how many it takes to know.
    func needed(_ front: UnsafeRawBufferPointer) throws(MessageError) -> Int {
        switch (stage, contentType) {
        case (.end, _): 0
        case (.footer, _): front.count < 2 ? 2 : 2 + Int(front.bigEndian(at: 0, as: UInt16.self))
        case (.body, .singleBlock): try blockLength(front)
        case (.body, .framed): try frame(front)?.length ?? (front.count < 4 ? 4 : FrameLayout.finalPrefix)
        }
    }

    /// The frame that begins with `front`; `nil` when there is too little of it, or no frame to come.
    func frame(_ front: UnsafeRawBufferPointer) throws(MessageError) -> FramePiece? {
        guard stage == .body, case .framed(let length) = contentType else { return nil }
        return try FramePiece.look(at: front, frameLength: Int(length), expected: expectedFrame)
    }

    /// Steps over a frame that is not the final one.
    mutating func passRegularFrame() {
        expectedFrame += 1
    }

    /// Steps over the final frame or the single block.
    mutating func passBodyEnd() {
        stage = isSigned ? .footer : .end
    }

    /// Steps over the signature.
    mutating func passFooter() {
        stage = .end
    }

    private func blockLength(_ front: UnsafeRawBufferPointer) throws(MessageError) -> Int {
        guard front.count >= FrameLayout.blockPrefix else { return FrameLayout.blockPrefix }
        let length = front.bigEndian(at: AlgorithmSuite.ivLength, as: UInt64.self)
        guard length <= limits.maximumSingleBlockLength else {
            throw .contentTooLong(found: length, limit: limits.maximumSingleBlockLength)
        }
        return FrameLayout.blockOverhead + Int(length)
    }
}
