import ArgumentParser
import LabClient
import LabCore
import LabCrypto

/// What `sign`, `verify` and `mac` have in common: a file of any size under a key; what is longer than KMS takes is
/// hashed here first.
struct MessageOptions: ParsableArguments {
    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Option(name: .shortAndLong, help: "The key: id, ARN, alias/NAME or alias ARN.")
    var key: String

    @Option(help: "The algorithm (default: the first that the key offers).")
    var algorithm: String?

    /// What KMS takes as a message.
    static let largestMessage = 4096

    /// The algorithm asked for, or the first of the key's.
    func algorithm(of key: KeyDescription, _ member: String) throws(Failure) -> String {
        if let algorithm { return algorithm }
        guard let first = key.metadata[member]?.array?.first?.string else {
            throw Failure(
                .wrongKeyKind, "\(key.arn) has no \(member)", hint: "`kmslab key describe` shows what the key is for")
        }
        return first
    }

    /// The members of Sign and Verify for the file's bytes.
    func signatureMembers(_ key: KeyDescription) throws -> JSONObject {
        let algorithm = try algorithm(of: key, "SigningAlgorithms")
        let message = try TextArgument.file(file, limit: 1 << 30)
        var input: JSONObject = ["KeyId": .string(key.arn), "SigningAlgorithm": .string(algorithm)]
        if message.count > Self.largestMessage {
            let digest = try Self.digestAlgorithm(algorithm).digest(of: message)
            input["Message"] = .string(Base64.encode(digest))
            input["MessageType"] = "DIGEST"
        } else {
            input["Message"] = .string(Base64.encode(message))
        }
        return input
    }

    private static func digestAlgorithm(_ algorithm: String) throws(Failure) -> DigestAlgorithm {
        if algorithm.hasSuffix("SHA_256") { return .sha256 }
        if algorithm.hasSuffix("SHA_384") { return .sha384 }
        if algorithm.hasSuffix("SHA_512"), !algorithm.hasPrefix("ED25519") { return .sha512 }
        throw Failure(.refused, "\(algorithm) takes messages of \(largestMessage) bytes at most")
    }
}

/// `kmslab sign`
struct Sign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign a file with an asymmetric KMS key.",
        discussion: "The signature goes to --output as bytes, or to standard output in base64.")

    @OptionGroup var message: MessageOptions
    @Option(name: .shortAndLong, help: "Where to write the signature.")
    var output: String?
    @OptionGroup var lab: LabOptions

    func run() async throws {
        let answer = try await lab.withLab { connection in
            let key = try await connection.describe(self.message.key)
            return try await connection.kms("Sign", try self.message.signatureMembers(key))
        }
        try await failing {
            let signature = try answer.blob("Signature")
            guard let output else {
                return print(lab.json ? JSONValue.object(answer).prettyText : Base64.encode(signature))
            }
            try WholeFile.write(
                signature, to: FileEndpoint(argument: output), overwrites: false, random: OpenSSLRandom())
        }
    }
}

/// `kmslab verify`
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Verify the signature of a file.")

    @OptionGroup var message: MessageOptions
    @Option(help: ArgumentHelp("The signature: a file, as `sign` writes or prints it.", valueName: "file"))
    var signature: String
    @OptionGroup var lab: LabOptions

    func run() async throws {
        let answer = try await lab.withLab { connection in
            let key = try await connection.describe(self.message.key)
            var input = try self.message.signatureMembers(key)
            let written = try TextArgument.file(self.signature, limit: Self.largestFile)
            input["Signature"] = .string(Base64.encode(Self.signature(in: written)))
            return try await connection.kms("Verify", input)
        }
        print(lab.json ? JSONValue.object(answer).prettyText : "the signature is valid")
    }

    /// 6,144 bytes, in base64 with a line's end.
    private static let largestFile = 8200

    /// The signature in a file: its bytes, or what the base64 means that `sign` prints. No signature is such a text by
    /// accident.
    private static func signature(in file: [UInt8]) -> [UInt8] {
        let text = String(decoding: file, as: UTF8.self).filter { !$0.isWhitespace }
        return Base64.decode(text).flatMap { $0.isEmpty ? nil : $0 } ?? file
    }
}

/// `kmslab mac`
struct Mac: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Authenticate a file of at most 4,096 bytes with an HMAC key, or check a MAC.")

    @OptionGroup var message: MessageOptions
    @Option(help: ArgumentHelp("A MAC in base64 to check, instead of making one.", valueName: "base64"))
    var check: String?
    @OptionGroup var lab: LabOptions

    func run() async throws {
        let answer = try await lab.withLab { connection in
            let key = try await connection.describe(self.message.key)
            let bytes = try TextArgument.file(self.message.file, limit: MessageOptions.largestMessage)
            var input: JSONObject = [
                "KeyId": .string(key.arn), "Message": .string(Base64.encode(bytes)),
                "MacAlgorithm": .string(try self.message.algorithm(of: key, "MacAlgorithms")),
            ]
            input["Mac"] = self.check.map(JSONValue.string)
            return try await connection.kms(self.check == nil ? "GenerateMac" : "VerifyMac", input)
        }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        print(answer["Mac"]?.string ?? "the MAC is valid")
    }
}
