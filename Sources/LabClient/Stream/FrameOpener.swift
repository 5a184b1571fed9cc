import LabCrypto

/// Decrypts a message's frames one after the other, from where they lie straight into the output.
///
/// What is not authentic never counts as output: the buffer is wiped where it was written.
struct FrameOpener: ~Copyable {
    private let opener: AESGCM.Opener
    private var regular: BodyAuthenticatedData
    private var final: BodyAuthenticatedData
    private var block: BodyAuthenticatedData

    init(key: borrowing SecureBytes, messageID: [UInt8]) throws(MessageError) {
        do throws(CryptoError) {
            opener = try AESGCM.Opener(key: key)
        } catch {
            throw .cryptography(error)
        }
        regular = BodyAuthenticatedData(messageID: messageID, kind: .regular)
        final = BodyAuthenticatedData(messageID: messageID, kind: .final)
        block = BodyAuthenticatedData(messageID: messageID, kind: .block)
    }

    /// Checks the tag over the header.
    func verify(_ header: MessageHeader, _ authentication: HeaderAuthentication) throws(MessageError) {
        _ = try MessageError.wrap(refusingWith: .headerNotAuthentic) { () throws(CryptoError) in
            try opener.open(
                authentication.tag, nonce: AESGCM.Nonce(authentication.iv), authenticating: header.serialized)
        }
    }

    /// Appends the content of a whole frame.
    mutating func open(
        _ frame: UnsafeRawBufferPointer, _ piece: FramePiece, into output: inout MessageBuffer
    ) throws(MessageError) {
        let iv = frame.slice(piece.ivOffset, AlgorithmSuite.ivLength)
        let sealed = frame.slice(piece.contentOffset, piece.contentLength + AlgorithmSuite.tagLength)
        let refusal = MessageError.frameNotAuthentic(sequence: piece.sequence)
        if piece.isFinal {
            final.set(sequence: piece.sequence, contentLength: piece.contentLength)
            try open(sealed, iv, final, refusal, into: &output)
        } else {
            regular.set(sequence: piece.sequence, contentLength: piece.contentLength)
            try open(sealed, iv, regular, refusal, into: &output)
        }
    }

    /// Appends the content of a whole single block.
    mutating func openBlock(
        _ bytes: UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(MessageError) {
        let sealed = UnsafeRawBufferPointer(rebasing: bytes[FrameLayout.blockPrefix...])
        block.set(sequence: 1, contentLength: sealed.count - AlgorithmSuite.tagLength)
        try open(sealed, bytes.slice(0, AlgorithmSuite.ivLength), block, .blockNotAuthentic, into: &output)
    }

    private func open(
        _ sealed: UnsafeRawBufferPointer, _ iv: UnsafeRawBufferPointer, _ header: BodyAuthenticatedData,
        _ refusal: @autoclosure () -> MessageError, into output: inout MessageBuffer
    ) throws(MessageError) {
        let count = sealed.count - AlgorithmSuite.tagLength
        try MessageError.wrap(refusingWith: refusal()) { () throws(CryptoError) in
            let nonce = try AESGCM.Nonce(iv)
            let tag = sealed.slice(count, AlgorithmSuite.tagLength)
            try output.append(count) { room throws(CryptoError) in
                try header.bytes.withReadableBytes { header throws(CryptoError) in
                    try opener.open(
                        sealed.slice(0, count), tag: tag, into: room, nonce: nonce, authenticating: header)
                }
            }
        }
    }
}
