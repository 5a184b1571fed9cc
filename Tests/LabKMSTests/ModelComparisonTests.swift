import Foundation
import LabCore
import LabKMS
import LabService
import LabTesting
import Testing

/// Long random histories, compared step by step with a slow and obvious model.
///
/// `KMSLAB_SEED` chooses the history and `KMSLAB_STEPS` its length; a failure prints both.
@Suite struct ModelComparisonTests {
    private static func setting(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    static let seeds: [UInt64] = setting("KMSLAB_SEED").map { [$0] } ?? (0..<6).map { 0x6B6D_736C_6162 + $0 }
    static let steps = setting("KMSLAB_STEPS") ?? 1500

    @Test(arguments: seeds)
    func theKeyServiceDoesWhatTheModelDoes(_ seed: UInt64) async throws {
        var history = try await History(seed: seed)
        for step in 0..<Self.steps {
            let place = "KMSLAB_SEED=\(seed) KMSLAB_STEPS=\(Self.steps), step \(step)"
            let (action, wanted, found) = try await history.step()
            try #require(wanted == found, "\(place): \(action)")
            if step % 25 == 0 { try await history.compareEverything(place) }
        }
        try await history.compareEverything("KMSLAB_SEED=\(seed), at the end")
    }
}

/// A lab and a model that live through the same.
private struct History {
    private let home: KeyHome
    private var model: ModelKMS
    private var generator: ModelActionGenerator
    private var ids: [String] = []
    private var blobs: [JSONValue] = []
    private var grants: [(key: Int, id: String)] = []
    private var materials: [String: [Int: String]] = [:]

    init(seed: UInt64) async throws {
        home = try KeyHome(seed: seed)
        model = ModelKMS(now: home.clock.now.millisecondsSince1970)
        generator = ModelActionGenerator(seed: seed)
        try await home.meet(.user("ada"), .user("bob"))
    }

    mutating func step() async throws -> (ModelAction, wanted: ModelOutcome, found: ModelOutcome) {
        let action = generator.next(in: model)
        let wanted = model.perform(action)
        do {
            return (action, wanted, .done(try await perform(action)))
        } catch let error as ServiceError {
            return (action, wanted, .refused(error.code.wireName))
        }
    }

    private mutating func perform(_ action: ModelAction) async throws -> String {
        switch action {
        case .createKey(let kind): ids.append(try await home.createKey(Self.creation(kind)))
        case .enable(let key): try await home.call("EnableKey", only(key))
        case .disable(let key): try await home.call("DisableKey", only(key))
        case .schedule(let key, let days):
            try await home.call("ScheduleKeyDeletion", only(key, ["PendingWindowInDays": .integer(Int64(days))]))
        case .cancel(let key): try await home.call("CancelKeyDeletion", only(key))
        case .startRotation(let key, let days):
            try await home.call("EnableKeyRotation", only(key, ["RotationPeriodInDays": .integer(Int64(days))]))
        case .stopRotation(let key): try await home.call("DisableKeyRotation", only(key))
        case .rotate(let key): try await home.call("RotateKeyOnDemand", only(key))
        case .createAlias(let name, let key): try await home.call("CreateAlias", alias(name, key))
        case .updateAlias(let name, let key): try await home.call("UpdateAlias", alias(name, key))
        case .deleteAlias(let name):
            try await home.call("DeleteAlias", ["AliasName": .string("alias/\(name)")])
        case .tag(let key, let name, let value):
            let tag: JSONValue = ["TagKey": .string(name), "TagValue": .string(value)]
            try await home.call("TagResource", only(key, ["Tags": [tag]]))
        case .advance(let milliseconds): home.clock.advance(LabDuration(milliseconds: milliseconds))
        default: return try await use(action)
        }
        return ""
    }

    private mutating func use(_ action: ModelAction) async throws -> String {
        switch action {
        case .encrypt(let target, let context, let user):
            let name: JSONValue =
                switch target {
                case .key(let key): .string(ids[key])
                case .alias(let alias): .string("alias/\(alias)")
                }
            let input: JSONObject = [
                "KeyId": name, "Plaintext": .blob("text \(blobs.count)"), "EncryptionContext": Self.json(context),
            ]
            let caller = user.map { Caller.user($0) } ?? InMemoryLab.root()
            blobs.append(try #require(try await home.call("Encrypt", input, as: caller)["CiphertextBlob"]))
        case .decrypt(let index, let context, let hint):
            var input: JSONObject = ["CiphertextBlob": blob(index)]
            input["EncryptionContext"] = Self.json(context ?? ownContext(of: index))
            input["KeyId"] = hint.map { .string(ids[$0]) }
            let output = try await home.call("Decrypt", input)
            try note(output["KeyMaterialId"]?.string, of: index)
            return String(decoding: try output["Plaintext"].bytes(), as: UTF8.self)
        case .reEncrypt(let index, let key):
            let input: JSONObject = [
                "CiphertextBlob": blob(index), "SourceEncryptionContext": Self.json(ownContext(of: index)),
                "DestinationKeyId": .string(ids[key]),
            ]
            blobs.append(try #require(try await home.call("ReEncrypt", input)["CiphertextBlob"]))
        case .grant(let key, let user, let operations):
            let input: JSONObject = [
                "GranteePrincipal": .string("arn:aws:iam::111122223333:user/\(user)"),
                "Operations": .array(operations.sorted().map(JSONValue.string)),
            ]
            let id = try await home.call("CreateGrant", only(key, input))["GrantId"]?.string
            grants.append((key, try #require(id)))
        case .revoke(let index):
            let grant = grants.indices.contains(index) ? grants[index] : (0, String(repeating: "0", count: 64))
            try await home.call("RevokeGrant", only(grant.0, ["GrantId": .string(grant.1)]))
        default: break
        }
        return ""
    }

    private static func creation(_ kind: ModelKMS.Kind) -> JSONObject {
        switch kind {
        case .symmetric: [:]
        case .mac: ["KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"]
        case .signing: ["KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"]
        }
    }

    private static func json(_ context: [String: String]) -> JSONValue {
        .object(JSONObject(context.map { ($0.key, JSONValue.string($0.value)) }))
    }

    private func only(_ key: Int, _ more: JSONObject = [:]) -> JSONObject {
        var input: JSONObject = ["KeyId": .string(ids[key])]
        for member in more.members { input[member.name] = member.value }
        return input
    }

    private func alias(_ name: String, _ key: Int) -> JSONObject {
        ["AliasName": .string("alias/\(name)"), "TargetKeyId": .string(ids[key])]
    }

    private func blob(_ index: Int) -> JSONValue {
        blobs.indices.contains(index) ? blobs[index] : .blob("no ciphertext")
    }

    private func ownContext(of index: Int) -> [String: String] {
        model.ciphertexts.indices.contains(index) ? model.ciphertexts[index].context : [:]
    }

    /// One material has one id, and two materials have two.
    private mutating func note(_ id: String?, of index: Int) throws {
        let ciphertext = model.ciphertexts[index]
        let known = materials[ids[ciphertext.key], default: [:]]
        let id = try #require(id)
        #expect(known[ciphertext.material] ?? id == id)
        #expect(!known.contains { $0.key != ciphertext.material && $0.value == id })
        materials[ids[ciphertext.key], default: [:]][ciphertext.material] = id
    }
}

extension History {
    /// Everything that can be seen, compared.
    func compareEverything(_ place: String) async throws {
        try await compareAliases(place)
        var living: Set<String> = []
        for (number, key) in model.keys {
            living.insert(ids[number])
            try await compare(key, number, place)
        }
        let listed = try await home.call("ListKeys", ["Limit": 1000])["Keys"]?.array ?? []
        #expect(Set(listed.compactMap { $0["KeyId"]?.string }) == living, "\(place)")
    }

    private func compareAliases(_ place: String) async throws {
        let listed = try await home.call("ListAliases", ["Limit": 100])["Aliases"]?.array ?? []
        let found = Dictionary(
            uniqueKeysWithValues: listed.map { ($0["AliasName"]?.string ?? "", $0["TargetKeyId"]?.string ?? "") })
        let wanted = Dictionary(
            uniqueKeysWithValues: model.aliases.map { ("alias/\($0.key)", ids[$0.value]) })
        #expect(found == wanted, "\(place)")
    }

    private func compare(_ key: ModelKMS.Key, _ number: Int, _ place: String) async throws {
        #expect(try await home.state(ids[number]) == key.state, "\(place), key \(number)")
        let tags = try await home.call("ListResourceTags", only(number))["Tags"]?.array ?? []
        #expect(
            Dictionary(uniqueKeysWithValues: tags.map { ($0["TagKey"]?.string ?? "", $0["TagValue"]?.string ?? "") })
                == key.tags, "\(place), key \(number)")
        let listed = try await home.call("ListGrants", only(number, ["Limit": 100]))["Grants"]?.array ?? []
        #expect(listed.count == model.grants.count { $0?.key == number }, "\(place), key \(number)")
        let status = try await home.call("GetKeyRotationStatus", only(number))
        let isRotating = key.rotation != nil && key.deletion == nil
        #expect(status["KeyRotationEnabled"]?.bool == isRotating, "\(place), key \(number)")
        if isRotating {
            let next = status["NextRotationDate"]?.double.map { Int64(($0 * 1000).rounded()) }
            #expect(next == key.rotation?.next, "\(place), key \(number)")
        }
        guard key.kind == .symmetric else { return }
        let rotations = try await home.call("ListKeyRotations", only(number, ["Limit": 1000]))["Rotations"]?.array
        #expect(rotations?.count == key.materialCount - 1, "\(place), key \(number)")
    }
}
