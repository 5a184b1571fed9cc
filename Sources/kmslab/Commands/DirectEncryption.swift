import LabClient
import LabCore
import LabCrypto

/// Encrypt and Decrypt of KMS itself, on a file of at most 4,096 bytes: no envelope.
///
/// The output is the ciphertext blob as it is.
struct DirectEncryption {
    let file: String
    let output: String
    let force: Bool

    /// What KMS takes at most.
    static let largestPlaintext = 4096
    private static let largestCiphertext = 6144

    func encrypt(under key: String, context: EncryptionContext, _ lab: LabOptions) async throws {
        guard let plaintext = try WholeFile.read(FileEndpoint(argument: file), limit: Self.largestPlaintext) else {
            throw Failure(
                .tooLargeForDirect, "`\(file)` is too large: KMS encrypts \(Self.largestPlaintext) bytes at most",
                hint: "leave out --direct: an envelope sends KMS only the 32-byte data key, whatever the file's size")
        }
        guard !plaintext.isEmpty else {
            throw Failure(
                .refused, "`\(file)` is empty; KMS encrypts at least one byte",
                hint: "leave out --direct: an envelope can be empty")
        }
        let answer = try await lab.withLab { connection in
            try await connection.kms(
                "Encrypt",
                [
                    "KeyId": .string(key), "Plaintext": .string(Base64.encode(plaintext)),
                    "EncryptionContext": context.json,
                ])
        }
        try write(try answer.blob("CiphertextBlob"))
        report("encrypted", answer, read: plaintext.count, try answer.blob("CiphertextBlob").count, lab)
    }

    func decrypt(under key: String?, context: EncryptionContext, _ lab: LabOptions) async throws {
        guard let ciphertext = try WholeFile.read(FileEndpoint(argument: file), limit: Self.largestCiphertext) else {
            throw Failure(.notAMessage, "`\(file)` is longer than any ciphertext blob of KMS")
        }
        let answer = try await lab.withLab { connection in
            var input: JSONObject = [
                "CiphertextBlob": .string(Base64.encode(ciphertext)), "EncryptionContext": context.json,
            ]
            input["KeyId"] = key.map(JSONValue.string)
            return try await connection.kms("Decrypt", input)
        }
        try write(try answer.blob("Plaintext"))
        report("decrypted", answer, read: ciphertext.count, try answer.blob("Plaintext").count, lab)
    }

    /// Whether the file begins as a ciphertext blob of KMS does, and not as a message.
    static func isDirect(_ file: String) throws -> Bool {
        guard file != "-" else { return false }
        return try WholeFile.lookInto(file).read(at: 0, 2) == [0x01, 0x01]
    }

    private func write(_ bytes: [UInt8]) throws(FileEncryptionError) {
        try WholeFile.write(
            bytes, to: FileEndpoint(argument: output), overwrites: force, random: OpenSSLRandom())
    }

    private func report(_ verb: String, _ answer: JSONObject, read: Int, _ written: Int, _ lab: LabOptions) {
        FileReport(
            verb: "\(verb) directly", input: file, output: output, bytesRead: read, bytesWritten: written,
            keys: [answer["KeyId"]?.string].compactMap { $0 }
        ).print(json: lab.json)
    }
}
