public import LabCore
import LabCrypto

/// Encrypts and decrypts files, of any size, in little memory.
///
/// An output file appears whole or not at all. Standard output is written as the message goes: when decrypting, every
/// byte of it was authenticated by its frame, but only a successful return says that the message was complete and, when
/// it is signed, whose it is.
///
/// Reading and writing block the calling thread.
public struct FileEncryption: Sendable {
    /// How to go about it.
    public struct Options: Hashable, Sendable {
        /// Plaintext bytes in a frame; larger frames are faster and cost memory.
        public var frameLength = Limits.defaultFrameLength
        /// What a reader accepts.
        public var limits = Limits.standard
        /// Whether an existing output is replaced.
        public var overwrites = false
        /// Whether to wait until the output is on the disk.
        public var isSynced = true
        /// Whether signed messages are refused: for who acts on a part of the output before the end.
        public var refusesSigned = false

        /// The default options.
        public init() {}
    }

    /// How far it has come.
    public struct Progress: Hashable, Sendable {
        /// Input bytes so far.
        public let bytesDone: Int
        /// Input bytes in all; `nil` for a pipe.
        public let bytesTotal: Int?

        /// How far something has come.
        public init(bytesDone: Int, bytesTotal: Int?) {
            self.bytesDone = bytesDone
            self.bytesTotal = bytesTotal
        }
    }

    /// What was done.
    public struct Summary: Equatable, Sendable {
        /// The message's header.
        public let header: MessageHeader
        /// Input bytes.
        public let bytesRead: Int
        /// Output bytes.
        public let bytesWritten: Int
    }

    private let manager: any MaterialsManager
    private let random: any RandomSource
    private let options: Options

    /// Input bytes that are read at once, or one frame where that is more.
    static let readLength = 1 << 20

    /// Encryption with a manager's keys and rules.
    public init(manager: any MaterialsManager, random: any RandomSource, options: Options = Options()) {
        self.manager = manager
        self.random = random
        self.options = options
    }

    /// Encrypts `input` to `output`.
    ///
    /// - Parameter progress: Called after every piece, on the calling thread
    public func encrypt(
        _ input: FileEndpoint, to output: FileEndpoint, _ request: EncryptionRequest,
        progress: (Progress) -> Void = { _ in }
    ) async throws(FileEncryptionError) -> Summary {
        let source = try InputFile(input)
        let target = try OutputFile(
            output, overwrites: options.overwrites, permissions: source.permissions, random: random)
        var request = request
        request.plaintextLength = request.plaintextLength ?? source.length.map { UInt64($0) }
        let materials = try await FileEncryptionError.wrapAsync { () async throws(MessageError) in
            try await manager.encryptionMaterials(for: request)
        }
        let pump = EncryptionPump(materials: materials, options: options, random: random)
        let summary = try pump.run(from: source, to: target, progress)
        try target.commit(isSynced: options.isSynced)
        return summary
    }

    /// Decrypts `input` to `output`.
    ///
    /// - Parameters:
    ///   - required: Pairs that the message's context must have
    ///   - progress: Called after every piece, on the calling thread
    public func decrypt(
        _ input: FileEndpoint, to output: FileEndpoint, requiring required: EncryptionContext = .empty,
        progress: (Progress) -> Void = { _ in }
    ) async throws(FileEncryptionError) -> Summary {
        let source = try InputFile(input)
        let target = try OutputFile(
            output, overwrites: options.overwrites, permissions: source.permissions, random: random)
        var front = MessageBuffer(capacity: FileEncryption.readLength)
        let start = try scanHeader(source, &front)
        guard !options.refusesSigned || start.parsed.header.suite.signature == nil else {
            throw .message(.signedMessageRefused)
        }
        let materials = try await FileEncryptionError.wrapAsync { () async throws(MessageError) in
            try await manager.decryptionMaterials(for: start.parsed.header, requiring: required)
        }
        let pump = DecryptionPump(start: start, materials: materials, limits: options.limits)
        let summary = try pump.run(from: source, front: &front, to: target, progress)
        try target.commit(isSynced: options.isSynced)
        return summary
    }

    /// Reads until the header is complete. `buffer` then holds the last piece read.
    private func scanHeader(
        _ source: borrowing InputFile, _ buffer: inout MessageBuffer
    ) throws(FileEncryptionError) -> DecryptionPump.Start {
        var scanner = HeaderScanner(limits: options.limits)
        var bytesRead = 0
        while true {
            try source.read(FileEncryption.readLength, into: &buffer)
            bytesRead += buffer.count
            guard !buffer.isEmpty else { throw .message(scanner.truncation) }
            var rest = 0
            let parsed = try FileEncryptionError.wrap { () throws(MessageError) in
                try buffer.withReadableBytes { bytes throws(MessageError) in
                    var input = bytes
                    defer { rest = input.count }
                    return try scanner.scan(&input)
                }
            }
            if let parsed { return .init(parsed: parsed, bytesRead: bytesRead, unread: rest) }
        }
    }
}

extension FileEncryptionError {
    static func wrap<Value: ~Copyable>(
        _ body: () throws(MessageError) -> Value
    ) throws(FileEncryptionError) -> Value {
        do throws(MessageError) {
            return try body()
        } catch {
            throw .message(error)
        }
    }

    static func wrapAsync<Value>(
        _ body: () async throws(MessageError) -> Value
    ) async throws(FileEncryptionError) -> Value {
        do throws(MessageError) {
            return try await body()
        } catch {
            throw .message(error)
        }
    }
}
