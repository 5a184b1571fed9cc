public import LabCore
public import LabPolicy
public import LabService

/// The types of resources that Systems Manager tags; the lab has parameters.
enum TaggedResource: String, CaseIterable, Sendable {
    case document = "Document"
    case managedInstance = "ManagedInstance"
    case maintenanceWindow = "MaintenanceWindow"
    case parameter = "Parameter"
    case patchBaseline = "PatchBaseline"
    case opsItem = "OpsItem"
    case opsMetadata = "OpsMetadata"
    case automation = "Automation"
    case association = "Association"

    /// Reads `ResourceType`.
    static func read(_ members: MemberReader) -> TaggedResource {
        members.requiredEnumeration("ResourceType", TaggedResource.self)
    }
}

/// The rules of tags.
enum ParameterTags {
    static let pattern = #"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"#

    /// Refuses reserved and duplicate keys, and more than a parameter can have.
    static func check(_ tags: [ResourceTag], on existing: [ResourceTag] = []) throws(ServiceError) {
        guard !tags.contains(where: \.isReserved), !tags.hasDuplicates else {
            throw ParametersError.validation("Each tag needs a key of its own that does not start with aws:.")
        }
        guard existing.merging(tags).count <= ParametersLimits.tags else { throw ParametersError.tooManyTags }
    }
}

extension ResourceTag {
    /// Reads `Key` and `Value`.
    init(parameter members: MemberReader) {
        self.init(
            key: members.requiredString("Key", 1...128, pattern: ParameterTags.pattern),
            value: members.requiredString("Value", 0...256, pattern: ParameterTags.pattern))
    }
}

extension [ParameterTarget] {
    /// The parameter whose tags are meant.
    ///
    /// - Throws: `InvalidResourceType`, `InvalidResourceId`
    fileprivate func tagged(_ type: TaggedResource) throws(ServiceError) -> ParameterRecord {
        guard type == .parameter else { throw ParametersError.invalidResourceType }
        guard let parameter = only.parameter else { throw ParametersError.invalidResourceID }
        return parameter
    }
}

/// `AddTagsToResource`: adds tags to a parameter, or changes their values.
///
/// - SeeAlso: AWS Systems Manager API Reference, "AddTagsToResource"
public enum AddTagsToResource: ParameterOperation, Mutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `AddTagsToResource`.
    public static let name = "AddTagsToResource"
    /// Changes something.
    public static let isReadOnly = false

    /// Which tags.
    public struct Input: ParameterInput {
        /// The name.
        public let names: [String]
        let type: TaggedResource
        let tags: [ResourceTag]

        /// Reads the members.
        public init(_ members: MemberReader) {
            type = TaggedResource.read(members)
            names = [members.requiredString("ResourceId")]
            tags = members.requiredStructures("Tags", ...1000, of: ResourceTag.init(parameter:))
        }
    }

    /// The tags.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        context.setTagsOfRequest(input.tags)
    }

    /// Tags that a parameter can have.
    public static func check(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState
    ) throws(ServiceError) {
        try ParameterTags.check(input.tags, on: try targets.tagged(input.type).tags)
    }

    /// Sets them.
    public static func apply(
        _ input: Input, on targets: [ParameterTarget], prepared: Void, in call: Call, to state: inout ParametersState
    ) throws(ServiceError) -> EmptyOutput {
        let parameter = try targets.tagged(input.type)
        state.parameters[parameter.id]?.tags = parameter.tags.merging(input.tags)
        return EmptyOutput()
    }
}

/// `RemoveTagsFromResource`: takes tags from a parameter.
///
/// - SeeAlso: AWS Systems Manager API Reference, "RemoveTagsFromResource"
public enum RemoveTagsFromResource: ParameterOperation, Mutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `RemoveTagsFromResource`.
    public static let name = "RemoveTagsFromResource"
    /// Changes something.
    public static let isReadOnly = false

    /// Which tags.
    public struct Input: ParameterInput {
        /// The name.
        public let names: [String]
        let type: TaggedResource
        let keys: [String]

        /// Reads the members.
        public init(_ members: MemberReader) {
            type = TaggedResource.read(members)
            names = [members.requiredString("ResourceId")]
            keys = members.requiredStrings("TagKeys", each: 1...128, pattern: ParameterTags.pattern)
        }
    }

    /// The parameter must be there.
    public static func check(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState
    ) throws(ServiceError) {
        _ = try targets.tagged(input.type)
    }

    /// Takes them away.
    public static func apply(
        _ input: Input, on targets: [ParameterTarget], prepared: Void, in call: Call, to state: inout ParametersState
    ) throws(ServiceError) -> EmptyOutput {
        let parameter = try targets.tagged(input.type)
        state.parameters[parameter.id]?.tags = parameter.tags.removing(input.keys)
        return EmptyOutput()
    }
}

/// `ListTagsForResource`: a parameter's tags.
///
/// - SeeAlso: AWS Systems Manager API Reference, "ListTagsForResource"
public enum ListTagsForResource: ParameterOperation, Query {
    /// The answer.
    public typealias Output = ParameterOutput
    /// `ListTagsForResource`.
    public static let name = "ListTagsForResource"
    /// Reads.
    public static let isReadOnly = true

    /// Which parameter.
    public struct Input: ParameterInput {
        /// The name.
        public let names: [String]
        let type: TaggedResource

        /// Reads the members.
        public init(_ members: MemberReader) {
            type = TaggedResource.read(members)
            names = [members.requiredString("ResourceId")]
        }
    }

    /// The parameter must be there.
    public static func check(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState
    ) throws(ServiceError) {
        _ = try targets.tagged(input.type)
    }

    /// Lists them.
    public static func perform(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState
    ) throws(ServiceError) -> ParameterOutput {
        ParameterOutput(json: ["TagList": .array(try targets.tagged(input.type).tags.map(\.json))])
    }
}
