public import LabCore
import LabPolicy
public import LabService

/// `RetireGrant`: gives a grant back, by those who are done with it.
///
/// Neither key policies nor grants of the permission decide who may, but the grant itself.
///
/// - SeeAlso: AWS KMS API Reference, "RetireGrant"
public enum RetireGrant: MemberOperation, Mutation {
    /// The part of the world that it changes.
    public typealias State = KMSState
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `RetireGrant`.
    public static let name = "RetireGrant"
    /// The key service.
    public static let service = Service.kms
    /// Changes something.
    public static let isReadOnly = false

    /// Which grant: by its token, or by key and id.
    public struct Input: MemberInput {
        /// The token.
        public var grantToken: String?
        /// The key.
        public var keyID: String?
        /// The grant.
        public var grantID: String?
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool

        /// Which grant, by its token.
        public init(grantToken: String) {
            self.grantToken = grantToken
            isDryRun = false
        }

        /// Which grant, by key and id.
        public init(keyID: String, grantID: String) {
            self.keyID = keyID
            self.grantID = grantID
            isDryRun = false
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            grantToken = members.string("GrantToken", KMSLimits.grantTokenLength)
            keyID = members.string("KeyId", KMSLimits.keyIDLength)
            grantID = members.string("GrantId", KMSLimits.grantIDLength)
            isDryRun = members.bool("DryRun") ?? false
        }
    }

    /// A grant and its key.
    public struct Target: Sendable {
        let key: KeyRecord
        let grant: GrantRecord
    }

    /// Whether only to say if it would succeed.
    public static func isDryRun(_ input: Input) -> Bool { input.isDryRun }

    /// Finds the grant.
    public static func resolve(_ input: Input, in call: Call, on state: KMSState) throws(ServiceError) -> Target {
        if let token = input.grantToken { return try target(ofToken: token, in: call, on: state) }
        guard let keyID = input.keyID, let grantID = input.grantID else {
            throw KMSError.validation("Grant token OR (grant ID, key ID) must be specified")
        }
        let key = try state.target(keyID, takesAliases: false, in: call, action: "kms:RetireGrant").key
        return Target(key: key, grant: try state.grant(grantID, on: key.address))
    }

    private static func target(
        ofToken token: String, in call: Call, on state: KMSState
    ) throws(ServiceError) -> Target {
        guard let named = GrantToken.read(token, vault: state.vault), let address = KeyAddress(rowKey: named.keyRow)
        else {
            throw KMSError.invalidGrantToken
        }
        let key = try state.key(address, in: call, action: "kms:RetireGrant")
        return Target(key: key, grant: try state.grant(named.grantID, on: address))
    }

    /// What the grant itself says about who may retire it.
    public static func demands(
        _ input: Input, on target: Target, in call: Call, state: KMSState
    ) -> [AccessDemand] {
        let keyTarget = KeyTarget(key: target.key, requestAlias: nil)
        var demand = KeyDemand.make("kms:RetireGrant", on: keyTarget, in: call, state: state) { context in
            context.set("kms:GrantConstraintType", target.grant.terms.constraints.typeName)
        }
        demand.grants = [state.retirementFinding(target.grant, by: call)]
        return [demand]
    }

    /// Takes the grant away.
    public static func apply(
        _ input: Input, on target: Target, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        state.grants[target.grant.address] = nil
        return EmptyOutput()
    }

    /// The grant's id and its key; no token.
    public static func audit(_ input: Input, target: Target?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(
            responseElements: output == nil ? nil : target.map { ["keyId": .string($0.key.arn.description)] },
            additionalEventData: target.map { ["grantId": .string($0.grant.address.grantID)] },
            resources: target.map { [AuditResource($0.key)] } ?? [])
    }
}
