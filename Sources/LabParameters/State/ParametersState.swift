public import LabCore
public import LabService

/// Parameter Store's part of the world: parameters and their versions.
///
/// Nothing in a row reads without a key, not even a plain `String`, which lies under a key of the service's own.
public struct ParametersState: ServiceState {
    /// The parameters, by account, Region and name.
    public var parameters = Table<ParameterRecord>()
    /// The versions, by parameter and number.
    public var versions = Table<ParameterVersion>()

    /// No parameters.
    public init() {}

    /// Every table.
    public static let tables: [TablePath<ParametersState>] = [TablePath(\.parameters), TablePath(\.versions)]
}

extension ParametersState {
    /// The parameters of an account in a Region, ascending by name.
    func parameters(of account: AccountID, in region: Region) -> [ParameterRecord] {
        let start = ParameterAddress(account: account, region: region, name: "")
        return parameters.prefix(from: start) { $0.account == account && $0.region == region }
    }

    /// The versions of a parameter, ascending.
    public func versions(of parameter: ParameterAddress) -> [ParameterVersion] {
        versions.prefix(from: ParameterVersionAddress(parameter: parameter, number: 0)) { $0.parameter == parameter }
    }

    /// The latest version of a parameter.
    func latest(_ parameter: ParameterRecord) -> ParameterVersion? {
        versions[ParameterVersionAddress(parameter: parameter.address, number: parameter.latest)]
    }

    /// The version that a selector names, a number or a label; the latest without one.
    func version(of parameter: ParameterRecord, selector: String?) -> ParameterVersion? {
        guard let selector else { return latest(parameter) }
        if let number = Int(selector) {
            return versions[ParameterVersionAddress(parameter: parameter.address, number: number)]
        }
        return versions(of: parameter.address).first { $0.labels.contains(selector) }
    }

    /// Removes a parameter with all its versions.
    mutating func remove(_ parameter: ParameterAddress) {
        for version in versions(of: parameter) { versions[version.id] = nil }
        parameters[parameter] = nil
    }
}

extension ParametersState: ScheduledWork {
    /// When the next parameter expires.
    public var nextDue: Timestamp? { parameters.nextDue?.date }

    /// Removes the parameter that expires first.
    public mutating func performNextDue(random: any RandomSource) throws(ServiceError) -> [ServiceEvent] {
        guard let (date, parameter) = parameters.nextDue else { return [] }
        remove(parameter.address)
        return [
            ServiceEvent(
                service: .ssm, name: "ExpireParameter", time: date, region: parameter.address.region,
                account: parameter.address.account, resources: [AuditResource(parameter.address)],
                details: ["name": .string(parameter.address.name)])
        ]
    }
}

extension AuditResource {
    /// A parameter, as events name it.
    init(_ parameter: ParameterAddress) {
        self.init(arn: parameter.arn.description, account: parameter.account, type: "AWS::SSM::Parameter")
    }
}
