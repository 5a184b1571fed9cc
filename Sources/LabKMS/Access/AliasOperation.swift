public import LabCore
import LabPolicy
public import LabService

/// What an operation on an alias turned out to name.
public struct AliasTarget: Sendable {
    /// The alias, which may not exist yet.
    public let address: AliasAddress
    /// The alias as it is.
    public let alias: AliasRecord?
    /// The key that it points to now.
    public let oldKey: KeyRecord?
    /// The key that it shall point to.
    public let newKey: KeyRecord?
}

/// An input that names an alias, and perhaps a key for it to point to.
public protocol AliasInput: MemberInput {
    /// The alias's name, prefix included.
    var aliasName: String { get }
    /// The key, by id or ARN.
    var targetKeyID: String? { get }
}

/// A change of an alias. It needs its permission twice or more: on the alias, where identity policies alone decide, and
/// on every key that it concerns.
///
/// - SeeAlso: AWS KMS Developer Guide, "Controlling access to aliases"
public protocol AliasMutation: MemberOperation, Mutation
where State == KMSState, Target == AliasTarget, Input: AliasInput, Output == EmptyOutput {}

extension AliasMutation {
    /// The key service.
    public static var service: Service { .kms }
    /// Changes something.
    public static var isReadOnly: Bool { false }

    /// Finds the alias and the keys.
    public static func resolve(
        _ input: Input, in call: Call, on state: KMSState
    ) throws(ServiceError) -> AliasTarget {
        try AliasName.check(input.aliasName)
        let address = AliasAddress(account: call.account, region: call.region, name: input.aliasName)
        let alias = state.aliases[address]
        return AliasTarget(
            address: address, alias: alias, oldKey: alias.flatMap { state.keys[$0.target] },
            newKey: try newKey(input.targetKeyID, in: call, on: state))
    }

    private static func newKey(
        _ text: String?, in call: Call, on state: KMSState
    ) throws(ServiceError) -> KeyRecord? {
        guard let text else { return nil }
        guard !text.hasPrefix(AliasName.prefix) else {
            throw KMSError.validation("Aliases must refer to keys. Not aliases")
        }
        return try state.target(text, takesAliases: false, in: call, action: "kms:\(name)").key
    }

    /// The action on the alias, then on each key.
    public static func demands(
        _ input: Input, on target: AliasTarget, in call: Call, state: KMSState
    ) -> [AccessDemand] {
        var context = ConditionContext()
        context.set("kms:CallerAccount", call.account.digits)
        context.set("kms:ViaService", call.origin.viaServices.last)
        let aliasDemand = AccessDemand(
            action: "kms:\(name)", resource: target.address.arn.description, owner: call.account,
            rules: .identityOnly, context: context)
        let keys = [target.oldKey, target.newKey].compactMap { $0 }
        return [aliasDemand]
            + keys.map { key in
                KeyDemand.make("kms:\(name)", on: KeyTarget(key: key, requestAlias: nil), in: call, state: state)
            }
    }

    /// Alias and key as sent; the alias and the keys as resources.
    public static func audit(
        _ input: Input, target: AliasTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters: JSONObject = ["aliasName": .string(input.aliasName)]
        parameters["targetKeyId"] = input.targetKeyID.map(JSONValue.string)
        guard let target else { return AuditDetail(requestParameters: parameters) }
        let key = target.newKey ?? target.oldKey
        return AuditDetail(
            requestParameters: parameters,
            responseElements: output == nil ? nil : key.map { ["keyId": .string($0.arn.description)] },
            resources: (key.map { [AuditResource($0)] } ?? []) + [AuditResource(target.address)])
    }
}

/// The input of CreateAlias and UpdateAlias.
public struct AliasChange: AliasInput {
    /// The alias's name, prefix included.
    public var aliasName: String
    /// The key, by id or ARN.
    public var targetKeyID: String?

    /// An alias and its key.
    public init(aliasName: String, targetKeyID: String) {
        self.aliasName = aliasName
        self.targetKeyID = targetKeyID
    }

    /// Reads the members.
    public init(_ members: MemberReader) {
        aliasName = members.aliasName()
        targetKeyID = members.keyID("TargetKeyId")
    }
}
