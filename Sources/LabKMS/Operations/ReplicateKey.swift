public import LabCore
public import LabPolicy
public import LabService

/// `ReplicateKey`: a copy of a multi-Region primary in another Region, with the same id and the same material.
///
/// - SeeAlso: AWS KMS API Reference, "ReplicateKey"
public enum ReplicateKey: KeyMutation {
    /// `ReplicateKey`.
    public static let name = "ReplicateKey"
    /// The primary must be enabled.
    public static let stateRule = KeyStateRule.replicate

    /// Which key, and where to.
    public struct Input: KeyInput {
        /// The primary.
        public var keyID: String
        /// The Region of the replica.
        public var replicaRegion: String
        /// The replica's policy; the default one when `nil`.
        public var policy: String?
        /// Whether the policy may lock the caller out.
        public var bypassesLockoutCheck: Bool
        /// The replica's description.
        public var description: String
        /// The replica's tags.
        public var tags: [Tag]

        /// Which key, and where to.
        public init(keyID: String, replicaRegion: String, description: String = "", tags: [Tag] = []) {
            self.keyID = keyID
            self.replicaRegion = replicaRegion
            bypassesLockoutCheck = false
            self.description = description
            self.tags = tags
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            replicaRegion = members.region("ReplicaRegion")
            policy = members.policy()
            bypassesLockoutCheck = members.bool("BypassPolicyLockoutSafetyCheck") ?? false
            description = members.string("Description", KMSLimits.descriptionLength) ?? ""
            tags = members.tags()
        }

        /// The Region, which the pattern has proved to be one.
        var region: Region { Region(replicaRegion) ?? .standard }
    }

    /// The replica.
    public struct Output: JSONOutput {
        /// The replica.
        public let replica: KeyRecord

        /// The members.
        public var json: JSONObject {
            [
                "ReplicaKeyMetadata": .object(KeyMetadata(replica).json), "ReplicaPolicy": .string(replica.policy.text),
                "ReplicaTags": .array(replica.tags.map(\.json)),
            ]
        }
    }

    /// Where to.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:ReplicaRegion", input.replicaRegion)
    }

    /// `kms:ReplicateKey` on the primary, and `kms:CreateKey` where the replica is to be.
    public static func demands(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) -> [AccessDemand] {
        let replicate = KeyDemand.make(action, on: target, in: call, state: state) { context in
            setConditions(input, key: target.key, in: &context)
        }
        var there = call
        there.region = input.region
        return [replicate] + CreateKey.demands(input.creation(of: target.key), on: (), in: there, state: state)
    }

    /// Only primaries are replicated, once into a Region, and the replica must be a key that could be made there.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try key.requirePrimary()
        let address = key.address.inRegion(input.region)
        guard state.keys[address] == nil else {
            throw ServiceError(
                KMSError.Code.alreadyExists,
                "A key with the key ID \(address.keyID) already exists in \(address.region).")
        }
        try TagRules.check(input.tags)
        try KeyPolicy.requireUsable(input.policy, bypassing: input.bypassesLockoutCheck, for: address.arn, in: call)
        try state.requireRoom(for: address.account, in: address.region)
    }

    /// The principals that the policy names must exist.
    public static func namedPrincipals(_ input: Input, on target: KeyTarget, in call: Call) -> [NamedPrincipal] {
        KeyPolicy.namedPrincipals(in: input.policy)
    }

    /// Makes the replica, which is ready a moment later.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        var primary = target.key
        primary.multiRegion?.replicaRegions.append(input.region)
        var replica = KeyRecord(
            address: primary.address.inRegion(input.region), createdAt: call.now, manager: .customer,
            spec: primary.spec, usage: primary.usage, origin: primary.origin, description: input.description,
            state: .creating, policy: try KeyPolicy.parse(input.policy, for: call.account), tags: input.tags)
        replica.share(with: primary)
        replica.transitionDate = call.now + KMSLimits.multiRegionChange
        state.keys.put(replica)
        state.putSharing(primary)
        return Output(replica: replica)
    }

    /// Everything asked for, defaults made explicit.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = [
            "keyId": .string(input.keyID), "replicaRegion": .string(input.replicaRegion),
            "bypassPolicyLockoutSafetyCheck": .bool(input.bypassesLockoutCheck),
            "description": .string(input.description), "tags": .array(input.tags.map(\.auditValue)),
        ]
        parameters["policy"] = input.policy.map(JSONValue.string)
        return parameters
    }

    /// The replica.
    public static func responseElements(_ output: Output, key: KeyRecord) -> JSONObject? {
        [
            "replicaKeyMetadata": KeyMetadata(output.replica).auditValue,
            "replicaPolicy": .string(output.replica.policy.text),
            "replicaTags": .array(output.replica.tags.map(\.auditValue)),
        ]
    }
}

extension ReplicateKey.Input {
    /// The creation that a replication amounts to.
    fileprivate func creation(of key: KeyRecord) -> CreateKey.Input {
        var creation = CreateKey.Input(
            policy: policy, description: description, usage: key.usage, spec: key.spec, origin: key.origin, tags: tags,
            isMultiRegion: true)
        creation.bypassesLockoutCheck = bypassesLockoutCheck
        return creation
    }
}

extension MemberReader {
    /// A Region's code, required.
    func region(_ name: String) -> String {
        requiredString(name, KMSLimits.regionLength, pattern: "^([a-z]+-){2,3}\\d+$")
    }
}
