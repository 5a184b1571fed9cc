import ArgumentParser
import LabCore
import LabCrypto

/// `kmslab key import`
struct KeyImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring your own key: import material into a key of origin EXTERNAL.",
        discussion: """
            Fetches a wrapping key (RSA_4096), wraps the file's bytes with RSAES_OAEP_SHA_256 here, and imports them. \
            The file holds the raw key: 32 bytes for a symmetric key.

            Example: head -c 32 /dev/urandom > my.key && kmslab key import alias/mine my.key
            """)

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String

    @Argument(help: "The file with the raw key material.")
    var file: String

    @Option(help: ArgumentHelp("When the material expires, in ISO 8601 (default: never).", valueName: "time"))
    var validTo: String?

    @Flag(help: "Import the material of the next rotation, instead of the same material again.")
    var newMaterial = false

    @OptionGroup var lab: LabOptions

    private static let largestMaterial = 4096

    func run() async throws {
        let (keyID, output) = try await lab.withLab { connection in
            let description = try await connection.describe(self.key)
            let input = try await self.members(for: description.arn, connection)
            return (description.keyID, try await connection.kms("ImportKeyMaterial", input))
        }
        print(lab.json ? JSONValue.object(output).prettyText : "\(keyID) has your material")
    }

    private func members(for arn: String, _ connection: any LabConnection) async throws -> JSONObject {
        let parameters = try await connection.kms(
            "GetParametersForImport",
            ["KeyId": .string(arn), "WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_4096"])
        var input: JSONObject = [
            "KeyId": .string(arn), "ImportToken": parameters["ImportToken"] ?? .null,
            "EncryptedKeyMaterial": .string(Base64.encode(try wrap(try parameters.blob("PublicKey")))),
            "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
        ]
        if let validTo {
            guard let moment = Timestamp(iso8601: validTo) else {
                throw Failure(.usage, "`\(validTo)` is not a time in ISO 8601, such as 2027-01-31T12:00:00Z")
            }
            input["ExpirationModel"] = "KEY_MATERIAL_EXPIRES"
            input["ValidTo"] = .number(moment.secondsSince1970)
        }
        if newMaterial { input["ImportType"] = "NEW_KEY_MATERIAL" }
        return input
    }

    private func wrap(_ publicKey: [UInt8]) throws -> [UInt8] {
        let material = KeyMaterial(copying: try TextArgument.file(file, limit: Self.largestMaterial))
        return try PublicKey(subjectPublicKeyInfo: publicKey).encrypt(material, .rsaOAEP(.sha256))
    }
}
