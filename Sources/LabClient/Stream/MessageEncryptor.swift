public import LabCore
import LabCrypto

/// Encrypts one message piece by piece: bytes go in, the message comes out, and no more than a frame is held.
///
/// ```swift
/// var encryptor = try MessageEncryptor(materials: materials, frameLength: 65_536, random: random)
/// try encryptor.update(input, into: &output)   // as often as there is input
/// try encryptor.finish(into: &output)
/// ```
///
/// The last frame is always shorter than the frame length; a plaintext that fills its frames exactly ends with an empty
/// one. Pieces of whole frames are encrypted from where they lie into `output`; only what is left over is copied.
public struct MessageEncryptor: ~Copyable {
    /// The header of the message.
    public let header: MessageHeader

    private let frameLength: Int
    private let authentication: HeaderAuthentication
    private var frames: FrameSealer
    private let signer: MessageSigner?
    private var pending = MessageBuffer()
    private var hasBegun = false
    private var failure: MessageError?

    /// Begins a message with a fresh id.
    ///
    /// - Throws: `MessageError.frameLengthNotAllowed`, `.dataKeyLength`, `.contextTooLong`, `.random`
    public init(
        materials: EncryptionMaterials, frameLength: Int = Limits.defaultFrameLength, limits: Limits = .standard,
        random: any RandomSource
    ) throws(MessageError) {
        let idLength = materials.suite.formatVersion.messageIDLength
        let messageID: [UInt8]
        do throws(RandomFailure) {
            messageID = try random.bytes(idLength, for: .nonce)
        } catch {
            throw .random(error)
        }
        try self.init(materials: materials, messageID: messageID, frameLength: frameLength, limits: limits)
    }

    /// Begins a message with a given id: for known answers. An id used twice with one data key reuses nonces.
    init(
        materials: EncryptionMaterials, messageID: [UInt8], frameLength: Int, limits: Limits = .standard
    ) throws(MessageError) {
        guard (1...limits.maximumFrameLength).contains(frameLength), let length = UInt32(exactly: frameLength) else {
            throw .frameLengthNotAllowed(frameLength, limit: limits.maximumFrameLength)
        }
        let key = try ContentKey.derive(from: materials.dataKey, suite: materials.suite, messageID: messageID)
        let header = try MessageHeader(
            suite: materials.suite, messageID: messageID, context: materials.context,
            encryptedDataKeys: materials.encryptedDataKeys, frameLength: length, commitment: key.commitment)
        let frames = try FrameSealer(key: key.key, messageID: messageID)
        let authentication = try frames.authenticate(header.serialized)
        self.init(
            header, authentication, frames: frames, signer: materials.signingKey.map { MessageSigner($0) }, frameLength)
    }

    // A noncopyable value is made in one step, after everything that may throw.
    private init(
        _ header: MessageHeader, _ authentication: HeaderAuthentication, frames: consuming FrameSealer,
        signer: MessageSigner?, _ frameLength: Int
    ) {
        self.header = header
        self.authentication = authentication
        self.frames = frames
        self.signer = signer
        self.frameLength = frameLength
    }

    /// Encrypts the next piece of plaintext, of any length, and appends what is ready to `output`.
    ///
    /// - Throws: `MessageError.tooManyFrames`. After an error the message cannot be continued.
    public mutating func update(
        _ plaintext: UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(MessageError) {
        try step(&output) { encryptor, output throws(MessageError) in
            try encryptor.encrypt(plaintext, into: &output)
        }
    }

    /// Appends the final frame, and the signature when the suite signs.
    public consuming func finish(into output: inout MessageBuffer) throws(MessageError) {
        try step(&output) { encryptor, output throws(MessageError) in
            try encryptor.pending.withReadableBytes { rest throws(MessageError) in
                try encryptor.frames.sealFinal(rest, into: &output)
            }
        }
        if let signer { output.append(try signer.footer()) }
    }

    /// At most how many bytes the next ``update(_:into:)`` appends for a piece of `count` bytes.
    public func maximumOutput(for count: Int) -> Int {
        let front = hasBegun ? 0 : header.serialized.count + FrameLayout.finalOverhead
        let frames = (count + pending.count) / frameLength
        return front + frames * (frameLength + FrameLayout.regularOverhead)
    }

    /// Puts the header in front where it is still missing, does `body`, and signs everything that was appended.
    private mutating func step(
        _ output: inout MessageBuffer,
        _ body: (inout MessageEncryptor, inout MessageBuffer) throws(MessageError) -> Void
    ) throws(MessageError) {
        if let failure { throw failure }
        let start = output.count
        if !hasBegun {
            output.append(header.serialized)
            output.append(authentication.serialized(header.suite.formatVersion))
            hasBegun = true
        }
        do throws(MessageError) {
            try body(&self, &output)
        } catch {
            failure = error
            throw error
        }
        if let signer { output.withReadableBytes { signer.update($0.slice(start, $0.count - start)) } }
    }

    private mutating func encrypt(
        _ plaintext: UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(MessageError) {
        var rest = plaintext
        if !pending.isEmpty { try completePending(&rest, into: &output) }
        while rest.count >= frameLength {
            try frames.sealRegular(rest.slice(0, frameLength), into: &output)
            rest = rest.slice(frameLength, rest.count - frameLength)
        }
        pending.append(rest)
    }

    /// Fills up the frame that an earlier piece began; encrypts it when it is full.
    private mutating func completePending(
        _ rest: inout UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(MessageError) {
        let taken = min(frameLength - pending.count, rest.count)
        pending.append(rest.slice(0, taken))
        rest = rest.slice(taken, rest.count - taken)
        guard pending.count == frameLength else { return }
        try pending.withReadableBytes { frame throws(MessageError) in
            try frames.sealRegular(frame, into: &output)
        }
        pending.removeAll()
    }
}
