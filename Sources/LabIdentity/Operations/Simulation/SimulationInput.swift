import LabCore
import LabPolicy
import LabService

/// What a simulation asks, apart from whose policies it is about.
public struct SimulationQuestion: Sendable {
    /// The types of condition key values.
    public enum ContextType: String, Sendable, CaseIterable {
        /// A string.
        case string
        /// Strings.
        case stringList
        /// A number.
        case numeric
        /// Numbers.
        case numericList
        /// A Boolean.
        case boolean
        /// Booleans.
        case booleanList
        /// An address.
        case ip
        /// Addresses.
        case ipList
        /// Bytes in base64.
        case binary
        /// Several, each bytes in base64.
        case binaryList
        /// A moment.
        case date
        /// Moments.
        case dateList
    }

    /// A condition key of the simulated request.
    public struct ContextEntry: Sendable {
        /// The key.
        public var key: String?
        /// Its values.
        public var values: [String]
        /// Their type. Values are texts to the evaluator, whatever their type.
        public var type: ContextType?

        /// A key with its values.
        public init(_ key: String, _ values: [String], _ type: ContextType = .string) {
            self.key = key
            self.values = values
            self.type = type
        }

        init(_ members: MemberReader) {
            key = members.string("ContextKeyName", 5...256)
            values = members.strings("ContextKeyValues") ?? []
            type = members.enumeration("ContextKeyType", ContextType.self)
        }
    }

    /// The actions.
    public var actions: [String]
    /// The resources; `*` for none.
    public var resources: [String]
    /// The resources' policy.
    public var resourcePolicy: String?
    /// The account that owns the resources.
    public var resourceOwner: String?
    /// The ARN of the user who asks.
    public var callerARN: String?
    /// The condition keys.
    public var context: [ContextEntry]
    /// A permissions boundary; AWS takes one at most.
    public var boundaries: [String]
    /// AWS's words for combinations of resources of EC2. The lab has none of them.
    public var resourceHandling: String?
    /// Which page of results.
    public var page: PageRequest

    /// A question.
    public init(
        actions: [String], resources: [String] = [], resourcePolicy: String? = nil, resourceOwner: String? = nil,
        callerARN: String? = nil, context: [ContextEntry] = [], boundaries: [String] = [],
        page: PageRequest = PageRequest()
    ) {
        self.actions = actions
        self.resources = resources
        self.resourcePolicy = resourcePolicy
        self.resourceOwner = resourceOwner
        self.callerARN = callerARN
        self.context = context
        self.boundaries = boundaries
        self.page = page
    }

    init(_ members: MemberReader) {
        boundaries = members.documents("PermissionsBoundaryPolicyInputList") ?? []
        actions = members.requiredStrings("ActionNames", each: 3...128)
        resources = members.strings("ResourceArns", each: 1...2048) ?? []
        resourcePolicy = members.string(
            "ResourcePolicy", IdentityLimits.documentLength, pattern: MemberReader.documentPattern)
        resourceOwner = members.string("ResourceOwner", 1...2048)
        callerARN = members.string("CallerArn", 1...2048)
        context = members.structures("ContextEntries", of: ContextEntry.init) ?? []
        resourceHandling = members.string("ResourceHandlingOption", 1...64)
        page = PageRequest(members)
    }

    /// As events have it, after `parameters`.
    func appended(to parameters: JSONObject) -> JSONObject {
        var parameters = parameters
        parameters["actionNames"] = .strings(actions)
        if !resources.isEmpty { parameters["resourceArns"] = .strings(resources) }
        parameters["resourceOwner"] = .text(resourceOwner)
        parameters["callerArn"] = .text(callerARN)
        return page.appended(to: parameters)
    }
}
