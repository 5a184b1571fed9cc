import LabCore
import LabPolicy
import LabService

/// What a name stands for: a parameter, or where one would be. Who may not know is refused before it is said that there
/// is none.
public struct ParameterTarget: Sendable {
    /// The name as the caller wrote it.
    let text: String
    /// Where the parameter is, or would be.
    public let address: ParameterAddress
    /// The parameter; `nil` when there is none.
    public let parameter: ParameterRecord?
    /// The version that was asked for, by number or label.
    let selector: String?

    /// The parameter.
    ///
    /// - Throws: `ParameterNotFound`
    func existing() throws(ServiceError) -> ParameterRecord {
        guard let parameter else { throw ParametersError.notFound }
        return parameter
    }
}

extension ParametersState {
    /// Finds what `text` names: a name or an ARN, and behind a colon a version's number or label.
    func target(_ text: String, in call: Call) -> ParameterTarget {
        var rest = text[...]
        var place = (account: call.account, region: call.region)
        if let arn = ARN(text), arn.service == Service.ssm.name, arn.resource.hasPrefix("parameter/") {
            rest = arn.resource.dropFirst("parameter".count)
            place = (AccountID(arn.account) ?? call.account, Region(arn.region) ?? call.region)
        }
        let parts = rest.split(separator: ":", maxSplits: 1)
        let selector = parts.count > 1 ? String(parts[1]) : nil
        let name = String(parts.first ?? "")
        let address = ParameterAddress(account: place.account, region: place.region, name: name)
        // An ARN does not tell `/name` from `name`.
        let plain = ParameterAddress(
            account: place.account, region: place.region, name: String(name.drop { $0 == "/" }))
        let found = parameters[address] ?? (text.hasPrefix("arn:") ? parameters[plain] : nil)
        return ParameterTarget(
            text: text, address: found?.address ?? address, parameter: found, selector: selector)
    }

    /// The version that a target means.
    ///
    /// - Throws: `ParameterNotFound`, `ParameterVersionNotFound`
    func version(of target: ParameterTarget) throws(ServiceError) -> ParameterVersion {
        let parameter = try target.existing()
        if let version = version(of: parameter, selector: target.selector) { return version }
        throw ParametersError.versionNotFound(target.selector ?? "", of: target.address.name)
    }
}

/// Makes demands about parameters.
enum ParameterDemand {
    /// `action` on a parameter.
    static func make(
        _ action: String, on target: ParameterTarget,
        _ setConditions: @escaping @Sendable (inout ConditionContext) -> Void = { _ in }
    ) -> AccessDemand {
        make(action, on: target.address.arn.description, owner: target.address.account) { context in
            context.setTagsOfResource(target.parameter?.tags ?? [], for: "ssm:resourceTag")
            setConditions(&context)
        }
    }

    /// `action` on whatever `resource` says.
    static func make(
        _ action: String, on resource: String, owner: AccountID? = nil,
        _ setConditions: @escaping @Sendable (inout ConditionContext) -> Void = { _ in }
    ) -> AccessDemand {
        AccessDemand(
            action: "ssm:\(action)", resource: resource, owner: owner, rules: .identityOnly,
            deferring: {
                var context = ConditionContext()
                setConditions(&context)
                return context
            })
    }
}
