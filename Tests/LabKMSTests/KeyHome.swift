import LabCore
import LabCrypto
import LabKMS
import LabService
import LabTesting
import LabWorld
import Testing

/// A lab with the few verbs that most tests of the key service need, in AWS's own JSON.
struct KeyHome {
    let home: InMemoryLab
    var region = Region.standard

    init(
        seed: UInt64? = nil, hsm: any HSM = NoHSM(), externalKeys: (any ExternalKeyManager)? = nil,
        store: (any WorldStore & EventArchive)? = nil
    ) throws {
        home = try InMemoryLab(seed: seed, store: store, hsm: hsm, externalKeys: externalKeys)
    }

    var clock: ManualClock { home.clock }

    /// The same lab, addressed in another Region.
    func at(_ region: Region) -> KeyHome {
        var there = self
        there.region = region
        return there
    }

    @discardableResult
    func call(
        _ operation: String, _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root()
    ) async throws -> JSONObject {
        do {
            let output = try await home.kms(operation, input, as: caller, in: region)
            try Oracle.check(output, of: operation)
            return output
        } catch let error as ServiceError {
            try Oracle.check(error, of: operation)
            throw error
        }
    }

    /// Makes a key and answers its id.
    func createKey(_ input: JSONObject = [:]) async throws -> String {
        let metadata = try await call("CreateKey", input)["KeyMetadata"]
        return try #require(metadata?["KeyId"]?.string)
    }

    func createKey(_ spec: KeySpec, _ usage: KeyUsage, _ input: JSONObject = [:]) async throws -> String {
        var input = input
        input["KeySpec"] = .string(spec.rawValue)
        input["KeyUsage"] = .string(usage.rawValue)
        return try await createKey(input)
    }

    func metadata(_ key: String) async throws -> JSONObject {
        try #require(try await call("DescribeKey", ["KeyId": .string(key)])["KeyMetadata"]?.object)
    }

    func state(_ key: String) async throws -> String? {
        try await metadata(key)["KeyState"]?.string
    }

    func arn(_ key: String, _ account: AccountID = .standard) -> String {
        "arn:aws:kms:\(region):\(account):key/\(key)"
    }

    func encrypt(_ text: String, _ key: String, _ context: JSONObject = [:]) async throws -> JSONValue {
        let input: JSONObject = [
            "KeyId": .string(key), "Plaintext": .blob(text), "EncryptionContext": .object(context),
        ]
        return try #require(try await call("Encrypt", input)["CiphertextBlob"])
    }

    func decrypt(_ blob: JSONValue, _ context: JSONObject = [:], _ more: JSONObject = [:]) async throws -> String {
        var input: JSONObject = ["CiphertextBlob": blob, "EncryptionContext": .object(context)]
        for member in more.members { input[member.name] = member.value }
        return String(decoding: try await call("Decrypt", input)["Plaintext"].bytes(), as: UTF8.self)
    }

    /// Imports material for good, wrapped with SM2, whose keys are made in no time.
    @discardableResult
    func importMaterial(_ material: [UInt8], into key: String, _ more: JSONObject = [:]) async throws -> JSONObject {
        let parameters = try await call(
            "GetParametersForImport", ["KeyId": .string(key), "WrappingAlgorithm": "SM2PKE", "WrappingKeySpec": "SM2"])
        let wrappingKey = try PublicKey(subjectPublicKeyInfo: try parameters["PublicKey"].bytes())
        var input: JSONObject = [
            "KeyId": .string(key), "ImportToken": try #require(parameters["ImportToken"]),
            "EncryptedKeyMaterial": .blob(try wrappingKey.encrypt(material, .sm2)),
            "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
        ]
        for member in more.members { input[member.name] = member.value }
        return try await call("ImportKeyMaterial", input)
    }

    /// Makes the users and roles that the callers say they are.
    func meet(_ callers: Caller...) async throws {
        for caller in callers {
            let root = InMemoryLab.root(of: try #require(caller.principal.account))
            switch caller.principal {
            case .user(_, _, let name, _): try await iam("CreateUser", ["UserName": .string(name)], as: root)
            case .assumedRole(_, _, let role, _, _):
                try await iam(
                    "CreateRole", ["RoleName": .string(role), "AssumeRolePolicyDocument": Self.trust], as: root)
            default: continue
            }
        }
    }

    private static let trust: JSONValue = .string(
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"#
            + #""Action":"sts:AssumeRole"}]}"#)

    private func iam(_ operation: String, _ input: JSONObject, as caller: Caller) async throws {
        let entry = try #require(IAMOperations.all[operation])
        _ = try await entry.run(home.lab, input, .json, try home.call(as: caller))
    }

    /// The error that a call ends with.
    func refusal(
        _ operation: String, _ input: JSONObject = [:], as caller: Caller = InMemoryLab.root(),
        _ location: SourceLocation = #_sourceLocation
    ) async -> Refusal? {
        do {
            try await call(operation, input, as: caller)
            return nil
        } catch let error as ServiceError {
            return Refusal(error.code.wireName, error.message)
        } catch {
            Issue.record("\(error)", sourceLocation: location)
            return nil
        }
    }
}

/// An error by code and message.
struct Refusal: Equatable, CustomStringConvertible {
    let code: String
    let message: String?

    init(_ code: String, _ message: String? = nil) {
        self.code = code
        self.message = message
    }

    var description: String { "\(code): \(message ?? "-")" }
}

extension Optional<JSONValue> {
    /// The bytes of a blob.
    func bytes() throws -> [UInt8] {
        try #require(Base64.decode(self?.string ?? "*"))
    }
}

extension JSONValue {
    static func blob(_ bytes: [UInt8]) -> JSONValue { .string(Base64.encode(bytes)) }
    static func blob(_ text: String) -> JSONValue { .blob(Array(text.utf8)) }
}

extension Caller {
    static func user(_ name: String, in account: AccountID = .standard) -> Caller {
        Caller(
            .user(account: account, path: "/", name: name, id: "AIDA\(name.uppercased())"), accessKeyID: "AKIA\(name)")
    }

    static func role(_ name: String, session: String = "session", in account: AccountID = .standard) -> Caller {
        Caller(
            .assumedRole(account: account, path: "/", role: name, roleID: "AROA\(name.uppercased())", session: session),
            accessKeyID: "ASIA\(name)")
    }
}
