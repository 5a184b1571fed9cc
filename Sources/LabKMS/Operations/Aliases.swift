public import LabCore
import LabPolicy
public import LabService

/// `CreateAlias`: a name for a key.
///
/// - SeeAlso: AWS KMS API Reference, "CreateAlias"
public enum CreateAlias: AliasMutation {
    /// Alias and key.
    public typealias Input = AliasChange
    /// `CreateAlias`.
    public static let name = "CreateAlias"

    /// The name must be free, the key not on its way out, and have fewer than 50 names.
    public static func check(
        _ input: Input, on target: AliasTarget, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard target.alias == nil else { throw KMSError.aliasExists(target.address) }
        try target.newKey?.require(.describeChange)
        if let key = target.newKey { try AliasRules.requireRoom(at: key, state) }
    }

    /// Makes the alias.
    public static func apply(
        _ input: Input, on target: AliasTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> EmptyOutput {
        guard let key = target.newKey else { throw KMSError.aliasNotFound(target.address) }
        state.aliases.put(
            AliasRecord(address: target.address, targetKeyID: key.address.keyID, createdAt: call.now))
        return EmptyOutput()
    }
}

/// `UpdateAlias`: points a name to another key of the same kind.
///
/// - SeeAlso: AWS KMS API Reference, "UpdateAlias"
public enum UpdateAlias: AliasMutation {
    /// Alias and key.
    public typealias Input = AliasChange
    /// `UpdateAlias`.
    public static let name = "UpdateAlias"

    /// The alias must exist, and the new key be of the old one's kind and not on its way out.
    public static func check(
        _ input: Input, on target: AliasTarget, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard target.alias != nil, let key = target.newKey else { throw KMSError.aliasNotFound(target.address) }
        try key.require(.describeChange)
        if let old = target.oldKey, old.usage != key.usage || !AliasRules.isSameKind(old, key) {
            throw KMSError.validation(
                "Aliases for keys of different types or usages cannot be exchanged: \(old.spec.rawValue) "
                    + "\(old.usage.rawValue), \(key.spec.rawValue) \(key.usage.rawValue)")
        }
        if target.oldKey?.address != key.address { try AliasRules.requireRoom(at: key, state) }
    }

    /// Points the alias to the key.
    public static func apply(
        _ input: Input, on target: AliasTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> EmptyOutput {
        guard var alias = target.alias, let key = target.newKey else {
            throw KMSError.aliasNotFound(target.address)
        }
        alias.targetKeyID = key.address.keyID
        alias.updatedAt = call.now
        state.aliases.put(alias)
        return EmptyOutput()
    }
}

/// `DeleteAlias`: takes a name away; the key stays.
///
/// - SeeAlso: AWS KMS API Reference, "DeleteAlias"
public enum DeleteAlias: AliasMutation {
    /// `DeleteAlias`.
    public static let name = "DeleteAlias"

    /// Which alias.
    public struct Input: AliasInput {
        /// The alias's name, prefix included.
        public var aliasName: String
        /// None.
        public var targetKeyID: String? { nil }

        /// Which alias.
        public init(aliasName: String) {
            self.aliasName = aliasName
        }

        /// Reads the member.
        public init(_ members: MemberReader) {
            aliasName = members.aliasName()
        }
    }

    /// The alias must exist.
    public static func check(
        _ input: Input, on target: AliasTarget, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard target.alias != nil else { throw KMSError.aliasNotFound(target.address) }
    }

    /// Takes it away.
    public static func apply(
        _ input: Input, on target: AliasTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> EmptyOutput {
        state.aliases[target.address] = nil
        return EmptyOutput()
    }
}

/// `ListAliases`: the names of the account in the Region, or of one key.
///
/// - SeeAlso: AWS KMS API Reference, "ListAliases"
public enum ListAliases: AccountOperation, Query {
    /// `ListAliases`.
    public static let name = "ListAliases"
    /// Reads.
    public static let isReadOnly = true

    /// Whose names, and which page.
    public struct Input: MemberInput {
        /// The key; all keys when `nil`.
        public var keyID: String?
        /// Entries a page, 1 to 100.
        public var limit: Int
        /// Where the page begins.
        public var marker: String?

        /// Whose names.
        public init(keyID: String? = nil, limit: Int = KMSLimits.listAliasesPage.standard, marker: String? = nil) {
            self.keyID = keyID
            self.limit = limit
            self.marker = marker
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.string("KeyId", KMSLimits.keyIDLength)
            limit = members.limit(KMSLimits.listAliasesPage)
            marker = members.marker()
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        let page: Page<AliasRecord>
        /// The aliases, ascending by name.
        public var aliases: [AliasRecord] { page.elements }
        /// Where the next page begins; `nil` on the last.
        public var nextMarker: String? { page.nextMarker }

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = ["Aliases": .array(aliases.map(Self.entry))]
            page.appendEnd(to: &json)
            return json
        }

        private static func entry(_ alias: AliasRecord) -> JSONValue {
            [
                "AliasName": .string(alias.address.name), "AliasArn": .string(alias.address.arn.description),
                "TargetKeyId": .string(alias.targetKeyID), "CreationDate": .moment(alias.createdAt),
                "LastUpdatedDate": .moment(alias.updatedAt),
            ]
        }
    }

    /// The key must exist, if one is named.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try LimitRules.require(input.limit, in: KMSLimits.listAliasesPage)
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let keyID = try input.keyID.map { (text) throws(ServiceError) in
            try state.target(text, takesAliases: false, in: call, action: "kms:ListAliases").key.address.keyID
        }
        let start = try decodeMarker(input.marker)
        let all = state.aliases(of: call.account, in: call.region, from: start)
        let listed = keyID.map { id in all.filter { $0.targetKeyID == id } } ?? all
        return Output(page: Page(listed, limit: input.limit, key: \.address.name))
    }
}

/// What CreateAlias and UpdateAlias require.
enum AliasRules {
    /// Refuses a key that has 50 names already.
    static func requireRoom(at key: KeyRecord, _ state: KMSState) throws(ServiceError) {
        guard state.aliases(pointingTo: key.address).count < KMSLimits.aliasesPerKey else {
            throw KMSError.limitExceeded("You have reached the limit of aliases for the key \(key.arn).")
        }
    }

    /// Whether two keys are both symmetric, both asymmetric or both HMAC keys.
    static func isSameKind(_ left: KeyRecord, _ right: KeyRecord) -> Bool {
        left.spec.isAsymmetric == right.spec.isAsymmetric && (left.spec.family == .hmac) == (right.spec.family == .hmac)
    }
}

/// Limits that the service holds tighter than the model's bounds.
enum LimitRules {
    static func require(_ limit: Int, in bounds: KMSLimits.Bounded) throws(ServiceError) {
        guard limit > bounds.range.upperBound else { return }
        throw KMSError.validation(
            "1 validation error detected: Value '\(limit)' at 'limit' failed to satisfy constraint: "
                + "Member must have value less than or equal to \(bounds.range.upperBound)")
    }
}
