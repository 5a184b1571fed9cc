public import LabCore
public import LabCrypto
public import LabPolicy
public import LabService

/// `CreateKey`: a new customer managed key.
///
/// - SeeAlso: AWS KMS API Reference, "CreateKey"
public enum CreateKey: AccountOperation, Mutation {
    /// `CreateKey`.
    public static let name = "CreateKey"
    /// Changes something.
    public static let isReadOnly = false

    /// What the key should be.
    public struct Input: MemberInput {
        /// Its policy; the default one when `nil`.
        public var policy: String?
        /// Its description.
        public var description: String
        /// What it is for; may be left out for symmetric encryption keys only.
        public var usage: KeyUsage?
        /// The type of its material.
        public var spec: KeySpec
        /// Where its material comes from.
        public var origin: KeyOrigin
        /// Its custom key store.
        public var customKeyStoreID: String?
        /// The key in the external key manager.
        public var externalKeyID: String?
        /// Whether the policy may lock its maker out.
        public var bypassesLockoutCheck: Bool
        /// Its tags.
        public var tags: [Tag]
        /// Whether it is a multi-Region primary.
        public var isMultiRegion: Bool

        /// What the key should be.
        public init(
            policy: String? = nil, description: String = "", usage: KeyUsage? = nil,
            spec: KeySpec = .symmetricDefault, origin: KeyOrigin = .awsKMS, tags: [Tag] = [],
            isMultiRegion: Bool = false
        ) {
            self.policy = policy
            self.description = description
            self.usage = usage
            self.spec = spec
            self.origin = origin
            self.bypassesLockoutCheck = false
            self.tags = tags
            self.isMultiRegion = isMultiRegion
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            policy = members.policy()
            description = members.string("Description", KMSLimits.descriptionLength) ?? ""
            usage = members.enumeration("KeyUsage", KeyUsage.self)
            let oldName = members.enumeration("CustomerMasterKeySpec", CustomerMasterKeySpec.self)
            spec = members.enumeration("KeySpec", KeySpec.self) ?? oldName?.keySpec ?? .symmetricDefault
            origin = members.enumeration("Origin", KeyOrigin.self) ?? .awsKMS
            customKeyStoreID = members.storeID()
            bypassesLockoutCheck = members.bool("BypassPolicyLockoutSafetyCheck") ?? false
            tags = members.tags()
            isMultiRegion = members.bool("MultiRegion") ?? false
            externalKeyID = members.string("XksKeyId", 1...128, pattern: "^[a-zA-Z0-9-_.]+$")
        }
    }

    /// The new key.
    public struct Output: JSONOutput {
        /// The key's metadata.
        public let metadata: KeyMetadata

        /// The members.
        public var json: JSONObject { ["KeyMetadata": .object(metadata.json)] }
    }

    /// What the key should be, and its tags.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        let usage = input.usage ?? .encryptDecrypt
        context.set("kms:BypassPolicyLockoutSafetyCheck", input.bypassesLockoutCheck)
        context.set("kms:KeySpec", input.spec.rawValue)
        context.set("kms:KeyUsage", usage.rawValue)
        context.set("kms:KeyOrigin", input.origin.rawValue)
        context.set("kms:CustomerMasterKeySpec", input.spec.rawValue)
        context.set("kms:CustomerMasterKeyUsage", usage.rawValue)
        context.set("kms:MultiRegion", input.isMultiRegion)
        context.setRequestTags(input.tags)
    }

    /// Refuses combinations that no key can have.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try TagRules.check(input.tags)
        try input.spec.requireSupport()
        guard let usage = input.usage ?? (input.spec == .symmetricDefault ? .encryptDecrypt : nil) else {
            throw KMSError.validation(
                "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.")
        }
        guard input.spec.usages.contains(usage) else {
            throw KMSError.validation(
                "KeyUsage \(usage.rawValue) is not compatible with KeySpec \(input.spec.rawValue)")
        }
        // The key has no id yet; a policy that names one can only be a wrong one.
        try KeyPolicy.requireUsable(
            input.policy, bypassing: input.bypassesLockoutCheck,
            for: KeyAddress(account: call.account, region: call.region, keyID: "").arn, in: call)
        try state.requireStore(for: input, in: call)
        try state.requireRoom(for: call.account, in: call.region)
    }

    /// The principals that the policy names must exist.
    public static func namedPrincipals(_ input: Input, on target: Void, in call: Call) -> [NamedPrincipal] {
        KeyPolicy.namedPrincipals(in: input.policy)
    }

    /// Makes the key pair, if the key has one (RSA takes long), or the key in the HSM.
    public static func prepare(
        _ input: Input, on target: Void, in call: Call, state: KMSState, services: Services
    ) async throws(ServiceError) -> FreshMaterial {
        guard input.customKeyStoreID == nil else {
            return .backingKey(try state.backingKey(for: input, in: call))
        }
        guard input.origin == .awsKMS, input.spec.isAsymmetric else { return .madeInWriter }
        return .keyPair(try await KeyPairFactory.make(input.spec))
    }

    /// Makes the key and its first material.
    public static func apply(
        _ input: Input, on target: Void, prepared: FreshMaterial, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        let keyID = try randomly { () throws(RandomFailure) in
            try KeyID.make(isMultiRegion: input.isMultiRegion, from: call.random)
        }
        let materials = try state.materials(prepared, for: input, keyID: keyID, in: call)
        let backingKey: BackingKey? = if case .backingKey(let key) = prepared { key } else { nil }
        let key = KeyRecord(
            address: KeyAddress(account: call.account, region: call.region, keyID: keyID), createdAt: call.now,
            manager: .customer, spec: input.spec, usage: input.usage ?? .encryptDecrypt, origin: input.origin,
            description: input.description, state: materials.isEmpty ? .pendingImport : .enabled,
            policy: try KeyPolicy.parse(input.policy, for: call.account), tags: input.tags, materials: materials,
            multiRegion: input.isMultiRegion ? MultiRegionRole(primaryRegion: call.region) : nil,
            customKeyStore: backingKey?.membership)
        state.keys.put(key)
        return Output(metadata: KeyMetadata(key))
    }

    /// Everything asked for, defaults made explicit.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = [
            "bypassPolicyLockoutSafetyCheck": .bool(input.bypassesLockoutCheck),
            "customerMasterKeySpec": .string(input.spec.rawValue), "description": .string(input.description),
            "keySpec": .string(input.spec.rawValue),
            "keyUsage": .string((input.usage ?? .encryptDecrypt).rawValue),
            "multiRegion": .bool(input.isMultiRegion), "origin": .string(input.origin.rawValue),
            "tags": .array(input.tags.map(\.auditValue)),
        ]
        parameters["policy"] = input.policy.map(JSONValue.string)
        parameters["customKeyStoreId"] = input.customKeyStoreID.map(JSONValue.string)
        parameters["xksKeyId"] = input.externalKeyID.map(JSONValue.string)
        return parameters
    }

    /// The metadata.
    public static func responseElements(_ output: Output) -> JSONObject? {
        ["keyMetadata": output.metadata.auditValue]
    }

    /// The new key.
    public static func resources(_ output: Output) -> [AuditResource] { [AuditResource(output.metadata.key)] }
}

/// A new key's first material, as far as it is made before the writer is entered.
public enum FreshMaterial: Sendable {
    /// Nothing yet: raw bytes are made in the writer, imported material comes later.
    case madeInWriter
    /// A key pair.
    case keyPair(PrivateKey)
    /// A key in a custom key store.
    case backingKey(BackingKey)
}

extension KMSState {
    /// The first material of a key that is being made; none for a key that waits for its import.
    fileprivate func materials(
        _ prepared: FreshMaterial, for input: CreateKey.Input, keyID: String, in call: Call
    ) throws(ServiceError) -> [KeyMaterialRecord] {
        switch prepared {
        case .keyPair(let pair): return [try wrap(pair, keyID: keyID, now: call.now, random: call.random)]
        case .backingKey(let key): return [try material(for: key, keyID: keyID, in: call)]
        case .madeInWriter: break
        }
        guard input.origin == .awsKMS, let byteCount = input.spec.materialLength else { return [] }
        return [try makeMaterial(byteCount: byteCount, keyID: keyID, now: call.now, random: call.random)]
    }
}

extension KMSState {
    /// Refuses one more customer managed key than an account can have in a Region.
    func requireRoom(for account: AccountID, in region: Region) throws(ServiceError) {
        let most = KMSLimits.keysPerAccountAndRegion
        guard keys.count >= most, keys(of: account, in: region).count(where: { $0.manager == .customer }) >= most else {
            return
        }
        throw KMSError.limitExceeded("You have reached the limit of KMS keys in this account and Region.")
    }
}

extension ConditionContext {
    /// The condition keys of tags in a request.
    mutating func setRequestTags(_ tags: [Tag]) {
        for tag in tags { set("aws:RequestTag/\(tag.key)", tag.value) }
        if !tags.isEmpty { set("aws:TagKeys", tags.map(\.key)) }
    }
}
