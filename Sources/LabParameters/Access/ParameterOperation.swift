public import LabCore
import LabCrypto
public import LabPolicy
public import LabService

/// An input that names parameters.
public protocol ParameterInput: MemberInput {
    /// The names, as the caller wrote them.
    var names: [String] { get }
}

/// An operation on parameters that are named one by one.
public protocol ParameterOperation: MemberOperation
where State == ParametersState, Target == [ParameterTarget], Input: ParameterInput {
    /// The event's `requestParameters`. Never a value.
    static func parameters(_ input: Input) -> JSONObject
    /// Adds the operation's own condition keys.
    static func setConditions(_ input: Input, in context: inout ConditionContext)
}

extension ParameterOperation {
    /// Systems Manager.
    public static var service: Service { .ssm }
    /// The names.
    public static func parameters(_ input: Input) -> JSONObject {
        input.names.count == 1 ? ["name": .string(input.names[0])] : ["names": .texts(input.names)]
    }
    /// None.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {}

    /// Finds the parameters.
    public static func resolve(
        _ input: Input, in call: Call, on state: ParametersState
    ) throws(ServiceError) -> [ParameterTarget] {
        input.names.map { state.target($0, in: call) }
    }

    /// The operation's action on each of them.
    public static func demands(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState
    ) -> [AccessDemand] {
        targets.map { target in ParameterDemand.make(name, on: target) { setConditions(input, in: &$0) } }
    }

    /// The names, and the parameters that there are.
    public static func audit(
        _ input: Input, target: [ParameterTarget]?, output: Output?, in call: Call
    ) -> AuditDetail {
        AuditDetail(
            requestParameters: parameters(input),
            resources: (target ?? []).filter { $0.parameter != nil }.map { AuditResource($0.address) })
    }
}

extension [ParameterTarget] {
    /// The one target of an operation that names one.
    var only: ParameterTarget {
        guard let first else { preconditionFailure("an operation on one parameter resolves one") }
        return first
    }
}

/// An answer that was put together already.
public struct ParameterOutput: JSONOutput {
    /// The members.
    public let json: JSONObject
}

extension ParameterVersion {
    /// The version as GetParameter answers it.
    func json(value: String, selector: String? = nil) -> JSONObject {
        var json: JSONObject = ["Name": .string(name), "Type": .string(type.rawValue), "Value": .string(value)]
        json["Version"] = .integer(Int64(number))
        json["Selector"] = selector.map { .string(":\($0)") }
        json["LastModifiedDate"] = .epochSeconds(modifiedAt)
        json["ARN"] = .string(address.parameter.arn.description)
        json["DataType"] = .string(dataType)
        return json
    }

    /// What GetParameterHistory and DescribeParameters have in common.
    func appendDescription(to json: inout JSONObject) {
        json["Type"] = .string(type.rawValue)
        json["KeyId"] = keyID.map(JSONValue.string)
        json["LastModifiedDate"] = .epochSeconds(modifiedAt)
        json["LastModifiedUser"] = .string(modifiedBy)
        json["Description"] = description.map(JSONValue.string)
        json["AllowedPattern"] = allowedPattern.map(JSONValue.string)
        json["Version"] = .integer(Int64(number))
        json["Tier"] = .string(tier.rawValue)
        json["Policies"] = .array(ParameterPolicies.inline(policies))
        json["DataType"] = .string(dataType)
    }

    /// The value as a reader gets it: a `SecureString` only with decryption.
    func shownValue(
        isDecrypted: Bool, in call: Call, services: Services
    ) async throws(ServiceError) -> String {
        if !isDecrypted, let ciphertext = value.ciphertext { return Base64.encode(ciphertext) }
        let cipher = ParameterCipher(address.parameter, call: call, services: services)
        return String(decoding: try await cipher.open(value).exportForResponse(), as: UTF8.self)
    }
}
