import LabCore
import LabCrypto
import LabService
import Synchronization

/// A key service for tests: real encryption under keys in memory, a note of every call, and refusals on demand.
final class FakeKeys: KeyService {
    /// One call, as a test compares it.
    struct Request: Hashable, Sendable {
        let action: String
        let keyARN: String
        let context: EncryptionContext
        let caller: String
    }

    private struct Content {
        var keys: [String: KeyMaterial] = [:]
        var aliases: [String: String] = [:]
        var requests: [Request] = []
        var disabled: Set<String> = []
        var denied: Set<String> = []
    }

    static let owned = "arn:aws:kms:us-east-1:000000000000:key/s3"
    private let content = Mutex(Content())
    private let random = OpenSSLRandom()

    /// Makes a key and returns its ARN.
    func makeKey(_ id: String = "11111111-2222-3333-4444-555555555555", alias: String? = nil) throws -> String {
        let arn = "arn:aws:kms:us-east-1:111122223333:key/\(id)"
        let material = try KeyMaterial.random(byteCount: 32, from: random)
        content.withLock { content in
            content.keys[arn] = material
            if let alias { content.aliases[alias] = arn }
        }
        return arn
    }

    /// Calls under keys that an account can see.
    var requests: [Request] { content.withLock { $0.requests } }

    func forgetRequests() { content.withLock { $0.requests = [] } }
    func disable(_ arn: String) { content.withLock { _ = $0.disabled.insert(arn) } }
    func enable(_ arn: String) { content.withLock { _ = $0.disabled.remove(arn) } }
    /// Refuses an action, such as `Decrypt`, to everybody.
    func deny(_ action: String) { content.withLock { _ = $0.denied.insert(action) } }
    func allow(_ action: String) { content.withLock { _ = $0.denied.remove(action) } }
    func pointAlias(_ alias: String, to arn: String) { content.withLock { $0.aliases[alias] = arn } }

    func generateDataKey(
        under key: ServiceKey, context: EncryptionContext, for service: Service, in call: Call
    ) async throws(ServiceError) -> ServiceDataKey {
        let (arn, material) = try find(key)
        try admit("GenerateDataKey", arn, context, call)
        let dataKey = try makeDataKey()
        let ciphertext = try seal(dataKey, arn, material, context)
        return ServiceDataKey(plaintext: dataKey, ciphertext: ciphertext, keyARN: try Self.parsed(arn))
    }

    func decrypt(
        _ ciphertext: [UInt8], keyID: String?, context: EncryptionContext, for service: Service, in call: Call
    ) async throws(ServiceError) -> KeyMaterial {
        guard let mark = ciphertext.firstIndex(of: 0) else { throw Self.invalidCiphertext }
        let arn = String(decoding: ciphertext[..<mark], as: UTF8.self)
        try admit("Decrypt", arn, context, call)
        guard let material = content.withLock({ $0.keys[arn] }) else { throw Self.notFound(arn) }
        do {
            let sealed = Array(ciphertext[(mark + 1)...])
            let nonce = try AESGCM.Nonce(Array(sealed[..<12]))
            let plaintext = try AESGCM.open(
                Array(sealed[12...]), key: material, nonce: nonce, authenticating: context.authenticatedBytes)
            return KeyMaterial(plaintext)
        } catch {
            throw Self.invalidCiphertext
        }
    }

    func encrypt(
        _ plaintext: KeyMaterial, under key: ServiceKey, context: EncryptionContext, for service: Service,
        in call: Call
    ) async throws(ServiceError) -> (ciphertext: [UInt8], keyARN: ARN) {
        let (arn, material) = try find(key)
        try admit("Encrypt", arn, context, call)
        return (try seal(plaintext, arn, material, context), try Self.parsed(arn))
    }

    private func makeDataKey() throws(ServiceError) -> KeyMaterial {
        do {
            return try KeyMaterial.random(byteCount: 32, from: random)
        } catch {
            throw ServiceError(ServiceError.Code("KMSInternalException", 500))
        }
    }

    private func find(_ key: ServiceKey) throws(ServiceError) -> (String, KeyMaterial) {
        let name: String
        switch key {
        case .named(let text): name = text
        case .awsManaged: name = "arn:aws:kms:us-east-1:111122223333:key/aws-s3"
        case .awsOwned: name = Self.owned
        }
        let fresh = try makeDataKey()
        let found = content.withLock { content -> (String, KeyMaterial)? in
            let arn =
                content.aliases[name]
                ?? (name.hasPrefix("arn:") ? name : "arn:aws:kms:us-east-1:111122223333:key/\(name)")
            if case .named = key { return content.keys[arn].map { (arn, $0) } }
            let material = content.keys[arn] ?? fresh
            content.keys[arn] = material
            return (arn, material)
        }
        guard let found else { throw Self.notFound(name) }
        return found
    }

    private func admit(
        _ action: String, _ arn: String, _ context: EncryptionContext, _ call: Call
    ) throws(ServiceError) {
        guard arn != Self.owned else { return }
        let (isDenied, isDisabled) = content.withLock { content in
            content.requests.append(
                Request(action: action, keyARN: arn, context: context, caller: call.caller.principal.arn))
            return (content.denied.contains(action), content.disabled.contains(arn))
        }
        if isDenied {
            throw ServiceError(
                ServiceError.Code("AccessDeniedException"),
                "User: \(call.caller.principal.arn) is not authorized to perform: kms:\(action)")
        }
        if isDisabled { throw ServiceError(ServiceError.Code("DisabledException"), "\(arn) is disabled.") }
    }

    private func seal(
        _ secret: KeyMaterial, _ arn: String, _ material: KeyMaterial, _ context: EncryptionContext
    ) throws(ServiceError) -> [UInt8] {
        do {
            let nonce = try AESGCM.Nonce.random(from: random)
            let sealed = try AESGCM.seal(
                secret, key: material, nonce: nonce, authenticating: context.authenticatedBytes)
            return Array(arn.utf8) + [0] + nonce.bytes + sealed
        } catch {
            throw ServiceError(ServiceError.Code("KMSInternalException", 500))
        }
    }

    private static func parsed(_ arn: String) throws(ServiceError) -> ARN {
        guard let parsed = ARN(arn) else { throw notFound(arn) }
        return parsed
    }

    private static func notFound(_ name: String) -> ServiceError {
        ServiceError(ServiceError.Code("NotFoundException"), "Key '\(name)' does not exist")
    }

    private static let invalidCiphertext = ServiceError(ServiceError.Code("InvalidCiphertextException"))
}
