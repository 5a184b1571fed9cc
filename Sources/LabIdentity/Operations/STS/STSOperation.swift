public import LabCore
public import LabService

/// An operation of STS.
public protocol STSOperation: MemberOperation where State == IdentityState, Input: AuditedInput {
    /// What the input names, there or not.
    ///
    /// - Throws: AWS's error for names that cannot be, and for sessions that may not ask.
    static func find(_ input: Input, in call: Call, on state: IdentityState) throws(ServiceError) -> Target
    /// Whether sessions of users and federated users may call it.
    static var servesEverySession: Bool { get }
}

extension STSOperation {
    /// STS.
    public static var service: Service { .sts }
    /// CloudTrail counts all operations of STS as reads: they change nothing that belongs to an account.
    public static var isReadOnly: Bool { true }
    /// Not all of them.
    public static var servesEverySession: Bool { false }

    /// Turns away the sessions that the operation does not serve, then finds what is named.
    public static func resolve(
        _ input: Input, in call: Call, on state: IdentityState
    ) throws(ServiceError) -> Target {
        if !servesEverySession { try SessionRules.requireSTS(name, call, state) }
        return try find(input, in: call, on: state)
    }

    /// What was asked for and, for new sessions, whose they are; neither secret nor token.
    public static func audit(_ input: Input, target: Target?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(
            requestParameters: input.parameters.nonEmpty, responseElements: responseElements(output)?.nonEmpty)
    }

    static func responseElements(_ output: Output?) -> JSONObject? {
        (output as? any SessionOutput).map { AuditText.elements($0.json) }
    }
}

/// An answer that holds new credentials.
protocol SessionOutput: JSONOutput {}

/// New temporary credentials.
public struct SessionCredentials: Sendable {
    /// The access key id.
    public let accessKeyID: String
    /// The secret access key.
    public let secret: Sensitive<String>
    /// The session token.
    public let token: Sensitive<String>
    /// When they end.
    public let expiry: Timestamp

    /// As the wire has them.
    var json: JSONValue {
        [
            "AccessKeyId": .string(accessKeyID), "SecretAccessKey": .string(secret.exposed),
            "SessionToken": .string(token.exposed), "Expiration": .date(expiry),
        ]
    }
}
