public import LabCore
public import LabCrypto
public import LabPolicy
public import LabService

/// `DecodeAuthorizationMessage`: opens what ``AuthorizationMessage`` sealed.
///
/// - SeeAlso: STS API Reference, "DecodeAuthorizationMessage"
public enum DecodeAuthorizationMessage: STSOperation, Query {
    /// Nothing.
    public typealias Target = Void
    /// `DecodeAuthorizationMessage`.
    public static let name = "DecodeAuthorizationMessage"

    /// The message.
    public struct Input: AuditedInput {
        /// The encoded message.
        public var encodedMessage: String

        /// A message.
        public init(_ encodedMessage: String) {
            self.encodedMessage = encodedMessage
        }

        /// Reads the member.
        public init(_ members: MemberReader) {
            encodedMessage = members.requiredString("EncodedMessage", IdentityLimits.encodedMessageLength)
        }

        /// The encoded message.
        public var parameters: JSONObject { ["encodedMessage": .string(encodedMessage)] }
    }

    /// The message, decoded.
    public struct Output: JSONOutput {
        /// JSON text.
        public let message: String
        /// The member.
        public var json: JSONObject { ["DecodedMessage": .string(message)] }
    }

    /// Nothing to find.
    public static func find(_ input: Input, in call: Call, on state: IdentityState) throws(ServiceError) {}

    /// `sts:DecodeAuthorizationMessage`.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) -> [AccessDemand] {
        [AccessDemand(action: "sts:DecodeAuthorizationMessage", resource: "*", rules: .identityOnly)]
    }

    /// Opens it.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        guard let message = AuthorizationMessage.decode(input.encodedMessage, with: state.sealer) else {
            throw STSError.invalidMessage
        }
        return Output(message: message)
    }
}

/// A decision as a text that only those with a permission can read: who was refused should not learn from the refusal
/// what the policies say.
public enum AuthorizationMessage {
    private static let name = "authorization message"

    /// Seals a decision. Condition keys are left out when the text would be too long for AWS's own limit.
    ///
    /// - Throws: ``CryptoError`` when it cannot be sealed.
    public static func encode(
        _ decision: Decision, with sealer: any SecretSealer, random: any RandomSource
    ) throws(CryptoError) -> String {
        let whole = try encode(json(decision, withConditions: true), with: sealer, random)
        guard whole.utf8.count > IdentityLimits.encodedMessageLength.upperBound else { return whole }
        return try encode(json(decision, withConditions: false), with: sealer, random)
    }

    private static func encode(
        _ json: JSONValue, with sealer: any SecretSealer, _ random: any RandomSource
    ) throws(CryptoError) -> String {
        Base64.encode(try sealer.seal(KeyMaterial(copying: json.compactBytes), name: name, random: random))
    }

    /// The JSON text inside; `nil` for anything that the lab did not seal.
    static func decode(_ message: String, with sealer: any SecretSealer) -> String? {
        guard let sealed = Base64.decode(message), let opened = try? sealer.open(sealed, name: name) else {
            return nil
        }
        return String(validating: opened.exportForResponse(), as: UTF8.self)
    }

    /// The decision in the shape that AWS's decoded messages have.
    private static func json(_ decision: Decision, withConditions: Bool) -> JSONValue {
        let principal = decision.request.principal
        let matched = decision.findings.filter { $0.verdict == .applies }.map(Self.statement)
        let conditions = withConditions ? decision.request.context.entries.map(Self.condition) : []
        return [
            "allowed": .bool(decision.isAllowed), "explicitDeny": .bool(decision.outcome == .deniedExplicitly),
            "matchedStatements": ["items": .array(matched)], "failures": ["items": []],
            "context": [
                "principal": [
                    "id": .string(principal.userID), "name": .text(principal.userName) ?? .null,
                    "arn": .string(principal.arn),
                ],
                "action": .string(decision.request.action), "resource": .string(decision.request.resource),
                "conditions": ["items": .array(conditions)],
            ],
        ]
    }

    private static func statement(_ finding: Finding) -> JSONValue {
        [
            "statementId": .text(finding.sid) ?? "", "effect": .string(finding.effect.rawValue.uppercased()),
            "policy": .string(finding.document), "layer": .string(finding.id.layer.rawValue),
        ]
    }

    private static func condition(_ entry: ConditionContext.Entry) -> JSONValue {
        ["key": .string(entry.name), "values": ["items": .array(entry.values.map { ["value": .string($0)] })]]
    }
}
