/// A key service so slow and so obvious that it can be checked by reading: the real one is compared with it, step by
/// step, over long random histories.
///
/// It knows keys by number, materials by counting, ciphertexts by remembering what went in. It shares no line with the
/// real one: states, orders of checks and error names are written out again from the documentation.
public struct ModelKMS {
    /// A kind of key.
    public enum Kind: CaseIterable, Sendable {
        /// Symmetric encryption.
        case symmetric
        /// HMAC.
        case mac
        /// A key pair that signs.
        case signing
    }

    /// A key.
    public struct Key {
        /// Its kind.
        public let kind: Kind
        /// Whether it is enabled.
        public var isEnabled = true
        /// When it will be gone, in milliseconds; `nil` when it will stay.
        public var deletion: Int64?
        /// How many materials it has had.
        public var materialCount = 1
        /// Days between rotations, and when the next is due; `nil` when it does not rotate.
        public var rotation: (days: Int, next: Int64)?
        /// How many rotations were asked for.
        public var onDemandCount = 0
        /// Its tags.
        public var tags: [String: String] = [:]

        /// The state, in AWS's words.
        public var state: String {
            if deletion != nil { return "PendingDeletion" }
            return isEnabled ? "Enabled" : "Disabled"
        }
    }

    /// Something that was encrypted.
    public struct Ciphertext {
        /// The key's number.
        public let key: Int
        /// The number of the key's material.
        public let material: Int
        /// The encryption context.
        public let context: [String: String]
        /// What is inside.
        public let plaintext: String
    }

    /// A grant.
    public struct Grant {
        /// The key's number.
        public let key: Int
        /// For whom.
        public let user: String
        /// For what.
        public let operations: Set<String>
    }

    /// The keys by number; deleted ones are missing.
    public private(set) var keys: [Int: Key] = [:]
    /// How many keys there have been.
    public private(set) var keyCount = 0
    /// The aliases, without prefix, with the numbers of their keys.
    public private(set) var aliases: [String: Int] = [:]
    /// Everything that was ever encrypted.
    public private(set) var ciphertexts: [Ciphertext] = []
    /// Every grant that was ever made; `nil` for those that are gone.
    public private(set) var grants: [Grant?] = []
    /// The time in milliseconds.
    public private(set) var now: Int64

    private static let day: Int64 = 86_400_000

    /// No keys yet.
    public init(now: Int64) {
        self.now = now
    }

    /// Does what the action says, and answers what comes of it.
    public mutating func perform(_ action: ModelAction) -> ModelOutcome {
        do throws(ModelRefusal) {
            return .done(try attempt(action))
        } catch {
            return .refused(error.code)
        }
    }

    private mutating func attempt(_ action: ModelAction) throws(ModelRefusal) -> String {
        switch action {
        case .createKey(let kind): return create(kind)
        case .enable(let key): try setEnabled(key, true)
        case .disable(let key): try setEnabled(key, false)
        case .schedule(let key, let days): try schedule(key, days)
        case .cancel(let key): try cancel(key)
        case .startRotation(let key, let days): try startRotation(key, days)
        case .stopRotation(let key): try stopRotation(key)
        case .rotate(let key): try rotate(key)
        case .createAlias(let name, let key): try createAlias(name, key)
        case .updateAlias(let name, let key): try updateAlias(name, key)
        case .deleteAlias(let name): try deleteAlias(name)
        case .encrypt(let target, let context, let user): try encrypt(target, context, user)
        case .decrypt(let index, let context, let hint): return try decrypt(index, context, hint)
        case .reEncrypt(let index, let key): try reEncrypt(index, key)
        case .tag(let key, let name, let value): try tag(key, name, value)
        case .grant(let key, let user, let operations): try grant(key, user, operations)
        case .revoke(let index): try revoke(index)
        case .advance(let milliseconds): advance(milliseconds)
        }
        return ""
    }
}

extension ModelKMS {
    private mutating func create(_ kind: Kind) -> String {
        keys[keyCount] = Key(kind: kind)
        keyCount += 1
        return ""
    }

    private func key(_ number: Int) throws(ModelRefusal) -> Key {
        guard let key = keys[number] else { throw ModelRefusal("NotFoundException") }
        return key
    }

    private func requireNotLeaving(_ key: Key) throws(ModelRefusal) {
        if key.deletion != nil { throw ModelRefusal("KMSInvalidStateException") }
    }

    private func requireUsable(_ key: Key) throws(ModelRefusal) {
        try requireNotLeaving(key)
        if !key.isEnabled { throw ModelRefusal("DisabledException") }
    }

    private mutating func setEnabled(_ number: Int, _ isEnabled: Bool) throws(ModelRefusal) {
        var key = try key(number)
        try requireNotLeaving(key)
        key.isEnabled = isEnabled
        // A rotation that was missed while the key was disabled happens now, once.
        if isEnabled, let rotation = key.rotation, rotation.next <= now {
            key.materialCount += 1
            key.rotation = (rotation.days, now + Int64(rotation.days) * Self.day)
        }
        keys[number] = key
    }

    private mutating func schedule(_ number: Int, _ days: Int) throws(ModelRefusal) {
        if days < 1 || days > 365 { throw ModelRefusal("ValidationException") }
        var key = try key(number)
        try requireNotLeaving(key)
        if days < 7 || days > 30 { throw ModelRefusal("ValidationException") }
        key.deletion = now + Int64(days) * Self.day
        keys[number] = key
    }

    private mutating func cancel(_ number: Int) throws(ModelRefusal) {
        var key = try key(number)
        if key.deletion == nil { throw ModelRefusal("KMSInvalidStateException") }
        key.deletion = nil
        key.isEnabled = false
        keys[number] = key
    }

    private mutating func startRotation(_ number: Int, _ days: Int) throws(ModelRefusal) {
        if days < 90 || days > 2560 { throw ModelRefusal("ValidationException") }
        var key = try key(number)
        try requireUsable(key)
        if key.kind != .symmetric { throw ModelRefusal("UnsupportedOperationException") }
        if key.rotation == nil || key.rotation?.days != days {
            key.rotation = (days, now + Int64(days) * Self.day)
        }
        keys[number] = key
    }

    private mutating func stopRotation(_ number: Int) throws(ModelRefusal) {
        var key = try key(number)
        try requireUsable(key)
        if key.kind != .symmetric { throw ModelRefusal("UnsupportedOperationException") }
        key.rotation = nil
        keys[number] = key
    }

    private mutating func rotate(_ number: Int) throws(ModelRefusal) {
        var key = try key(number)
        try requireUsable(key)
        if key.kind != .symmetric { throw ModelRefusal("UnsupportedOperationException") }
        if key.onDemandCount >= 25 { throw ModelRefusal("LimitExceededException") }
        if let next = key.rotation?.next, next - now <= 20 * 60_000 { throw ModelRefusal("ConflictException") }
        key.onDemandCount += 1
        key.materialCount += 1
        keys[number] = key
    }

    private mutating func tag(_ number: Int, _ name: String, _ value: String) throws(ModelRefusal) {
        var key = try key(number)
        try requireNotLeaving(key)
        if name.lowercased().hasPrefix("aws:") { throw ModelRefusal("TagException") }
        key.tags[name] = value
        keys[number] = key
    }
}

extension ModelKMS {
    private mutating func createAlias(_ name: String, _ number: Int) throws(ModelRefusal) {
        let key = try key(number)
        if aliases[name] != nil { throw ModelRefusal("AlreadyExistsException") }
        try requireNotLeaving(key)
        aliases[name] = number
    }

    private mutating func updateAlias(_ name: String, _ number: Int) throws(ModelRefusal) {
        let new = try key(number)
        guard let oldNumber = aliases[name], let old = keys[oldNumber] else {
            throw ModelRefusal("NotFoundException")
        }
        try requireNotLeaving(new)
        if old.kind != new.kind { throw ModelRefusal("ValidationException") }
        aliases[name] = number
    }

    private mutating func deleteAlias(_ name: String) throws(ModelRefusal) {
        if aliases.removeValue(forKey: name) == nil { throw ModelRefusal("NotFoundException") }
    }

    private mutating func grant(_ number: Int, _ user: String, _ operations: Set<String>) throws(ModelRefusal) {
        let key = try key(number)
        try requireUsable(key)
        if key.kind != .symmetric, !operations.isSubset(of: ["DescribeKey"]) {
            throw ModelRefusal("ValidationException")
        }
        grants.append(Grant(key: number, user: user, operations: operations))
    }

    private mutating func revoke(_ index: Int) throws(ModelRefusal) {
        guard grants.indices.contains(index), let grant = grants[index] else {
            throw ModelRefusal("NotFoundException")
        }
        _ = try key(grant.key)
        grants[index] = nil
    }

    private mutating func encrypt(
        _ target: ModelTarget, _ context: [String: String], _ user: String?
    ) throws(ModelRefusal) {
        let number: Int
        switch target {
        case .key(let key): number = key
        case .alias(let name):
            guard let key = aliases[name] else { throw ModelRefusal("NotFoundException") }
            number = key
        }
        let key = try key(number)
        if let user {
            let isGranted = grants.contains {
                $0.map { $0.key == number && $0.user == user && $0.operations.contains("Encrypt") } ?? false
            }
            if !isGranted { throw ModelRefusal("AccessDeniedException") }
        }
        try requireUsable(key)
        if key.kind != .symmetric { throw ModelRefusal("InvalidKeyUsageException") }
        ciphertexts.append(
            Ciphertext(
                key: number, material: key.materialCount, context: context, plaintext: "text \(ciphertexts.count)"))
    }

    private func decrypt(
        _ index: Int, _ context: [String: String]?, _ hint: Int?
    ) throws(ModelRefusal) -> String {
        guard ciphertexts.indices.contains(index) else { throw ModelRefusal("InvalidCiphertextException") }
        let ciphertext = ciphertexts[index]
        if let hint { _ = try key(hint) }
        guard let key = keys[ciphertext.key] else { throw ModelRefusal("AccessDeniedException") }
        if let hint, hint != ciphertext.key { throw ModelRefusal("IncorrectKeyException") }
        try requireUsable(key)
        if let context, context != ciphertext.context { throw ModelRefusal("InvalidCiphertextException") }
        return ciphertext.plaintext
    }

    private mutating func reEncrypt(_ index: Int, _ number: Int) throws(ModelRefusal) {
        guard ciphertexts.indices.contains(index) else { throw ModelRefusal("InvalidCiphertextException") }
        let ciphertext = ciphertexts[index]
        guard let source = keys[ciphertext.key] else { throw ModelRefusal("AccessDeniedException") }
        let destination = try key(number)
        try requireUsable(source)
        try requireUsable(destination)
        if destination.kind != .symmetric { throw ModelRefusal("InvalidKeyUsageException") }
        ciphertexts.append(
            Ciphertext(
                key: number, material: destination.materialCount, context: [:], plaintext: ciphertext.plaintext))
    }

    private mutating func advance(_ milliseconds: Int64) {
        now += milliseconds
        for (number, key) in keys {
            if let deletion = key.deletion, deletion <= now {
                keys[number] = nil
                aliases = aliases.filter { $0.value != number }
                for index in grants.indices where grants[index]?.key == number { grants[index] = nil }
            }
            while let rotation = keys[number]?.rotation, key.isEnabled, key.deletion == nil, rotation.next <= now {
                keys[number]?.materialCount += 1
                keys[number]?.rotation = (rotation.days, rotation.next + Int64(rotation.days) * Self.day)
            }
        }
    }
}
