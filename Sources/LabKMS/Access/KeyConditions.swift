import LabCore
import LabPolicy
import LabService

/// The condition keys that every request on a key carries.
///
/// - SeeAlso: AWS KMS Developer Guide, "AWS KMS condition keys"
enum KeyConditions {
    static func context(for target: KeyTarget, in call: Call, aliases: Table<AliasRecord>) -> ConditionContext {
        let key = target.key
        var context = ConditionContext()
        context.set("kms:CallerAccount", call.account.digits)
        context.set("kms:ViaService", call.origin.viaServices.last)
        context.set("kms:GrantIsForAWSResource", call.origin.viaServices.isEmpty ? nil : true)
        context.set("kms:RequestAlias", target.requestAlias)
        setProperties(of: key, in: &context)
        context.set("kms:ResourceAliases", aliases.rows(in: key.address.rowKey).map(\.address.name))
        for tag in key.tags { context.set("aws:ResourceTag/\(tag.key)", tag.value) }
        return context
    }

    private static func setProperties(of key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:KeyOrigin", key.origin.rawValue)
        context.set("kms:KeySpec", key.spec.rawValue)
        context.set("kms:KeyUsage", key.usage.rawValue)
        context.set("kms:CustomerMasterKeySpec", key.spec.rawValue)
        context.set("kms:CustomerMasterKeyUsage", key.usage.rawValue)
        context.set("kms:MultiRegion", key.multiRegion != nil)
        if let role = key.multiRegion {
            context.set("kms:MultiRegionKeyType", role.primaryRegion == key.address.region ? "PRIMARY" : "REPLICA")
        }
    }

    /// The condition keys of an encryption context.
    static func set(_ encryptionContext: EncryptionContext, in context: inout ConditionContext) {
        guard !encryptionContext.isEmpty else { return }
        for pair in encryptionContext.pairs { context.set("kms:EncryptionContext:\(pair.key)", pair.value) }
        context.set("kms:EncryptionContextKeys", encryptionContext.pairs.map(\.key))
    }
}
