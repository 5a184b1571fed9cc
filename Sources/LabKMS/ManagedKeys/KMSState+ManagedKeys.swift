public import LabCore
public import LabCrypto
import LabPolicy
public import LabService

extension KMSState {
    /// The AWS managed key of a service in an account and Region (`alias/aws/…`); `nil` before its first use.
    public func managedKey(for service: Service, of account: AccountID, in region: Region) -> KeyRecord? {
        key(named: ManagedKeyTemplate.of(service).aliasName, of: account, in: region)
    }

    /// The AWS managed key of a service, made now if this is its first use.
    ///
    /// It rotates every year; nobody but the service can use it, and nobody can change it: its policy says so.
    public mutating func ensureManagedKey(
        for service: Service, of account: AccountID, in region: Region, now: Timestamp, random: any RandomSource
    ) throws(ServiceError) -> KeyRecord {
        if let key = managedKey(for: service, of: account, in: region) { return key }
        let template = ManagedKeyTemplate.of(service)
        return try makeKey(
            .aws, of: account, in: region, alias: template.aliasName, description: template.description,
            policy: try template.policy(for: account, in: region), now: now, random: random)
    }

    /// The account that AWS owned keys live in. No caller belongs to it.
    static let serviceAccount = AccountID("000000000001") ?? .standard

    /// The key that a service in a Region owns itself; `nil` before its first use.
    public func ownedKey(for service: Service, in region: Region) -> KeyRecord? {
        key(named: ManagedKeyTemplate.of(service).aliasName, of: Self.serviceAccount, in: region)
    }

    /// The key that a service in a Region owns itself, made now if this is its first use. No account sees it.
    public mutating func ensureOwnedKey(
        for service: Service, in region: Region, now: Timestamp, random: any RandomSource
    ) throws(ServiceError) -> KeyRecord {
        if let key = ownedKey(for: service, in: region) { return key }
        return try makeKey(
            .awsOwned, of: Self.serviceAccount, in: region, alias: ManagedKeyTemplate.of(service).aliasName,
            description: "AWS owned key of \(service.name)", policy: try KeyPolicy.standard(for: Self.serviceAccount),
            now: now, random: random)
    }

    private func key(named alias: String, of account: AccountID, in region: Region) -> KeyRecord? {
        aliases[AliasAddress(account: account, region: region, name: alias)].flatMap { keys[$0.target] }
    }

    private mutating func makeKey(
        _ manager: KeyManager, of account: AccountID, in region: Region, alias: String, description: String,
        policy: PolicyDocument, now: Timestamp, random: any RandomSource
    ) throws(ServiceError) -> KeyRecord {
        let keyID = try randomly { () throws(RandomFailure) in
            try KeyID.make(isMultiRegion: false, from: random)
        }
        var key = KeyRecord(
            address: KeyAddress(account: account, region: region, keyID: keyID), createdAt: now, manager: manager,
            spec: .symmetricDefault, usage: .encryptDecrypt, origin: .awsKMS, description: description, state: .enabled,
            policy: policy, materials: [try makeMaterial(byteCount: 32, keyID: keyID, now: now, random: random)])
        key.rotation.isEnabled = true
        key.rotation.nextDate = now + .days(KMSLimits.rotationPeriodInDays.standard)
        keys.put(key)
        let address = AliasAddress(account: account, region: region, name: alias)
        aliases.put(AliasRecord(address: address, targetKeyID: keyID, createdAt: now))
        return key
    }
}

extension KMSState {
    /// A data key of 32 bytes under an AWS owned key: without a decision and without an event, as AWS's own services do
    /// it behind the account's back.
    ///
    /// - Precondition: `key` is one that ``ensureOwnedKey(for:in:now:random:)`` answered.
    public func generateDataKey(
        underOwned key: KeyRecord, context: EncryptionContext, random: any RandomSource
    ) throws(ServiceError) -> ServiceDataKey {
        precondition(key.manager == .awsOwned, "only AWS owned keys are used without a decision")
        let dataKey = try randomly { () throws(RandomFailure) in try KeyMaterial.random(byteCount: 32, from: random) }
        let encrypted = try encrypt(dataKey, under: key, context: context, random: random)
        return ServiceDataKey(plaintext: dataKey, ciphertext: encrypted.ciphertext, keyARN: key.arn)
    }

    /// Encrypts under an AWS owned key. See ``generateDataKey(underOwned:context:random:)``.
    public func encrypt(
        _ plaintext: KeyMaterial, underOwned key: KeyRecord, context: EncryptionContext, random: any RandomSource
    ) throws(ServiceError) -> [UInt8] {
        precondition(key.manager == .awsOwned, "only AWS owned keys are used without a decision")
        return try encrypt(plaintext, under: key, context: context, random: random).ciphertext
    }

    /// Opens what was encrypted under an AWS owned key; `nil` when it was encrypted under any other.
    ///
    /// - Throws: `InvalidCiphertextException` when ciphertext or context were changed.
    public func decryptOwned(
        _ ciphertext: [UInt8], context: EncryptionContext
    ) throws(ServiceError) -> KeyMaterial? {
        guard let blob = CiphertextBlob(ciphertext), blob.key.account == Self.serviceAccount,
            let key = keys[blob.key], key.manager == .awsOwned
        else { return nil }
        return try decrypt(blob, under: key, context: context)
    }
}
