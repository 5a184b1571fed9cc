public import LabCore
import LabPolicy
public import LabService

extension KMSState {
    /// What `action` demands of the key that `resource` names, as the operation of that name would demand it: for
    /// questions that nobody asks in earnest.
    ///
    /// - Parameters:
    ///   - action: In AWS's spelling, such as `kms:Decrypt`.
    ///   - resource: A key by id, ARN, `alias/NAME` or alias ARN; ignored for actions that know no key.
    ///   - context: The encryption context of the question.
    /// - Throws: the error that the operation has for a key that is not there.
    public func demand(
        _ action: String, on resource: String, context: EncryptionContext = .empty, in call: Call
    ) throws(ServiceError) -> AccessDemand {
        guard !Self.keylessActions.contains(action) else { return keylessDemand(action, in: call) }
        let target = try target(resource, takesAliases: true, in: call, action: action)
        let operation = GrantOperation(action: action)
        let algorithm = Self.algorithm(of: operation, on: target.key)
        return KeyDemand.make(
            action, on: target, in: call, state: self, grants: Self.use(operation, context)
        ) { conditions in
            conditions.set("kms:EncryptionAlgorithm", algorithm)
            KeyConditions.set(context, in: &conditions)
        }
    }

    /// AWS KMS Developer Guide, "AWS KMS permissions": the actions whose resource is `*`.
    private static let keylessActions: Set<String> = [
        "kms:CreateKey", "kms:ListKeys", "kms:ListAliases", "kms:GenerateRandom", "kms:ListRetirableGrants",
        "kms:CreateCustomKeyStore", "kms:DeleteCustomKeyStore", "kms:ConnectCustomKeyStore",
        "kms:DisconnectCustomKeyStore", "kms:UpdateCustomKeyStore", "kms:DescribeCustomKeyStores",
    ]

    private func keylessDemand(_ action: String, in call: Call) -> AccessDemand {
        var context = ConditionContext()
        context.set("kms:CallerAccount", call.account.digits)
        context.set("kms:ViaService", call.origin.viaServices.last)
        return AccessDemand(action: action, resource: "*", rules: .kms, context: context)
    }

    private static func use(_ operation: GrantOperation?, _ context: EncryptionContext) -> GrantUse {
        switch operation {
        case .encrypt, .decrypt, .generateDataKey, .generateDataKeyWithoutPlaintext, .generateDataKeyPair,
            .generateDataKeyPairWithoutPlaintext, .reEncryptFrom, .reEncryptTo:
            .encryption(context)
        case .createGrant: .grant([], GrantConstraints(subset: context.isEmpty ? nil : context))
        default: .unconstrained
        }
    }

    /// The algorithm that the operation would use if nobody said otherwise.
    private static func algorithm(of operation: GrantOperation?, on key: KeyRecord) -> String? {
        guard key.spec == .symmetricDefault, case .encryption = use(operation, .empty) else { return nil }
        return EncryptionAlgorithm.symmetricDefault.rawValue
    }
}

extension KMSState {
    /// Where the key with this ARN lives; `nil` for other texts and for keys that are not here.
    public func address(of arn: String) -> KeyAddress? {
        guard let arn = ARN(arn), arn.service == "kms", let account = AccountID(arn.account),
            let region = Region(arn.region), arn.resource.hasPrefix("key/")
        else { return nil }
        let address = KeyAddress(account: account, region: region, keyID: String(arn.resource.dropFirst("key/".count)))
        return keys[address] == nil ? nil : address
    }
}

extension KeyRecord {
    /// Whether the key has the policy that a key gets when none is given.
    public var hasStandardPolicy: Bool {
        guard let standard = try? KeyPolicy.standard(for: address.account) else { return false }
        return policy.json == standard.json
    }
}
