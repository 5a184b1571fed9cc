public import LabCore
public import LabService

/// `LabelParameterVersion`: gives labels to a version; they leave the version that had them.
///
/// - SeeAlso: AWS Systems Manager API Reference, "LabelParameterVersion"
public enum LabelParameterVersion: ParameterOperation, Mutation {
    /// The answer.
    public typealias Output = ParameterOutput
    /// `LabelParameterVersion`.
    public static let name = "LabelParameterVersion"
    /// Changes something.
    public static let isReadOnly = false

    /// Which labels, for which version.
    public struct Input: ParameterInput {
        /// The name.
        public let names: [String]
        let number: Int?
        let labels: [String]

        /// Reads the members.
        public init(_ members: MemberReader) {
            names = [members.requiredString("Name", 1...2048)]
            number = members.integer("ParameterVersion")
            labels = members.requiredStrings("Labels", 1...10, each: 1...100)
        }
    }

    /// The version must be there, and have room.
    public static func check(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState
    ) throws(ServiceError) {
        let version = try state.version(input.number, of: targets.only)
        let labels = version.labels + input.labels.filter { ParameterLabel.isValid($0) && !version.labels.contains($0) }
        guard labels.count <= ParametersLimits.labels else { throw ParametersError.tooManyLabels }
    }

    /// Moves the labels; those that are none are answered.
    public static func apply(
        _ input: Input, on targets: [ParameterTarget], prepared: Void, in call: Call, to state: inout ParametersState
    ) throws(ServiceError) -> ParameterOutput {
        let target = try state.version(input.number, of: targets.only)
        let labels = input.labels.filter(ParameterLabel.isValid)
        for version in state.versions(of: target.address.parameter)
        where version.labels.contains(where: labels.contains) {
            state.versions[version.id]?.labels.removeAll(where: labels.contains)
        }
        state.versions[target.id]?.labels += labels
        let invalid = input.labels.filter { !ParameterLabel.isValid($0) }
        return ParameterOutput(
            json: ["InvalidLabels": .texts(invalid), "ParameterVersion": .integer(Int64(target.number))])
    }

    /// Name, version, labels.
    public static func parameters(_ input: Input) -> JSONObject {
        var parameters: JSONObject = ["name": .string(input.names[0]), "labels": .texts(input.labels)]
        parameters["parameterVersion"] = input.number.map { .integer(Int64($0)) }
        return parameters
    }
}

/// `UnlabelParameterVersion`: takes labels from a version.
///
/// - SeeAlso: AWS Systems Manager API Reference, "UnlabelParameterVersion"
public enum UnlabelParameterVersion: ParameterOperation, Mutation {
    /// The answer.
    public typealias Output = ParameterOutput
    /// `UnlabelParameterVersion`.
    public static let name = "UnlabelParameterVersion"
    /// Changes something.
    public static let isReadOnly = false

    /// Which labels, of which version.
    public struct Input: ParameterInput {
        /// The name.
        public let names: [String]
        let number: Int
        let labels: [String]

        /// Reads the members.
        public init(_ members: MemberReader) {
            names = [members.requiredString("Name", 1...2048)]
            number = members.requiredInteger("ParameterVersion")
            labels = members.requiredStrings("Labels", 1...10, each: 1...100)
        }
    }

    /// The version must be there.
    public static func check(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState
    ) throws(ServiceError) {
        _ = try state.version(input.number, of: targets.only)
    }

    /// Takes them away; those that were not there are answered.
    public static func apply(
        _ input: Input, on targets: [ParameterTarget], prepared: Void, in call: Call, to state: inout ParametersState
    ) throws(ServiceError) -> ParameterOutput {
        let version = try state.version(input.number, of: targets.only)
        let removed = input.labels.filter(version.labels.contains)
        state.versions[version.id]?.labels.removeAll(where: removed.contains)
        let invalid = input.labels.filter { !removed.contains($0) }
        return ParameterOutput(json: ["RemovedLabels": .texts(removed), "InvalidLabels": .texts(invalid)])
    }

    /// Name, version, labels.
    public static func parameters(_ input: Input) -> JSONObject {
        [
            "name": .string(input.names[0]), "labels": .texts(input.labels),
            "parameterVersion": .integer(Int64(input.number)),
        ]
    }
}

extension ParametersState {
    /// The version of this number, or the latest.
    fileprivate func version(_ number: Int?, of target: ParameterTarget) throws(ServiceError) -> ParameterVersion {
        let parameter = try target.existing()
        if let version = version(of: parameter, selector: number.map(String.init)) { return version }
        throw ParametersError.versionNotFound(number.map(String.init) ?? "", of: target.address.name)
    }
}

/// The form of labels.
enum ParameterLabel {
    /// Whether a version can have the label: letters, digits and `.-_`, no digit in front, not `aws` or `ssm`.
    static func isValid(_ label: String) -> Bool {
        let folded = label.lowercased()
        guard let first = folded.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return !folded.hasPrefix("aws") && !folded.hasPrefix("ssm")
            && folded.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || Array(".-_".utf8).contains($0)
            }
    }
}
