import LabCrypto

/// Encrypts a message's frames one after the other, from the caller's plaintext straight into the output.
///
/// The content key belongs to this message alone, so that counting is enough for nonces: the header has IV 0 and every
/// frame its own number.
struct FrameSealer: ~Copyable {
    private let sealer: AESGCM.Sealer
    private var regular: BodyAuthenticatedData
    private var final: BodyAuthenticatedData
    private var sequence: UInt32 = 1

    init(key: borrowing SecureBytes, messageID: [UInt8]) throws(MessageError) {
        do throws(CryptoError) {
            sealer = try AESGCM.Sealer(key: key)
        } catch {
            throw .cryptography(error)
        }
        regular = BodyAuthenticatedData(messageID: messageID, kind: .regular)
        final = BodyAuthenticatedData(messageID: messageID, kind: .final)
    }

    /// The tag over the header.
    func authenticate(_ header: [UInt8]) throws(MessageError) -> HeaderAuthentication {
        let tag = try MessageError.wrap { () throws(CryptoError) in
            try sealer.seal([UInt8](), nonce: AESGCM.Nonce(counter: 0), authenticating: header)
        }
        return HeaderAuthentication(iv: HeaderAuthentication.writtenIV, tag: tag)
    }

    /// Appends a frame that is followed by another.
    mutating func sealRegular(
        _ plaintext: UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(MessageError) {
        guard sequence < Limits.maximumFrames else { throw .tooManyFrames }
        regular.set(sequence: sequence, contentLength: plaintext.count)
        let number = sequence
        try append(FrameLayout.regularOverhead + plaintext.count, to: &output) { room throws(CryptoError) in
            room.store(bigEndian: number, at: 0)
            try seal(plaintext, number, regular, into: room.slice(4, room.count - 4))
        }
        sequence += 1
    }

    /// Appends the frame that ends the message; it may be empty.
    mutating func sealFinal(
        _ plaintext: UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(MessageError) {
        final.set(sequence: sequence, contentLength: plaintext.count)
        let number = sequence
        try append(FrameLayout.finalOverhead + plaintext.count, to: &output) { room throws(CryptoError) in
            room.store(bigEndian: FrameLayout.finalMarker, at: 0)
            room.store(bigEndian: number, at: 4)
            room.store(bigEndian: UInt32(plaintext.count), at: FrameLayout.finalPrefix - 4)
            try seal(plaintext, number, final, lengthField: 4, into: room.slice(8, room.count - 8))
        }
    }

    private func append(
        _ count: Int, to output: inout MessageBuffer,
        writing body: (UnsafeMutableRawBufferPointer) throws(CryptoError) -> Void
    ) throws(MessageError) {
        try MessageError.wrap { () throws(CryptoError) in try output.append(count, writing: body) }
    }

    /// Writes IV, ciphertext and tag; between IV and ciphertext stays room for a length.
    private func seal(
        _ plaintext: UnsafeRawBufferPointer, _ sequence: UInt32, _ header: BodyAuthenticatedData, lengthField: Int = 0,
        into room: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) {
        room.store(bigEndian: UInt64(0), at: 0)
        room.store(bigEndian: sequence, at: 8)
        let start = AlgorithmSuite.ivLength + lengthField
        let ciphertext = room.slice(start, plaintext.count)
        let tag = room.slice(start + plaintext.count, AlgorithmSuite.tagLength)
        let nonce = AESGCM.Nonce(prefix: 0, counter: sequence)
        try header.bytes.withReadableBytes { header throws(CryptoError) in
            try sealer.seal(plaintext, into: ciphertext, tag: tag, nonce: nonce, authenticating: header)
        }
    }
}
