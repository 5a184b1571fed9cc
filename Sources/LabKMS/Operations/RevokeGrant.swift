public import LabCore
public import LabService

/// `RevokeGrant`: takes a grant away, whether its grantee is done with it or not.
///
/// - SeeAlso: AWS KMS API Reference, "RevokeGrant"
public enum RevokeGrant: KeyMutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `RevokeGrant`.
    public static let name = "RevokeGrant"
    /// Also keys of other accounts.
    public static let crossesAccounts = true
    /// In every state.
    public static let stateRule = KeyStateRule.always

    /// Which grant.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// The grant.
        public var grantID: String
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool

        /// Which grant.
        public init(keyID: String, grantID: String, isDryRun: Bool = false) {
            self.keyID = keyID
            self.grantID = grantID
            self.isDryRun = isDryRun
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            grantID = members.requiredString("GrantId", KMSLimits.grantIDLength)
            isDryRun = members.bool("DryRun") ?? false
        }
    }

    /// Whether only to say if it would succeed.
    public static func isDryRun(_ input: Input) -> Bool { input.isDryRun }

    /// The grant must be there.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        _ = try state.grant(input.grantID, on: key.address)
    }

    /// Takes it away.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        state.grants[GrantAddress(key: target.key.address, grantID: input.grantID)] = nil
        return EmptyOutput()
    }

    /// Key and grant.
    public static func parameters(_ input: Input) -> JSONObject? {
        ["keyId": .string(input.keyID), "grantId": .string(input.grantID)]
    }
}

extension KMSState {
    /// The grant of this id on a key.
    ///
    /// - Throws: `InvalidGrantIdException` for what no grant is called, `NotFoundException` for one that is not there.
    func grant(_ grantID: String, on key: KeyAddress) throws(ServiceError) -> GrantRecord {
        try GrantID.require(grantID)
        guard let grant = grants[GrantAddress(key: key, grantID: grantID)] else {
            throw ServiceError(KMSError.Code.notFound, "Grant \(grantID) is not found.")
        }
        return grant
    }
}
