import KMSLab
import LabClient

/// The AWS Encryption SDK's message format, in memory.
enum Messages {
    private static let length = 16 << 20

    static let cases =
        [4 << 10, 256 << 10].flatMap { [sealing(length, frame: $0), opening(length, frame: $0)] } + [
            sealing(256, frame: 4 << 10), opening(256, frame: 4 << 10),
        ]

    private static func title(_ verb: String, _ length: Int, _ frame: Int) -> String {
        "\(verb) \(length) bytes in frames of \(frame)"
    }

    /// A data key from KMS and a whole message.
    private static func sealing(_ length: Int, frame: Int) -> BenchmarkCase {
        BenchmarkCase("messages", title("seal", length, frame), bytes: length) {
            let bench = try await MessageBench(length: length, frame: frame)
            return BenchmarkRound { count in
                var output = MessageBuffer(capacity: length + length / 64 + 4096)
                for _ in 0..<count {
                    output.removeAll()
                    try await bench.seal(into: &output)
                }
            }
        }
    }

    private static func opening(_ length: Int, frame: Int) -> BenchmarkCase {
        BenchmarkCase("messages", title("open", length, frame), bytes: length) {
            let bench = try await MessageBench(length: length, frame: frame)
            var output = MessageBuffer()
            try await bench.seal(into: &output)
            let message = output.bytes()
            return BenchmarkRound { count in
                var output = MessageBuffer(capacity: length + 4096)
                for _ in 0..<count {
                    output.removeAll()
                    try await bench.open(message, into: &output)
                }
            }
        }
    }
}

/// A keyring over a lab, and a plaintext.
private struct MessageBench: Sendable {
    private let manager: KeyringMaterialsManager
    private let plaintext: [UInt8]
    private let frame: Int

    init(length: Int, frame: Int) async throws {
        let stage = try await Stage()
        let keyring = KMSKeyring(keyID: stage.keyARN, source: LabDataKeys(stage.lab, as: .root))
        manager = KeyringMaterialsManager(keyring: keyring, random: OpenSSLRandom())
        plaintext = [UInt8](repeating: 7, count: length)
        self.frame = frame
    }

    func seal(into output: inout MessageBuffer) async throws {
        let request = EncryptionRequest(suite: .aes256Committing, plaintextLength: UInt64(plaintext.count))
        var encryptor = try MessageEncryptor(
            materials: try await manager.encryptionMaterials(for: request), frameLength: frame, random: OpenSSLRandom())
        try plaintext.withReadableBytes { bytes throws(MessageError) in
            try encryptor.update(bytes, into: &output)
        }
        try encryptor.finish(into: &output)
    }

    func open(_ message: [UInt8], into output: inout MessageBuffer) async throws {
        let parsed = try header(of: message)
        let materials = try await manager.decryptionMaterials(for: parsed.header, requiring: .empty)
        var decryptor = try MessageDecryptor(parsed, materials: materials)
        try message.withReadableBytes { bytes throws(MessageError) in
            try decryptor.update(UnsafeRawBufferPointer(rebasing: bytes[parsed.length...]), into: &output)
        }
        try decryptor.finish(into: &output)
    }

    private func header(of message: [UInt8]) throws -> ParsedHeader {
        var scanner = HeaderScanner()
        let parsed = try message.withReadableBytes { bytes throws(MessageError) in
            var input = bytes
            return try scanner.scan(&input)
        }
        guard let parsed else { preconditionFailure("a message of our own has a header") }
        return parsed
    }
}
