public import LabCore
public import LabPolicy
public import LabService

/// `CreateGrant`: lets somebody use a key, until the grant is retired or revoked.
///
/// - SeeAlso: AWS KMS API Reference, "CreateGrant"
public enum CreateGrant: KeyMutation {
    /// `CreateGrant`.
    public static let name = "CreateGrant"
    /// Also keys of other accounts.
    public static let crossesAccounts = true
    /// The key must be enabled.
    public static let stateRule = KeyStateRule.grant

    /// To whom, for what.
    public struct Input: CryptoInput {
        /// The key.
        public var keyID: String
        /// Who may, by ARN.
        public var granteePrincipal: String?
        /// Who may retire the grant, by ARN.
        public var retiringPrincipal: String?
        /// The service that may; since 2026.
        public var granteeService: String?
        /// The service that may retire the grant; since 2026.
        public var retiringService: String?
        /// What the grantee may.
        public var operations: [GrantOperation]
        /// Under which circumstances.
        public var constraints: GrantConstraints
        /// Grants that may not have spread yet.
        public var grantTokens: [String]
        /// The grant's name, for repetition without effect.
        public var grantName: String?
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool

        /// To whom, for what.
        public init(
            keyID: String, grantee: String, operations: [GrantOperation], retiring: String? = nil,
            constraints: GrantConstraints = GrantConstraints(), name: String? = nil
        ) {
            self.keyID = keyID
            granteePrincipal = grantee
            retiringPrincipal = retiring
            self.operations = operations
            self.constraints = constraints
            grantTokens = []
            grantName = name
            isDryRun = false
        }

        /// To which service, for what; the service may retire the grant.
        public init(
            keyID: String, service: String, operations: [GrantOperation],
            constraints: GrantConstraints = GrantConstraints()
        ) {
            self.keyID = keyID
            granteeService = service
            retiringService = service
            self.operations = operations
            self.constraints = constraints
            grantTokens = []
            isDryRun = false
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            granteePrincipal = members.principal("GranteePrincipal")
            retiringPrincipal = members.principal("RetiringPrincipal")
            granteeService = members.servicePrincipal("GranteeServicePrincipal")
            retiringService = members.servicePrincipal("RetiringServicePrincipal")
            operations = members.requiredEnumerations("Operations", of: GrantOperation.self)
            constraints = members.structure("Constraints", GrantConstraints.init) ?? GrantConstraints()
            grantTokens = members.grantTokens()
            grantName = members.string("Name", 1...256, pattern: "^[a-zA-Z0-9:/_-]+$")
            isDryRun = members.bool("DryRun") ?? false
        }
    }

    /// The grant.
    public struct Output: JSONOutput {
        /// The token, which works before the grant has spread.
        public let token: String
        /// The grant's id.
        public let grantID: String

        /// The members.
        public var json: JSONObject { ["GrantToken": .string(token), "GrantId": .string(grantID)] }
    }

    /// Whether only to say if it would succeed.
    public static func isDryRun(_ input: Input) -> Bool { input.isDryRun }

    /// The terms.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:GrantOperations", input.operations.map(\.rawValue))
        context.set("kms:GranteePrincipal", input.granteePrincipal)
        context.set("kms:RetiringPrincipal", input.retiringPrincipal)
        context.set("kms:GranteeServicePrincipal", input.granteeService)
        context.set("kms:RetiringServicePrincipal", input.retiringService)
        context.set("kms:GrantConstraintType", input.constraints.typeName)
        context.set("kms:GrantConstraintSourceArn", input.constraints.sourceARN)
        KeyConditions.set(input.constraints.pairs, in: &context)
    }

    /// A grant that allows CreateGrant allows none that is wider than itself.
    public static func grantUse(_ input: Input) -> GrantUse { .grant(input.operations, input.constraints) }

    /// Terms that a grant on the key can have, and room for it.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        let terms = try GrantTerms(input)
        try terms.require(fits: key)
        guard state.existingGrant(terms, on: key.address) == nil else { return }
        guard state.grants(on: key.address).count < KMSLimits.grantsPerKey else {
            throw KMSError.limitExceeded("You have reached the limit of grants for the key \(key.arn).")
        }
    }

    /// Grantee and retiring principal must exist.
    public static func namedPrincipals(_ input: Input, on target: KeyTarget, in call: Call) -> [NamedPrincipal] {
        [input.granteePrincipal, input.retiringPrincipal].compactMap { text in
            guard let text, let pattern = PrincipalPattern(type: "AWS", text: text) else { return nil }
            return NamedPrincipal(pattern, orElse: KMSError.invalidPrincipal(text))
        }
    }

    /// Makes the grant, or finds the one of the same name and terms.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        let terms = try GrantTerms(input)
        let key = target.key.address
        let address: GrantAddress
        if let existing = state.existingGrant(terms, on: key) {
            address = existing.address
        } else {
            let id = try randomly { () throws(RandomFailure) in
                Hex.encode(try call.random.bytes(32, for: .identifier))
            }
            address = GrantAddress(key: key, grantID: id)
            state.grants.put(
                GrantRecord(address: address, terms: terms, issuingAccount: call.account, createdAt: call.now))
        }
        let token = try GrantToken.make(for: address, vault: state.vault, random: call.random)
        return Output(token: token, grantID: address.grantID)
    }

    /// The terms; no tokens.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = ["keyId": .string(input.keyID)]
        parameters["granteePrincipal"] = input.granteePrincipal.map(JSONValue.string)
        parameters["granteeServicePrincipal"] = input.granteeService.map(JSONValue.string)
        parameters["operations"] = .array(input.operations.map { .string($0.rawValue) })
        parameters["constraints"] = input.constraints.json.map { .object($0.lowerCamel) }
        parameters["retiringPrincipal"] = input.retiringPrincipal.map(JSONValue.string)
        parameters["retiringServicePrincipal"] = input.retiringService.map(JSONValue.string)
        parameters["name"] = input.grantName.map(JSONValue.string)
        return parameters
    }

    /// Grant and key; no token.
    public static func responseElements(_ output: Output, key: KeyRecord) -> JSONObject? {
        ["grantId": .string(output.grantID), "keyId": .string(key.arn.description)]
    }
}

extension KMSState {
    /// The grant on `key` that was made with the same name and the same terms; grants without name are all different.
    fileprivate func existingGrant(_ terms: GrantTerms, on key: KeyAddress) -> GrantRecord? {
        guard terms.name != nil else { return nil }
        return grants.rows(in: GrantRecord.group(key, terms.grantee.text)).first { $0.terms == terms }
    }
}

extension GrantTerms {
    /// The terms that a request asks for.
    ///
    /// - Throws: `InvalidArnException` for a principal that can hold no grant, `ValidationException` for two of them.
    fileprivate init(_ input: CreateGrant.Input) throws(ServiceError) {
        let grantee = try Self.principal(input.granteePrincipal, input.granteeService, "GranteePrincipal")
        guard let grantee else {
            throw KMSError.validation("GranteePrincipal or GranteeServicePrincipal must be given.")
        }
        self.init(
            name: input.grantName, grantee: grantee,
            retiring: try Self.principal(input.retiringPrincipal, input.retiringService, "RetiringPrincipal"),
            operations: input.operations, constraints: input.constraints)
    }

    private static func principal(
        _ arn: String?, _ service: String?, _ name: String
    ) throws(ServiceError) -> GrantPrincipal? {
        if let arn, service != nil {
            throw KMSError.validation("\(name) \(arn) and a service principal exclude each other.")
        }
        if let arn { return try GrantPrincipal(awsPrincipal: arn) }
        return service.map { .service($0) }
    }

    /// Refuses operations and constraints that mean nothing for the key.
    fileprivate func require(fits key: KeyRecord) throws(ServiceError) {
        guard constraints.encryptionContextEquals == nil || constraints.encryptionContextSubset == nil else {
            throw KMSError.validation("More than one constraint supplied")
        }
        guard !operations.isEmpty else { throw KMSError.validation("Operations must not be empty.") }
        if let operation = operations.first(where: { !$0.suits(key) }) {
            throw KMSError.validation(
                "Operation \(operation.rawValue) is not valid for a key with key spec \(key.spec.rawValue) and key usage "
                    + "\(key.usage.rawValue).")
        }
        guard constraints.typeName == nil || key.spec == .symmetricDefault else {
            throw KMSError.validation("Encryption context constraints are valid for symmetric encryption keys only.")
        }
        try constraints.requireSize()
        if constraints.sourceARN != nil, case .aws = grantee {
            throw KMSError.validation("SourceArn is valid for grants to service principals only.")
        }
    }
}

extension GrantConstraints {
    /// Refuses more than eight pairs and values of more than 384 characters.
    fileprivate func requireSize() throws(ServiceError) {
        guard pairs.pairs.count <= KMSLimits.grantConstraintPairs else {
            throw KMSError.validation(
                "A grant constraint has at most \(KMSLimits.grantConstraintPairs) encryption context pairs.")
        }
        guard pairs.pairs.allSatisfy({ $0.value.unicodeScalars.count <= KMSLimits.grantConstraintValueLength }) else {
            throw KMSError.validation(
                "A value in a grant constraint has at most \(KMSLimits.grantConstraintValueLength) characters.")
        }
    }
}

extension MemberReader {
    /// A principal's ARN.
    func principal(_ name: String) -> String? {
        string(name, KMSLimits.principalLength, pattern: Self.principalPattern)
    }

    /// A service's name.
    func servicePrincipal(_ name: String) -> String? {
        string(
            name, KMSLimits.servicePrincipalLength,
            pattern: "^([A-Za-z0-9\\-]+)\\.([A-Za-z0-9\\-]+)(\\.[A-Za-z0-9\\-]+)+$")
    }

    private static var principalPattern: String { "^[\\w+=,.@:/-]+$" }
}

extension JSONObject {
    /// The object with its own names in lower camel case, as events have them.
    var lowerCamel: JSONObject {
        JSONObject(members.map { ($0.name.prefix(1).lowercased() + $0.name.dropFirst(), $0.value) })
    }
}
