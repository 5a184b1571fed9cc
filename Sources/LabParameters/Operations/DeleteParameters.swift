public import LabCore
public import LabService

/// `DeleteParameter`: removes a parameter with all its versions.
///
/// - SeeAlso: AWS Systems Manager API Reference, "DeleteParameter"
public enum DeleteParameter: ParameterOperation, Mutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DeleteParameter`.
    public static let name = "DeleteParameter"
    /// Changes something.
    public static let isReadOnly = false

    /// Which parameter.
    public struct Input: ParameterInput {
        /// The name.
        public let names: [String]

        /// Reads the members.
        public init(_ members: MemberReader) {
            names = [members.requiredString("Name", 1...2048)]
        }
    }

    /// The parameter must be there.
    public static func check(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState
    ) throws(ServiceError) {
        _ = try targets.only.existing()
    }

    /// Removes it.
    public static func apply(
        _ input: Input, on targets: [ParameterTarget], prepared: Void, in call: Call, to state: inout ParametersState
    ) throws(ServiceError) -> EmptyOutput {
        state.remove(targets.only.address)
        return EmptyOutput()
    }
}

/// `DeleteParameters`: removes up to ten parameters; those that are not there are named.
///
/// - SeeAlso: AWS Systems Manager API Reference, "DeleteParameters"
public enum DeleteParameters: ParameterOperation, Mutation {
    /// The answer.
    public typealias Output = ParameterOutput
    /// `DeleteParameters`.
    public static let name = "DeleteParameters"
    /// Changes something.
    public static let isReadOnly = false

    /// Which parameters.
    public struct Input: ParameterInput {
        /// The names.
        public let names: [String]

        /// Reads the members.
        public init(_ members: MemberReader) {
            names = members.requiredStrings("Names", 1...10, each: 1...2048)
        }
    }

    /// Removes them.
    public static func apply(
        _ input: Input, on targets: [ParameterTarget], prepared: Void, in call: Call, to state: inout ParametersState
    ) throws(ServiceError) -> ParameterOutput {
        let there = targets.filter { $0.parameter != nil }
        for target in there { state.remove(target.address) }
        let missing = targets.filter { $0.parameter == nil }
        return ParameterOutput(json: [
            "DeletedParameters": .texts(there.map(\.text)), "InvalidParameters": .texts(missing.map(\.text)),
        ])
    }
}
